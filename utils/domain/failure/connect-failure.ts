import type { Failure } from './failure.ts';
import { isTurn } from '../profiles/ice-server.ts';

/** An `icecandidateerror` (webrtc-pc section 4.8.2): a STUN error code, or 701 where the server never answered. */
export interface IceServerError {
  url: string;
  errorCode: number;
}

/**
 * Codes by which a server refuses credentials that it has read (RFC 8656, section 5, and RFC 8489, section
 * 9.2).
 */
const refusedCredentials = new Set([401, 403, 441]);

/** Why a connection was never established, as far as the ICE servers' answers tell. */
export function connectFailure(errors: readonly IceServerError[], policy: RTCIceTransportPolicy): Failure {
  const ofTurn = errors.filter(({ url }) => isTurn(url));
  if (ofTurn.some(({ errorCode }) => refusedCredentials.has(errorCode)))
    return { reason: 'turn-unauthorized' };
  if (policy === 'relay') return { reason: 'turn-unreachable' };
  return { reason: 'connect-timeout' };
}

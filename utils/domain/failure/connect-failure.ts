import type { Failure } from './failure.ts';
import { candidatesOf } from '../link/candidates.ts';
import { obstacleBetween, type Obstacle, type Sides } from '../link/obstacles.ts';
import { isTurn } from '../profiles/ice-server.ts';

/** An `icecandidateerror` (webrtc-pc section 4.8.2): a STUN error code, or 701 where the server never answered. */
export interface IceServerError {
  url: string;
  errorCode: number;
}

/** The evidence about a connection that was not established. */
export interface ConnectEvidence extends Pick<Sides, 'own' | 'reachedHost'> {
  iceErrors: readonly IceServerError[];
  policy: RTCIceTransportPolicy;
  /** Whether gathering has begun, so that no candidate of its own means that the browser finds none. */
  gathers: boolean;
  /** The server's answer, with all that the browser has taken of it; null before it. */
  answer: string | null;
  /** Whether a path was found on which the two sides have no keys (DTLS). */
  lacksKeys: boolean;
}

/**
 * Codes by which a server refuses credentials that it has read (RFC 8656, section 5, and RFC 8489, section
 * 9.2).
 */
const refusedCredentials = new Set([401, 403, 441]);

/** The code of a server that was not reached (webrtc-pc, section 4.8.2). */
const unanswered = 701;

/**
 * Why a connection was never established, as far as the ICE servers' answers and both sides' candidates tell; the first that
 * fits counts. Nothing is said of a firewall unless the server names an address that nothing of this speaks against.
 */
export function connectFailure(evidence: ConnectEvidence): Failure {
  const { iceErrors, policy, own, gathers, answer, reachedHost, lacksKeys } = evidence;
  const ofTurn = iceErrors.filter(({ url }) => isTurn(url)).map(({ errorCode }) => errorCode);
  if (lacksKeys) return timeout('keys');
  if (ofTurn.some((code) => refusedCredentials.has(code))) return { reason: 'turn-unauthorized' };
  if (own.length === 0 && policy === 'relay') {
    const code = ofTurn.find((each) => each !== unanswered);
    return { reason: 'turn-unreachable', ...(code === undefined ? {} : { code }) };
  }
  if (own.length === 0 && gathers) return timeout('no-network');
  if (answer === null) return { reason: 'connect-timeout' };
  const found = obstacleBetween({ own, far: candidatesOf(answer), reachedHost });
  if (found) return { reason: 'connect-timeout', ...found };
  return policy === 'relay' ? timeout('relayed') : { reason: 'connect-timeout' };
}

function timeout(obstacle: Obstacle): Failure {
  return { reason: 'connect-timeout', obstacle };
}

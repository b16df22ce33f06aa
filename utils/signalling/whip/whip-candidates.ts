import type { Failure } from '../../domain/failure/failure.ts';
import { fateOf, type Trickle } from '../offer/trickle.ts';
import { makeSdpFragment } from './sdp-fragment.ts';
import type { createWhipMemory } from './whip-memory.ts';
import { isUnsupported, type WhipSession } from './whip-session.ts';

export interface WhipCandidatesDeps {
  session: WhipSession;
  /** The offer that the candidates belong to. */
  offer: string;
  trickle: Trickle;
  memory: ReturnType<typeof createWhipMemory>;
  signal: AbortSignal;
}

/**
 * Sends candidates after the offer, as they come (RFC 9725, section 4.3.1). Resolves with the failure that the server's
 * refusal means; stays pending where it refuses none.
 */
export function sendCandidates(deps: WhipCandidatesDeps): Promise<Failure> {
  const { session, offer, trickle, memory, signal } = deps;
  const refused = Promise.withResolvers<Failure>();
  if (!session.hasUrl) {
    // The server's own candidates may be enough: whether they are is seen by the connection.
    if (!session.isWithheld) memory.learnTrickleRefused();
    trickle.stop();
    return refused.promise;
  }
  trickle.open(async (batch) => {
    const result = await session.patch(makeSdpFragment(offer, batch), signal);
    if (typeof result === 'object') {
      if (isUnsupported(result.refused)) memory.learnTrickleRefused();
      refused.resolve({ reason: 'server-refused', status: result.refused });
    }
    return fateOf(result);
  });
  return refused.promise;
}

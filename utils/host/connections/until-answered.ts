import type { NetworkProbe } from './network-probe.ts';
import type { Edges } from '../../async/edges.ts';
import { untilReachable, type ReachabilityOptions } from './reachability.ts';
import type { Profile } from '../../domain/profiles/profile.ts';

/** Milliseconds for which a server that has answered is not asked again. */
const answerHoldsMs = 500;

export interface UntilAnsweredDeps extends Pick<Edges, 'now' | 'random' | 'after'> {
  profile: Profile;
  probe: NetworkProbe;
}

/**
 * Makes a function that waits for a profile's server to answer: it resolves at once where the server did a
 * moment ago, and else whenever it does. Rejects with the signal's reason when aborted.
 */
export function createUntilAnswered({ profile, probe, now, ...edges }: UntilAnsweredDeps) {
  /** Epoch milliseconds of the last answer. */
  let answeredAt = 0;
  /** Probes the server; a loopback is always reachable. */
  const probeAt = (signal: AbortSignal) =>
    profile.kind === 'loopback' ? Promise.resolve(true) : probe(profile.url, signal);

  return async (ask: ReachabilityOptions['ask'], signal: AbortSignal): Promise<void> => {
    // The difference is absolute, so that a clock that was set back does not make an old answer new.
    if (Math.abs(now() - answeredAt) < answerHoldsMs) return;
    await untilReachable({ ...edges, ask, probe: probeAt, signal });
    answeredAt = now();
  };
}

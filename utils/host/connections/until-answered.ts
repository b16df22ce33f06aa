import type { Knock } from './knock.ts';
import { untilReachable, type ReachabilityOptions } from './reachability.ts';
import type { Profile } from '../../domain/profiles/profile.ts';

/** A server that has answered is not asked again for so long, in milliseconds. */
const answerHoldsMs = 500;

export interface UntilAnsweredDeps {
  profile: Profile;
  knock: Knock;
  now(): number;
  /** From 0 to 1. */
  random(): number;
}

/**
 * A wait for a profile's server to answer: over at once where it did a moment ago, and else as late as it likes. Rejects
 * with the signal's reason when aborted.
 */
export function createUntilAnswered({ profile, knock, now, random }: UntilAnsweredDeps) {
  /** Epoch milliseconds. */
  let answeredAt = 0;
  /** A loopback is never out of reach. */
  const knockAt = (signal: AbortSignal) =>
    profile.kind === 'loopback' ? Promise.resolve(true) : knock(profile.url, signal);

  return async (ask: ReachabilityOptions['ask'], signal: AbortSignal): Promise<void> => {
    // Also a clock that was set back must not make an old answer new.
    if (Math.abs(now() - answeredAt) < answerHoldsMs) return;
    await untilReachable({ ask, knock: knockAt, random, signal });
    answeredAt = now();
  };
}

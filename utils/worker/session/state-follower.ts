import type { SessionState } from '../../domain/session/session-state.ts';
import { within } from '../../async/within.ts';

export type FollowState = (state: SessionState, before: SessionState) => unknown;

/** Milliseconds that a follower may take before the next state is handed on without waiting for it. */
const patienceMs = 5000;

/**
 * Hands each state to every follower, one state after the other, so that a slow browser call can't let an
 * older state overtake a newer one. A follower that throws is reported and does not stop the others; one that
 * never settles does not hold up the next state.
 */
export function createStateFollower(followers: readonly FollowState[], onError: (error: unknown) => void) {
  let queue: Promise<void> = Promise.resolve();

  return (state: SessionState, before: SessionState): Promise<void> => {
    queue = queue.then(async () => {
      const followed = followers.map(async (follow) => follow(state, before));
      await within(patienceMs, Promise.all(followed.map((each) => each.catch(onError))));
    });
    return queue;
  };
}

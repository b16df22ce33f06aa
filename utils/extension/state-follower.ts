import type { SessionState } from '../domain/session-state.ts';

/**
 * Hands each state to every follower, one state after the other, so that a slow browser call can't let an older state
 * overtake a newer one. A follower that throws is reported and keeps nobody else from following.
 */
export function createStateFollower(
  followers: readonly ((state: SessionState, before: SessionState) => unknown)[],
  onError: (error: unknown) => void,
) {
  let queue: Promise<void> = Promise.resolve();

  return (state: SessionState, before: SessionState): Promise<void> => {
    queue = queue.then(async () => {
      const results = await Promise.allSettled(followers.map(async (follow) => follow(state, before)));
      for (const result of results) if (result.status === 'rejected') onError(result.reason);
    });
    return queue;
  };
}

import { liveQuery, type Subscription } from 'dexie';
import type { HistoryDatabase } from './database.ts';

/**
 * Tells of every change of the sessions, also by another context. One query follows for all who want to know, from the
 * first of them to the last.
 */
export function createChanges({ sessions }: Pick<HistoryDatabase, 'sessions'>, ready: () => Promise<void>) {
  const followers = new Set<() => void>();
  let subscription: Subscription | null = null;
  let held = 0;
  let missed = false;
  /** Nothing has changed since it was last asked. */
  let isCurrent = false;
  let isFollowing = false;

  function tell(): void {
    isCurrent = false;
    if (held > 0) missed = true;
    else for (const follow of followers) follow();
  }

  function begin(): void {
    const query = liveQuery(async () => {
      await ready();
      // The last event of all, and how many sessions there are: what is new, goes on or goes changes one of them.
      return Promise.all([sessions.orderBy('lastEventAt').last(), sessions.count()]);
    });
    subscription = query.subscribe({
      next() {
        // The first answer is no change: who follows has not read yet.
        if (isFollowing) tell();
        isFollowing = true;
      },
      error: tell,
    });
  }

  return {
    /** To be called before one reads. Returns the unsubscribe. */
    follow(follow: () => void): () => void {
      followers.add(follow);
      if (followers.size === 1) begin();
      return () => {
        followers.delete(follow);
        if (followers.size > 0) return;
        subscription?.unsubscribe();
        isFollowing = false;
        isCurrent = false;
      };
    },

    /** Whether nothing has changed since this was last called; for sure, so false where nobody follows. */
    sinceLast(): boolean {
      const was = isCurrent && isFollowing;
      isCurrent = isFollowing;
      return was;
    },

    /** Tells once, at the end, of what changes meanwhile: many small steps are one change. */
    async hold(steps: () => Promise<void>): Promise<void> {
      held += 1;
      try {
        await steps();
      } finally {
        held -= 1;
        if (held === 0 && missed) {
          missed = false;
          tell();
        }
      }
    },
  };
}

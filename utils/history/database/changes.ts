import { liveQuery } from 'dexie';
import type { HistoryDatabase } from './database.ts';
import type { DatabaseAccess } from './database-access.ts';

/**
 * Reports every change of the sessions, including those by other contexts. One live query serves all followers, from
 * the first to the last.
 */
export function createChanges(
  { sessions }: Pick<HistoryDatabase, 'sessions'>,
  { ready, onStatus }: Pick<DatabaseAccess, 'ready' | 'onStatus'>,
) {
  const followers = new Set<() => void>();
  let following: AbortController | null = null;
  let held = 0;
  let missed = false;
  /** Whether nothing has changed since `sinceLast` was last called. */
  let isCurrent = false;
  let isFollowing = false;

  function notify(): void {
    isCurrent = false;
    if (held > 0) missed = true;
    else for (const follow of followers) follow();
  }

  async function begin(): Promise<void> {
    const mine = new AbortController();
    following = mine;
    // The access is awaited outside the query: after a wait for anything else, Dexie does not track what a
    // query reads.
    try {
      await ready();
    } catch {
      // Where there is no history, its status says so, and says when it is back.
      if (following === mine) following = null;
      return;
    }
    if (mine.signal.aborted) return;
    // The newest event and the number of sessions: every session that is new, goes on or is removed changes
    // one of them.
    const query = liveQuery(() => Promise.all([sessions.orderBy('lastEventAt').last(), sessions.count()]));
    const subscription = query.subscribe({
      next() {
        // The first result counts as a change too, because changes before it are not reported.
        isFollowing = true;
        notify();
      },
      error: notify,
    });
    mine.signal.addEventListener('abort', () => {
      subscription.unsubscribe();
    });
  }

  onStatus((status) => {
    if (status === 'ok' && followers.size > 0 && !following) void begin();
  });

  return {
    /**
     * Calls `follow` for each change. To be called before reading; the first follower is called once when
     * following has begun. Returns the unsubscribe.
     */
    follow(follow: () => void): () => void {
      followers.add(follow);
      if (!following) void begin();
      return () => {
        followers.delete(follow);
        if (followers.size > 0) return;
        following?.abort();
        following = null;
        isFollowing = false;
        isCurrent = false;
      };
    },

    /** Whether it is certain that nothing has changed since the last call; false where nobody follows. */
    sinceLast(): boolean {
      const was = isCurrent && isFollowing;
      isCurrent = isFollowing;
      return was;
    },

    /** Runs a piece of work, and reports all changes during it as one, at its end. */
    async hold(steps: () => Promise<void>): Promise<void> {
      held += 1;
      try {
        await steps();
      } finally {
        held -= 1;
        if (held === 0 && missed) {
          missed = false;
          notify();
        }
      }
    },
  };
}

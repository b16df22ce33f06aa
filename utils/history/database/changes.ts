import { liveQuery } from 'dexie';
import type { HistoryDatabase } from './database.ts';
import type { DatabaseAccess } from './database-access.ts';

/**
 * Tells of every change of the sessions, also by another context. One query follows for all who want to know, from the
 * first of them to the last.
 */
export function createChanges(
  { sessions }: Pick<HistoryDatabase, 'sessions'>,
  { ready, onStatus }: Pick<DatabaseAccess, 'ready' | 'onStatus'>,
) {
  const followers = new Set<() => void>();
  let following: AbortController | null = null;
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

  async function begin(): Promise<void> {
    const mine = new AbortController();
    following = mine;
    // Not within the query: after a wait for something else Dexie would not know any more what it asks for.
    try {
      await ready();
    } catch {
      // Where the history is off, its status tells, and tells when it is back.
      if (following === mine) following = null;
      return;
    }
    if (mine.signal.aborted) return;
    // The last event of all, and how many sessions there are: what is new, goes on or goes changes one of them.
    const query = liveQuery(() => Promise.all([sessions.orderBy('lastEventAt').last(), sessions.count()]));
    const subscription = query.subscribe({
      next() {
        // The first answer, too: what has changed before it is told by nothing else.
        isFollowing = true;
        tell();
      },
      error: tell,
    });
    mine.signal.addEventListener('abort', () => {
      subscription.unsubscribe();
    });
  }

  onStatus((status) => {
    if (status === 'ok' && followers.size > 0 && !following) void begin();
  });

  return {
    /** To be called before one reads; the first who follows is told once when that has begun. Returns the unsubscribe. */
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

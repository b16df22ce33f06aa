import { isRunning, type Running, type SessionState } from '../../domain/session/session-state.ts';
import type { RunningSessionStore } from './running-session-store.ts';

/**
 * Whether a session is wanted, and which one: known at every moment, also while a Start is still under way or the session's
 * host is gone. What the user wanted last holds. A session that was stopped or has failed is never wanted again, and this
 * outlives the worker.
 */
export function createSessionIntent(store: Pick<RunningSessionStore, 'withdraw' | 'isWithdrawn'>) {
  const beginning = new Set<string>();
  const withdrawn = new Set<string>();
  let running: Running | null = null;
  let muteWish: { muted: boolean } | null = null;

  return {
    isWanted: () => beginning.size > 0 || running !== null,

    /** A Start is under way. Returns what to call when it has come to something, or to nothing. */
    begin(sessionId: string): () => void {
      if (beginning.size === 0 && running === null) muteWish = null;
      beginning.add(sessionId);
      return () => beginning.delete(sessionId);
    },

    /** No session is wanted from now on: neither one that runs nor one that is only about to. */
    withdrawAll(): void {
      const ids = [...beginning, ...(running ? [running.session.id] : [])];
      for (const id of ids) {
        withdrawn.add(id);
        void store.withdraw(id);
      }
      beginning.clear();
      running = null;
      muteWish = null;
    },

    /** The same for one session, so that a later worker knows it too. */
    async withdraw(sessionId: string): Promise<void> {
      withdrawn.add(sessionId);
      await store.withdraw(sessionId);
    },

    isWithdrawn: async (sessionId: string): Promise<boolean> =>
      withdrawn.has(sessionId) || store.isWithdrawn(sessionId),

    /** Whether the microphone is to be muted: as the user said last, else as the session is. */
    isMuted: (asItIs = running?.muted ?? false): boolean => muteWish?.muted ?? asItIs,

    /** Returns what to call when the host knows it, or there is none that could. */
    mute(muted: boolean): () => void {
      const wish = { muted };
      muteWish = wish;
      return () => {
        if (muteWish === wish) muteWish = null;
      };
    },

    /** Hears what is told of the session. Returns false where it runs although it is not wanted any more. */
    follow(state: SessionState): boolean {
      const isUnwanted = isRunning(state) && withdrawn.has(state.running.session.id);
      running = isRunning(state) && !isUnwanted ? state.running : null;
      return !isUnwanted;
    },
  };
}

export type SessionIntent = ReturnType<typeof createSessionIntent>;

import { isUnsent } from '../../domain/session/behind.ts';
import { isRunning, type Running, type SessionState } from '../../domain/session/session-state.ts';
import type { RunningSessionStore } from './running-session-store.ts';

/**
 * Knows at every moment whether a session is wanted and which one, also while a Start is under way or the
 * session's host is gone. The user's last command decides. A session that was stopped or has failed is never
 * wanted again, and this outlives the worker.
 */
export function createSessionIntent(store: Pick<RunningSessionStore, 'withdraw' | 'isWithdrawn'>) {
  const beginning = new Set<string>();
  const withdrawn = new Set<string>();
  let running: Running | null = null;
  let muteWish: { muted: boolean } | null = null;

  return {
    isWanted: () => beginning.size > 0 || running !== null,

    /** Whether something was said that may not be sent yet, and the user has not stopped the session. */
    isUnsent: () => running !== null && isUnsent(running) && !running.stopsWhenDelivered,

    /** Notes that a Start is under way. Returns a function to call when the Start has succeeded or failed. */
    begin(sessionId: string): () => void {
      if (beginning.size === 0 && running === null) muteWish = null;
      beginning.add(sessionId);
      return () => beginning.delete(sessionId);
    },

    /** Notes that no session is wanted from now on: neither one that runs nor one that is about to. */
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

    /** Notes that this session is not wanted any more, also for a later worker. */
    async withdraw(sessionId: string): Promise<void> {
      withdrawn.add(sessionId);
      await store.withdraw(sessionId);
    },

    isWithdrawn: async (sessionId: string): Promise<boolean> =>
      withdrawn.has(sessionId) || store.isWithdrawn(sessionId),

    /** Whether the microphone is to be muted: as the user said last, else as the session is. */
    isMuted: (asItIs = running?.muted ?? false): boolean => muteWish?.muted ?? asItIs,

    /**
     * Notes the mute that the user wants. Returns a function to call when the host knows of it, or where
     * there is no host.
     */
    mute(muted: boolean): () => void {
      const wish = { muted };
      muteWish = wish;
      return () => {
        if (muteWish === wish) muteWish = null;
      };
    },

    /**
     * Takes a state of the session. Returns false where the session runs although it is not wanted any more.
     */
    follow(state: SessionState): boolean {
      const isUnwanted = isRunning(state) && withdrawn.has(state.running.session.id);
      running = isRunning(state) && !isUnwanted ? state.running : null;
      return !isUnwanted;
    },
  };
}

export type SessionIntent = ReturnType<typeof createSessionIntent>;

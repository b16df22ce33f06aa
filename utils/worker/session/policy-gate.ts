import type { Edges } from '../../async/edges.ts';
import { sessionHead } from '../../domain/session/session-beginning.ts';
import { newlyRunning } from '../../domain/session/newly-running.ts';
import { withRunning, type StateOf } from '../../domain/session/session-state.ts';
import { activeProfile, type Settings, type SettingsReading } from '../../domain/settings/settings.ts';
import type { SettingsToStart } from '../../domain/settings/settings-to-start.ts';

export interface PolicyGateDeps extends Pick<Edges, 'now'> {
  settings: {
    loadToStart(signal: AbortSignal, onWait: (likely: SettingsReading) => void): Promise<SettingsToStart>;
  };
  /**
   * Called with the state of a Start that waits, and with null when that Start has begun or will not begin.
   */
  onWaiting(state: StateOf<'starting'> | null): void;
}

export type PolicyGate = ReturnType<typeof createPolicyGate>;

interface Waiting {
  canceller: AbortController;
  state: StateOf<'starting'> | null;
  /** Whether the session has to be muted when it begins, as the user said last. */
  muted: boolean;
}

/**
 * Holds a Start back until the browser has said what an administrator has set. The waiting session has no
 * host yet, so its state is known only here and is lost with this worker; the view then sends its Start again
 * to the next worker.
 */
export function createPolicyGate({ settings, onWaiting, now }: PolicyGateDeps) {
  let waiting: Waiting | null = null;

  return {
    /** The state of the session that waits; null where none waits. */
    state: () => waiting?.state ?? null,

    /**
     * Calls `begin` with the settings that the Start may use. Resolves with null where the Start was
     * cancelled, or where another one is waiting.
     */
    async pass<Outcome>(
      sessionId: string,
      begin: (settings: SettingsToStart) => Promise<Outcome>,
    ): Promise<Outcome | null> {
      if (waiting) return null;
      const mine: Waiting = { canceller: new AbortController(), state: null, muted: false };
      const { signal } = mine.canceller;
      waiting = mine;
      const show = (likely: SettingsReading) => {
        if (signal.aborted || !likely.ok) return;
        mine.state = withRunning(waitingState(sessionId, likely.settings, now()), { muted: mine.muted });
        onWaiting(mine.state);
      };
      try {
        const found = await settings.loadToStart(signal, show);
        if (signal.aborted) return null;
        waiting = null;
        return await begin(found);
      } catch (error) {
        if (signal.aborted) return null;
        throw error;
      } finally {
        if (waiting === mine) waiting = null;
        if (mine.state) onWaiting(null);
      }
    },

    /** Shows whether the session will begin muted; has no effect where no Start waits. */
    setMuted(muted: boolean): void {
      if (!waiting) return;
      waiting.muted = muted;
      if (!waiting.state) return;
      waiting.state = withRunning(waiting.state, { muted });
      onWaiting(waiting.state);
    },

    /** Ends the wait. Returns whether a Start was waiting. */
    cancel(): boolean {
      if (!waiting) return false;
      waiting.canceller.abort();
      waiting = null;
      return true;
    },
  };
}

function waitingState(id: string, settings: Settings, at: number): StateOf<'starting'> {
  return {
    phase: 'starting',
    running: newlyRunning(
      sessionHead({ profile: activeProfile(settings), recovery: settings.recovery }, id, at),
    ),
    awaiting: ['policy'],
    attempt: 1,
    retryAt: null,
    isNetworkChanging: false,
    wasAccepted: false,
  };
}

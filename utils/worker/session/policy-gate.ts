import { sessionHead } from '../../domain/session/session-beginning.ts';
import { newlyRunning, withRunning, type StateOf } from '../../domain/session/session-state.ts';
import { activeProfile, type Settings, type SettingsReading } from '../../domain/settings/settings.ts';
import type { SettingsToStart } from '../../domain/settings/settings-to-start.ts';

export interface PolicyGateDeps {
  settings: {
    loadToStart(signal: AbortSignal, onWait: (likely: SettingsReading) => void): Promise<SettingsToStart>;
  };
  /** Shows a Start that waits; null: it has begun, or will not. */
  onWaiting(state: StateOf<'starting'> | null): void;
  /** Epoch milliseconds. */
  now(): number;
}

export type PolicyGate = ReturnType<typeof createPolicyGate>;

interface Waiting {
  canceller: AbortController;
  state: StateOf<'starting'> | null;
  /** What the user wants by now: the session mutes itself when it begins. */
  muted: boolean;
}

/**
 * Where a Start waits for the browser to say what an administrator has set. Its session has no host yet: what is shown of
 * it is known here alone, and gone with this worker, to whose successor the view sends its Start once more.
 */
export function createPolicyGate({ settings, onWaiting, now }: PolicyGateDeps) {
  let waiting: Waiting | null = null;

  return {
    /** The session that waits; null where none does. */
    state: () => waiting?.state ?? null,

    /** Has a Start begin with the settings that it may begin with; null where it was cancelled, or another one waits. */
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

    /** Shows that the session will begin muted, or not; nothing where no Start waits. */
    setMuted(muted: boolean): void {
      if (!waiting) return;
      waiting.muted = muted;
      if (!waiting.state) return;
      waiting.state = withRunning(waiting.state, { muted });
      onWaiting(waiting.state);
    },

    /** Ends the wait. Returns whether there was one. */
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

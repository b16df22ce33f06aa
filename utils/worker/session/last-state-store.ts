import type { Storage } from 'webextension-polyfill';
import { isRunning, type RunningState, type SessionState } from '../../domain/session/session-state.ts';
import { within } from '../../async/within.ts';

const key = 'sessionState';
const underWayKey = 'sessionUnderWay';

/** Milliseconds after which a storage that has not answered counts as unreadable. */
const readMs = 2000;

/**
 * A stored state; null where nothing is stored, or where another version of the extension has stored it in a
 * form of its own.
 */
function known<State extends SessionState>(stored: unknown): State | null {
  const state = stored as State | undefined;
  return state && (!isRunning(state) || 'running' in state) ? state : null;
}

/** The last state reported, from the content of `storage.session`; null where there is none that this version knows. */
export function stateIn(stored: Record<string, unknown>): SessionState | null {
  return known(stored[key]);
}

/**
 * Keeps the last state that the host reported in `storage.session`, which outlives the service worker and the host, and
 * ends with the browser. Where the storage is broken, the worker still knows what was reported during its own life.
 */
export function createLastStateStore(area: Pick<Storage.StorageArea, 'get' | 'set'>) {
  let told: SessionState | null = null;
  const read = async () => area.get(key);

  return {
    async load(): Promise<SessionState> {
      const stored = told ? null : await within(readMs, read());
      return told ?? (stored && stateIn(stored)) ?? { phase: 'idle' };
    },
    /** Whether no state has been reported since the browser, or the extension, was started. */
    async isNew(): Promise<boolean> {
      if (told) return false;
      const stored = await within(readMs, read());
      return stored !== null && stateIn(stored) === null;
    },
    async save(state: SessionState): Promise<void> {
      told = state;
      await area.set({ [key]: state, ...(isRunning(state) && { [underWayKey]: state }) });
    },
    /**
     * The last state in which a session was under way, kept after that session has ended; null before the
     * first session.
     */
    async underWay(): Promise<RunningState | null> {
      const stored = await within(readMs, area.get(underWayKey));
      return known<RunningState>(stored?.[underWayKey]);
    },
  };
}

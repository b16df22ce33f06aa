import type { Storage } from 'webextension-polyfill';
import { isUnderWay, type UnderWay } from '../../domain/session/session-beginning.ts';
import type { SessionState } from '../../domain/session/session-state.ts';
import { within } from '../../async/within.ts';

const key = 'sessionState';
const underWayKey = 'sessionUnderWay';

/** Milliseconds after which a storage counts as one that cannot be read. */
const readMs = 2000;

/**
 * The last state that the host told, in `storage.session`: it outlives the service worker and the host, and ends with
 * the browser. A worker knows what it was told in its own life also where the storage is broken.
 */
export function createLastStateStore(area: Pick<Storage.StorageArea, 'get' | 'set'>) {
  let told: SessionState | null = null;
  const read = async () => area.get(key);

  return {
    async load(): Promise<SessionState> {
      const stored = told ? null : await within(readMs, read());
      return told ?? (stored?.[key] as SessionState | undefined) ?? { phase: 'idle' };
    },
    /** Nothing was told yet since the browser, or the extension, was started. */
    async isNew(): Promise<boolean> {
      if (told) return false;
      const stored = await within(readMs, read());
      return stored !== null && !(key in stored);
    },
    async save(state: SessionState): Promise<void> {
      told = state;
      await area.set({ [key]: state, ...(isUnderWay(state) && { [underWayKey]: state }) });
    },
    /** The last state in which a session was under way; it stays when that session has ended. Null before the first. */
    async underWay(): Promise<UnderWay | null> {
      const stored = await within(readMs, area.get(underWayKey));
      return (stored?.[underWayKey] as UnderWay | undefined) ?? null;
    },
  };
}

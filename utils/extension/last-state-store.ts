import type { Storage } from 'webextension-polyfill';
import type { SessionState } from '../domain/session-state.ts';

const key = 'sessionState';

/**
 * The last state that the host told, in `storage.session`: it outlives the service worker and the host, and ends with
 * the browser.
 */
export function createLastStateStore(area: Pick<Storage.StorageArea, 'get' | 'set'>) {
  return {
    async load(): Promise<SessionState> {
      return ((await area.get(key))[key] as SessionState | undefined) ?? { phase: 'idle' };
    },
    /** Nothing was told yet since the browser, or the extension, was started. */
    async isNew(): Promise<boolean> {
      return !(key in (await area.get(key)));
    },
    save: (state: SessionState): Promise<void> => area.set({ [key]: state }),
  };
}

import type { Runtime, Storage } from 'webextension-polyfill';

/** `storage.local` key of the version that an update brought, until the user has dismissed its news. */
const newsKey = 'updatedTo';

/** Remembers that the extension was updated, so that a page can say once what is new. `version` is the one that runs. */
export function createUpdateNews(
  storage: Pick<Storage.StorageArea, 'get' | 'set' | 'remove'>,
  version: string,
) {
  return {
    async onInstalled({
      reason,
      previousVersion,
    }: Pick<Runtime.OnInstalledDetailsType, 'reason' | 'previousVersion'>): Promise<void> {
      // A developer's reload is an update to the same version.
      if (reason === 'update' && previousVersion !== version) await storage.set({ [newsKey]: version });
    },

    /** Whether the user has not dismissed the news of this version yet. */
    async areUnread(): Promise<boolean> {
      return (await storage.get(newsKey))[newsKey] === version;
    },

    dismiss: (): Promise<void> => storage.remove(newsKey),
  };
}

import type { ExtensionBrowser } from './launch-browser.ts';

/** The text on the toolbar icon; empty without a badge. */
export function badgeText(browser: ExtensionBrowser): Promise<string> {
  return browser.evaluate(() => chrome.action.getBadgeText({}));
}

export function iconTitle(browser: ExtensionBrowser): Promise<string> {
  return browser.evaluate(() => chrome.action.getTitle({}));
}

/** The value of one key of `storage.local`; undefined where there is none. */
export function stored(browser: ExtensionBrowser, key: string): Promise<unknown> {
  return browser.evaluate(async (wanted) => (await chrome.storage.local.get(wanted))[wanted], key);
}

/** Writes into `storage.local` what a user, an import or an older version may have left there. */
export function store(browser: ExtensionBrowser, key: string, value: unknown): Promise<void> {
  return browser.evaluate((name, content) => chrome.storage.local.set({ [name]: content }), key, value);
}

/** All rows of one object store, as JSON; none where the database or the store does not exist. */
export async function databaseRows<Row>(
  browser: ExtensionBrowser,
  storeName: string,
  databaseName = 'steadymic',
): Promise<Row[]> {
  const rows = await browser.evaluate(
    async (database, objectStore) => {
      // Opening a database that does not exist would create it, in a version that the product does not
      // expect.
      const existing = await indexedDB.databases();
      if (!existing.some(({ name }) => name === database)) return '[]';
      const settled = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => {
            resolve(request.result);
          };
          request.onerror = () => {
            reject(request.error ?? new Error('IndexedDB'));
          };
        });
      const db = await settled(indexedDB.open(database));
      try {
        if (!db.objectStoreNames.contains(objectStore)) return '[]';
        const all: unknown[] = await settled(db.transaction(objectStore).objectStore(objectStore).getAll());
        return JSON.stringify(all);
      } finally {
        db.close();
      }
    },
    databaseName,
    storeName,
  );
  return JSON.parse(rows) as Row[];
}

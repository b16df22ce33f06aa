import type { ExtensionBrowser } from '../browser/launch-browser.ts';
import { waitFor } from '../browser/wait-for.ts';

/**
 * The number of rows in each object store, and a sum over their content that does not depend on their order.
 */
export type HistoryDigest = Record<string, { count: number; sum: number }>;

/** Digests the history of a running extension, so that it can be compared with that of another. */
export async function digestHistory({
  openPage,
}: Pick<ExtensionBrowser, 'openPage'>): Promise<HistoryDigest> {
  const page = await openPage('manifest.json', { background: true });
  try {
    await page.evaluate(digestInPage);
    // Each look is a call of its own, because a call that lasts for minutes would time out.
    const digest = await waitFor(
      'all rows to be looked at',
      () => page.evaluate(() => (globalThis as unknown as { digest?: HistoryDigest | string }).digest),
      { deadlineMs: 30 * 60_000, everyMs: 500 },
    );
    if (typeof digest === 'string') throw new Error(digest);
    return digest;
  } finally {
    await page.close();
  }
}

/** Leaves the digest, or the error, in `globalThis.digest`. Runs in a page of the extension. */
function digestInPage(): void {
  const atOnce = 1000;
  const result = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
    });

  /** A text that is the same for the same content, in whichever order the members were written. */
  function textOf(value: unknown): string {
    if (ArrayBuffer.isView(value)) return (value as Uint16Array | Float64Array).join();
    if (Array.isArray(value)) return `[${value.map(textOf).join()}]`;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return `{${members.map(([name, inner]) => `${name}:${textOf(inner)}`).join()}}`;
  }

  /** A hash of 32 bits (FNV-1a). */
  function hashOf(text: string): number {
    let hash = 0x811c9dc5;
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
    return hash >>> 0;
  }

  async function digest(): Promise<HistoryDigest> {
    const database = await result(indexedDB.open('steadymic'));
    const found: HistoryDigest = {};
    for (const name of database.objectStoreNames) {
      const total = { count: 0, sum: 0 };
      let range: IDBKeyRange | null = null;
      for (;;) {
        const store = database.transaction(name).objectStore(name);
        const [rows, keys] = await Promise.all([
          result(store.getAll(range, atOnce)),
          result(store.getAllKeys(range, atOnce)),
        ]);
        for (const row of rows) {
          total.count += 1;
          total.sum = (total.sum + hashOf(textOf(row))) % 2 ** 48;
        }
        const last = keys.at(-1);
        if (last === undefined) break;
        range = IDBKeyRange.lowerBound(last, true);
      }
      found[name] = total;
    }
    database.close();
    return found;
  }

  const outcome = globalThis as unknown as { digest: unknown };
  digest().then(
    (made) => (outcome.digest = made),
    (error: unknown) => (outcome.digest = String(error)),
  );
}

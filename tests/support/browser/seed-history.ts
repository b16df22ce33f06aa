import { packRow } from '../../../utils/history/rows/stored-row.ts';
import type { PastSessions } from '../history/past-sessions.ts';
import type { ExtensionBrowser } from './launch-browser.ts';

/** The number of rows that are sent at a time. */
const batch = 4000;

/**
 * Puts sessions into the history as if they had happened; a page of the extension has created the database
 * before.
 */
export async function seedHistory(browser: ExtensionBrowser, past: PastSessions): Promise<void> {
  // The rows come last, so that a view that follows the sessions finds everything else of them.
  const sessions = past.rows.map((row) => {
    const { bands, connections, ...rest } = packRow(row);
    // Sent as lists, and turned into typed arrays again in the page.
    return { ...rest, bands: [...bands], connections: [...connections] };
  });
  const { events, samples, segments = [], wordBlocks = [] } = past;
  const stores = { events, samples, segments, wordBlocks, sessions };
  for (const [store, rows] of Object.entries(stores)) {
    for (let from = 0; from < rows.length; from += batch) {
      await browser.evaluate(putRows, store, JSON.stringify(rows.slice(from, from + batch)));
    }
  }
}

async function putRows(store: string, json: string): Promise<void> {
  const opening = indexedDB.open('steadymic');
  await new Promise((resolve, reject) => {
    opening.onsuccess = resolve;
    opening.onerror = reject;
  });
  const database = opening.result;
  const transaction = database.transaction(store, 'readwrite');
  for (const row of JSON.parse(json) as Record<string, unknown>[]) {
    if (store === 'sessions') {
      // NaN comes as null.
      for (const name of ['bands', 'connections']) {
        row[name] = Float64Array.from(row[name] as (number | null)[], (each) => each ?? NaN);
      }
    }
    transaction.objectStore(store).put(row);
  }
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = reject;
  });
  database.close();
}

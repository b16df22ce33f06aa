import { browserEdges } from '../../../utils/async/edges.ts';
import { createHistory } from '../../../utils/history/create-history.ts';
import { createDatabaseAccess } from '../../../utils/history/database/database-access.ts';
import { openHistoryDatabase } from '../../../utils/history/database/database.ts';
import { createExportReader } from '../../../utils/history/import/export-reader.ts';
import type { StepsOptions } from '../../../utils/history/database/steps-options.ts';
import type { ImportOutcome } from '../../../utils/history/import/import-outcome.ts';
import { createEventStore } from '../../../utils/history/log/event-store.ts';
import { packRow } from '../../../utils/history/rows/stored-row.ts';
import { transcriptWords } from './transcript-words.ts';
import type { GeneratedSession } from './generate-history.ts';

export type OpenedHistory = ReturnType<typeof openHistory>;

/** A browser that gives no file storage. */
export const noFileStorage = {
  getDirectory: () => Promise.reject(new DOMException('no file storage', 'SecurityError')),
};

/** Opens the worker's side and the views' side of one database; needs an `indexedDB`. */
export function openHistory(
  name = `test-${String(Math.random())}`,
  beginningOf?: Parameters<typeof createEventStore>[2],
) {
  const database = openHistoryDatabase(name);
  const access = createDatabaseAccess(database, browserEdges);
  const now = () => Date.UTC(2026, 10, 22);
  const views = createHistory(database, {
    ...browserEdges,
    locks: navigator.locks,
    storage: {
      estimate: () => Promise.resolve({ usage: 1_000_000 }),
      persist: () => Promise.resolve(false),
      ...noFileStorage,
    },
    describe: ({ outcome }) => outcome,
    export: {
      ...browserEdges,
      now,
      browser: { userAgent: 'Test', brands: [{ brand: 'Test', version: '156' }] },
      origin: 'chrome-extension://test',
      version: '0.2.0',
      words: transcriptWords,
    },
    exportReader: createExportReader(now),
  });
  return {
    ...views,
    ...createEventStore(database, access, beginningOf),
    access,
    database,
    /** Reads a file, and imports what it holds. */
    async takeIn(file: Blob, options?: StepsOptions): Promise<ImportOutcome> {
      const reading = await views.readImport(file, options);
      return reading.ok ? views.import(reading, options) : reading;
    },
    /** Stores generated sessions. */
    async fill(sessions: Iterable<GeneratedSession>): Promise<void> {
      for (const { row, events, minutes } of sessions) {
        await database.sessions.put(packRow(row));
        await database.events.bulkPut(events);
        await database.sampleMinutes.bulkPut(minutes);
      }
    },
  };
}

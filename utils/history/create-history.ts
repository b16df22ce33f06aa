import type { Edges } from '../async/edges.ts';
import { createBackfillStore } from './backfill/backfill-store.ts';
import { createChanges } from './database/changes.ts';
import type { HistoryDatabase } from './database/database.ts';
import { createDatabaseAccess } from './database/database-access.ts';
import { createEventStore } from './log/event-store.ts';
import { exportSessions, type ExportDeps } from './export/export-sessions.ts';
import type { History } from './history.ts';
import type { StepsOptions } from './database/steps-options.ts';
import { historyUsage } from './history-usage.ts';
import type { ImportOutcome } from './import/import-outcome.ts';
import type { ExportReader } from './import/import-parts.ts';
import { importSessions, readImport } from './import/import-sessions.ts';
import { whileImporting, type Locks } from './retention/remove-leftovers.ts';
import { removeSessions } from './retention/remove-sessions.ts';
import { sessionsBeyond } from './retention/retention.ts';
import { openRecording } from './recordings/open-recording.ts';
import { createRecordingChoice } from './recordings/recording-choice.ts';
import type { RecordingRow } from './rows/recording-row.ts';
import { createRecordingFiles } from './recordings/recording-files.ts';
import { findText } from './transcript/find-text.ts';
import { createSampleReader } from './samples/sample-reader.ts';
import { createRightOfWay } from './catalogue/right-of-way.ts';
import { createSessionCatalogue } from './catalogue/session-catalogue.ts';
import type { SessionQuery, SessionSummary } from './catalogue/session-query.ts';
import { createSegmentStore } from './transcript/segment-store.ts';
import { unpackRow } from './rows/stored-row.ts';

export interface HistoryDeps extends Pick<Edges, 'after'> {
  storage: Pick<StorageManager, 'estimate' | 'getDirectory' | 'persist'>;
  locks: Locks;
  /** Gives the words for a session's outcome, by which it can be found. */
  describe(summary: SessionSummary): string;
  export: ExportDeps;
  exportReader: ExportReader;
}

/** The history as the views read it, search it and remove from it. */
export function createHistory(
  database: HistoryDatabase,
  { storage, locks, describe, export: exportDeps, exportReader, after }: HistoryDeps,
): History {
  const { sessions } = database;
  const access = createDatabaseAccess(database, { after });
  const { ready } = access;
  const log = createEventStore(database, access);
  const sampleReader = createSampleReader(database);
  const rightOfWay = createRightOfWay({ after });
  const catalogue = createSessionCatalogue(database, describe, rightOfWay.giveWay);
  const changes = createChanges(database, access);

  const find = (query: SessionQuery) => catalogue.find(query, changes.sinceLast());

  const files = createRecordingFiles(storage);
  const recordingChoice = createRecordingChoice(database, access);

  const remove = (ids: readonly string[], options?: StepsOptions) =>
    changes.hold(async () => {
      await removeSessions(database, ids, options).finally(() => catalogue.forget(ids));
      const left = await sessions.bulkGet([...ids]);
      await files.remove(ids.filter((_, index) => left[index] === undefined));
    });

  return {
    status: access.status,
    onStatus: access.onStatus,

    async newest(limit) {
      await ready();
      return (await sessions.orderBy('startedAt').reverse().limit(limit).toArray()).map(unpackRow);
    },

    async rows(ids) {
      await ready();
      const rows = await sessions.bulkGet([...ids]);
      return rows.filter((row) => row !== undefined).map(unpackRow);
    },

    async summaries(query) {
      await ready();
      return find(query);
    },

    async session(id) {
      await ready();
      const row = await sessions.get(id);
      return row && unpackRow(row);
    },

    events: log.events,

    async *findText(query, { first = Infinity } = {}) {
      await ready();
      yield* rightOfWay.first(first, findText(database, query));
    },

    async recording(sessionId) {
      await ready();
      const row = await database.recordings.get(sessionId);
      return row ? openRecording(row, files) : null;
    },

    async keepRecording(sessionId, isKept) {
      await recordingChoice.keep(sessionId, isKept);
      // A recording that the user keeps should not be evicted when the disk gets full. A browser that refuses
      // persistence still keeps it as long as it can.
      if (isKept) await storage.persist().catch(() => false);
    },

    segments: createSegmentStore(database, access),
    backfills: createBackfillStore(database, access),

    async samples(sessionId, request) {
      await ready();
      return sampleReader.series(sessionId, request);
    },

    async usage() {
      await ready();
      return historyUsage(database, storage, files);
    },

    async beyond(limits) {
      await ready();
      return sessionsBeyond(database, limits, exportDeps.now());
    },

    async remove(ids, options) {
      await ready();
      await remove(ids, options);
    },

    async removeAll(options) {
      await ready();
      const running = await sessions.where('outcome').equals('running').primaryKeys();
      const all = await sessions.toCollection().primaryKeys();
      if (running.length > 0) {
        await remove(
          all.filter((id) => !running.includes(id)),
          options,
        );
        return;
      }
      // Clearing whole tables is quick, and also removes rows that belong to no session; one transaction
      // makes it all or nothing.
      const { tables } = database;
      await database.transaction('rw', tables, () => Promise.all(tables.map((table) => table.clear())));
      await files.remove((await files.list()).map(({ sessionId }) => sessionId));
      catalogue.forget(all);
      options?.onProgress?.(all.length, all.length);
    },

    async export(request, options) {
      await ready();
      const openSound = (row: RecordingRow) => openRecording(row, files);
      return exportSessions(database, request, { ...exportDeps, openSound }, options);
    },

    async readImport(file, options) {
      await ready();
      return readImport(database, exportReader, file, options);
    },

    async import(plan, options) {
      await ready();
      let outcome: ImportOutcome = { ok: false, problem: 'not-stored' };
      await changes.hold(async () => {
        outcome = await whileImporting(locks, () =>
          importSessions(database, exportReader, plan, files, options),
        );
      });
      return outcome;
    },

    onChange: changes.follow,
  };
}

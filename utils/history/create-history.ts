import { liveQuery } from 'dexie';
import type { HistoryDatabase } from './database.ts';
import { createDatabaseAccess } from './database-access.ts';
import { createEventStore } from './event-store.ts';
import type { History } from './history.ts';
import { historyUsage } from './history-usage.ts';
import { removeSessions } from './remove-sessions.ts';
import { createSampleReader } from './sample-reader.ts';
import { createSessionCatalogue } from './session-catalogue.ts';
import type { SessionSummary } from './session-query.ts';

export interface HistoryDeps {
  storage: Pick<StorageManager, 'estimate'>;
  /** How a session came out, in words: it is found by them, too. */
  describe(summary: SessionSummary): string;
}

/** A list that is asked for no further than this is read by the index alone. */
const firstPages = 200;

/** The history as the views read it, search it and remove from it. */
export function createHistory(
  database: HistoryDatabase,
  { storage, describe }: HistoryDeps,
): Omit<History, 'export' | 'import'> {
  const { sessions } = database;
  const access = createDatabaseAccess(database);
  const { ready } = access;
  const log = createEventStore(database, access);
  const sampleReader = createSampleReader(database);
  const catalogue = createSessionCatalogue(database, describe);

  return {
    status: access.status,
    onStatus: access.onStatus,

    async list({ filter, sort, offset, limit }) {
      await ready();
      if (!filter && !sort && offset + limit <= firstPages) {
        const newestFirst = sessions.orderBy('startedAt').reverse().offset(offset).limit(limit);
        const [rows, total] = await Promise.all([newestFirst.toArray(), sessions.count()]);
        return { rows, total };
      }
      const found = await catalogue.find({ ...(filter && { filter }), ...(sort && { sort }) });
      const page = await sessions.bulkGet(found.slice(offset, offset + limit).map(({ id }) => id));
      return { rows: page.filter((row) => row !== undefined), total: found.length };
    },

    async summaries(query) {
      await ready();
      return catalogue.find(query);
    },

    async session(id) {
      await ready();
      return sessions.get(id);
    },

    events: log.events,

    async samples(sessionId, request) {
      await ready();
      return sampleReader.series(sessionId, request);
    },

    async usage() {
      await ready();
      return historyUsage(database, storage);
    },

    async remove(ids, options) {
      await ready();
      await removeSessions(database, ids, options);
    },

    async removeAll(options) {
      await ready();
      const running = await sessions.where('outcome').equals('running').primaryKeys();
      if (running.length === 0) {
        const { events, samples, sampleMinutes } = database;
        await Promise.all([sessions, events, samples, sampleMinutes].map((table) => table.clear()));
        return;
      }
      const all = await sessions.toCollection().primaryKeys();
      await removeSessions(
        database,
        all.filter((id) => !running.includes(id)),
        options,
      );
    },

    onChange(follow) {
      // The last event of all, and how many sessions there are: what is added, goes on or goes changes one of them.
      const changes = liveQuery(async () => {
        await ready();
        return Promise.all([sessions.orderBy('lastEventAt').last(), sessions.count()]);
      });
      const subscription = changes.subscribe({ next: follow, error: follow });
      return () => {
        subscription.unsubscribe();
      };
    },
  };
}

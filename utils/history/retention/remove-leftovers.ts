import { Dexie } from 'dexie';
import type { HistoryDatabase } from '../database/database.ts';
import { removeSessions } from './remove-sessions.ts';

/**
 * The Web Lock that every importing page shares until it has stored its file, has undone the import, or is
 * closed.
 */
const importLock = 'history-import';

export type Locks = Pick<LockManager, 'request'>;

/** The number of rows that are read at a time. */
const pageSize = 500;

/** Runs an import, so that its rows are not taken for the leftovers of another one. */
export function whileImporting<Outcome>(locks: Locks, run: () => Promise<Outcome>): Promise<Outcome> {
  return locks.request(importLock, { mode: 'shared' }, run);
}

/**
 * Removes rows that belong to no session. Everything but an import is stored together with its session's row;
 * an import stores the row last, so that a page which is closed in the middle leaves events and figures that
 * are never shown. Does nothing while a page imports a file.
 */
export async function removeLeftovers(database: HistoryDatabase, locks: Locks): Promise<void> {
  await locks.request(importLock, { ifAvailable: true }, async (lock) => {
    if (lock === null || (await isWhole(database))) return;
    const tables = [database.events, database.sampleMinutes, database.segments];
    const found = (await Promise.all(tables.map(sessionIdsOf))).flat();
    // Read after that: a session that has begun meanwhile has its row together with its first events.
    const known = new Set(await database.sessions.toCollection().primaryKeys());
    // A running session's samples are stored apart from its events, and may be there before its row.
    const writing = new Set(await sessionIdsOf(database.samples));
    const lost = new Set(found.filter((id) => !known.has(id) && !writing.has(id)));
    await removeSessions(database, [...lost]);
  });
}

/** Whether no event is left over: each row counts its events, so leftovers show in the sum. */
async function isWhole({ sessions, events }: HistoryDatabase): Promise<boolean> {
  let [sum, after] = [0, ''];
  for (;;) {
    const page = await sessions.where(':id').above(after).limit(pageSize).toArray();
    for (const { eventCount } of page) sum += eventCount;
    const last = page.at(-1);
    if (!last || page.length < pageSize) return sum === (await events.count());
    after = last.id;
  }
}

interface BySession {
  where(index: ':id'): { above(key: unknown[]): { first(): PromiseLike<{ sessionId: string } | undefined> } };
}

/**
 * The ids of sessions in a table whose keys begin with them, found by steps from one session to the next,
 * however many rows each has.
 */
export async function sessionIdsOf(table: BySession): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const after = ids.at(-1);
    const next = await table
      .where(':id')
      .above(after === undefined ? [] : [after, Dexie.maxKey])
      .first();
    if (!next) return ids;
    ids.push(next.sessionId);
  }
}

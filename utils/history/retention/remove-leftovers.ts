import { Dexie } from 'dexie';
import type { HistoryDatabase } from '../database/database.ts';
import { removeSessions } from './remove-sessions.ts';

/** Web Lock that every page shares which takes in a file, until it has done so, has taken all of it back, or is closed. */
const importLock = 'history-import';

export type Locks = Pick<LockManager, 'request'>;

/** Rows that are read in one go. */
const pageSize = 500;

/** Runs an import, so that nobody takes what it has stored by then for the leftovers of another one. */
export function whileImporting<Outcome>(locks: Locks, run: () => Promise<Outcome>): Promise<Outcome> {
  return locks.request(importLock, { mode: 'shared' }, run);
}

/**
 * Removes what belongs to no session. Everything else is stored together with its session's row; an import stores the row
 * last, so that a page which is closed in the middle leaves events and figures that nobody sees. Does nothing while a page
 * takes in a file.
 */
export async function removeLeftovers(database: HistoryDatabase, locks: Locks): Promise<void> {
  await locks.request(importLock, { ifAvailable: true }, async (lock) => {
    if (lock === null || (await isWhole(database))) return;
    const found = [...(await sessionIdsOf(database.events)), ...(await sessionIdsOf(database.sampleMinutes))];
    // Read after that: a session that has begun meanwhile has its row together with its first events.
    const known = new Set(await database.sessions.toCollection().primaryKeys());
    // The samples of a session that runs come by another way than its events, and may be there before its row.
    const writing = new Set(await sessionIdsOf(database.samples));
    const lost = new Set(found.filter((id) => !known.has(id) && !writing.has(id)));
    await removeSessions(database, [...lost]);
  });
}

/** Each row counts its events, so that those of no session show in the sum. */
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

/** Of a table whose keys begin with the session's: from one session to the next, however much each has. */
async function sessionIdsOf(table: BySession): Promise<string[]> {
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

import type { Settings } from '../domain/settings.ts';
import type { HistoryDatabase } from './database.ts';
import { removeSessions } from './remove-sessions.ts';

const dayMs = 86_400_000;
const megabyte = 1_000_000;

/** Rows that are read in one go. */
const pageSize = 500;

/** Removes the oldest sessions that are beyond what the user wants to keep, in small steps; null keeps all. */
export async function applyRetention(
  database: HistoryDatabase,
  { keepDays, keepSessions, keepMegabytes }: Settings['history'],
  now: number,
  signal?: AbortSignal,
): Promise<void> {
  const { sessions } = database;
  const steps = signal ? { signal } : {};
  if (keepDays !== null) {
    const old = sessions.where('startedAt').below(now - keepDays * dayMs);
    await removeSessions(database, await old.primaryKeys(), steps);
  }
  if (keepSessions !== null) {
    const excess = Math.max(0, (await sessions.count()) - keepSessions);
    const oldest = excess === 0 ? [] : await sessions.orderBy('startedAt').limit(excess).primaryKeys();
    await removeSessions(database, oldest, steps);
  }
  if (keepMegabytes !== null) {
    await removeSessions(database, await beyond(database, keepMegabytes * megabyte), steps);
  }
}

/** The sessions that come after the newest ones that fit, by what their rows estimate. The newest one always fits. */
async function beyond({ sessions }: HistoryDatabase, bytes: number): Promise<string[]> {
  const found: string[] = [];
  let sum = 0;
  for (let offset = 0; ; offset += pageSize) {
    const page = await sessions.orderBy('startedAt').reverse().offset(offset).limit(pageSize).toArray();
    for (const [index, row] of page.entries()) {
      sum += row.bytes;
      if (sum > bytes && offset + index > 0) found.push(row.id);
    }
    if (page.length < pageSize) return found;
  }
}

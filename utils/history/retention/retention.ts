import { allOf, type HistoryDatabase } from '../database/database.ts';
import { removeSessions } from './remove-sessions.ts';
import { decideRetention, type KeptSession, type Limits, type RetentionMemory } from './retention-rule.ts';

/** Rows that are read in one go. */
const pageSize = 500;

/** Bytes as stored, measured over generated sessions: of one event, of one loose sample, and of a packed minute. */
const eventBytes = 200;
const looseBytes = 250;
const minuteBytes = 1560;

const megabyte = 1_000_000;

/** Where the rule's memory lies between two times. */
export interface RetentionMemoryStore {
  load(): Promise<RetentionMemory | null>;
  save(memory: RetentionMemory): Promise<void>;
}

/**
 * Removes what `decideRetention` says, in small steps. What goes is remembered before it goes, so that a worker that is
 * ended in the middle does not begin its tenth anew; that a limit was lowered is remembered when all of it is done.
 */
export async function applyRetention(
  database: HistoryDatabase,
  limits: Limits,
  { load, save }: RetentionMemoryStore,
  now: number,
  signal?: AbortSignal,
): Promise<void> {
  const before = await load();
  const decision = decideRetention(await keptSessions(database, limits), limits, before, now);
  await save({ ...decision.memory, limits: before?.limits ?? limits });
  await removeSessions(database, decision.remove, signal ? { signal } : {});
  if (!signal?.aborted) await save(decision.memory);
}

/** All sessions, the oldest first. What each takes is counted only where all together take more than they may. */
async function keptSessions(database: HistoryDatabase, { keepMegabytes }: Limits): Promise<KeptSession[]> {
  const isFull = keepMegabytes !== null && (await bytesOfAll(database)) > keepMegabytes * megabyte;
  const found: KeptSession[] = [];
  for (;;) {
    const page = await database.sessions.orderBy('startedAt').offset(found.length).limit(pageSize).toArray();
    for (const { id, startedAt, lastEventAt, outcome } of page) {
      const bytes = isFull ? await bytesOf(database, id) : 0;
      found.push({ id, startedAt, lastEventAt, isRunning: outcome === 'running', bytes });
    }
    if (page.length < pageSize) return found;
  }
}

async function bytesOfAll({ events, samples, sampleMinutes }: HistoryDatabase): Promise<number> {
  return inBytes(await Promise.all([events.count(), samples.count(), sampleMinutes.count()]));
}

async function bytesOf(
  { events, samples, sampleMinutes }: HistoryDatabase,
  sessionId: string,
): Promise<number> {
  const range = allOf(sessionId);
  return inBytes(
    await Promise.all([
      events
        .where('[sessionId+at]')
        .between(...range)
        .count(),
      samples
        .where(':id')
        .between(...range)
        .count(),
      sampleMinutes
        .where(':id')
        .between(...range)
        .count(),
    ]),
  );
}

function inBytes([events, loose, minutes]: [events: number, loose: number, minutes: number]): number {
  return events * eventBytes + loose * looseBytes + minutes * minuteBytes;
}

import { dayMs } from '../../domain/bounds/bounds.ts';
import { allOf, type HistoryDatabase } from '../database/database.ts';
import { removeSessions } from './remove-sessions.ts';
import {
  beyondAnyLimit,
  decideRetention,
  type KeptSession,
  type RetentionLimits,
  type RetentionMemory,
} from './retention-rule.ts';
import type { StoredRow } from '../rows/stored-row.ts';

/** The number of rows that are read at a time. */
const pageSize = 500;

/**
 * Bytes on disk, measured over generated sessions: of one event, of one loose sample, of a packed minute, and of a segment
 * of text, with its place in two indexes.
 */
const eventBytes = 200;
const looseBytes = 250;
const minuteBytes = 1560;
const segmentBytes = 450;

const megabyte = 1_000_000;

/** Where the retention rule's memory is stored between two runs. */
export interface RetentionMemoryStore {
  load(): Promise<RetentionMemory | null>;
  save(memory: RetentionMemory): Promise<void>;
}

/**
 * Removes what `decideRetention` says, in small steps. The removal is remembered before it is done, so that
 * the next worker does not begin a new tenth; a lowered limit is remembered when all of it is done.
 */
export async function applyRetention(
  database: HistoryDatabase,
  limits: RetentionLimits,
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

/** A session that is beyond the limits, with its name. */
export type WaitingSession = Pick<StoredRow, 'id' | 'startedAt' | 'profileName'>;

/** All sessions beyond the limits, including those that wait for their day; the oldest first. */
export async function sessionsBeyond(
  database: HistoryDatabase,
  limits: RetentionLimits,
  now: number,
): Promise<WaitingSession[]> {
  if (await isWithin(database, limits, now)) return [];
  const beyond = beyondAnyLimit(await keptSessions(database, limits), limits, now);
  return beyond.map(({ id, startedAt, profileName }) => ({ id, startedAt, profileName }));
}

/** Whether the history is within its limits, as far as that is known without a look at each session. */
async function isWithin(
  database: HistoryDatabase,
  { keepDays, keepSessions, keepMegabytes }: RetentionLimits,
  now: number,
): Promise<boolean> {
  const oldest = await database.sessions.orderBy('startedAt').first();
  if (!oldest) return true;
  if (keepDays !== null && oldest.startedAt < now - keepDays * dayMs) return false;
  if (keepSessions !== null && (await database.sessions.count()) > keepSessions) return false;
  return keepMegabytes === null || (await bytesOfAll(database)) <= keepMegabytes * megabyte;
}

/**
 * All sessions, the oldest first. The bytes of each are counted only where the whole history is over its
 * limit.
 */
async function keptSessions(
  database: HistoryDatabase,
  { keepMegabytes }: RetentionLimits,
): Promise<(KeptSession & WaitingSession)[]> {
  const isFull = keepMegabytes !== null && (await bytesOfAll(database)) > keepMegabytes * megabyte;
  const found: (KeptSession & WaitingSession)[] = [];
  for (;;) {
    const page = await database.sessions.orderBy('startedAt').offset(found.length).limit(pageSize).toArray();
    for (const { id, startedAt, lastEventAt, outcome, profileName } of page) {
      const bytes = isFull ? await bytesOf(database, id) : 0;
      found.push({ id, startedAt, lastEventAt, profileName, isRunning: outcome === 'running', bytes });
    }
    if (page.length < pageSize) return found;
  }
}

async function bytesOfAll(database: HistoryDatabase): Promise<number> {
  const { events, samples, sampleMinutes, segments } = database;
  return inBytes(
    await Promise.all([events.count(), samples.count(), sampleMinutes.count(), segments.count()]),
  );
}

async function bytesOf(
  { events, samples, sampleMinutes, segments }: HistoryDatabase,
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
      segments
        .where(':id')
        .between(...range)
        .count(),
    ]),
  );
}

function inBytes([events, loose, minutes, texts]: [
  events: number,
  loose: number,
  minutes: number,
  texts: number,
]): number {
  return events * eventBytes + loose * looseBytes + minutes * minuteBytes + texts * segmentBytes;
}

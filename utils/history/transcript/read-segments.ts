import Dexie from 'dexie';
import type { Segment } from '../../domain/transcript/segment.ts';
import type { HistoryDatabase } from '../database/database.ts';
import type { SegmentRow } from '../rows/segment-row.ts';

/**
 * Reads a session's segments, sorted by when they were spoken. A browser gives many rows at once, `rowsAtOnce`, much faster than
 * one by one, and the page can do other work in between.
 */
export async function readSegments(
  { segments }: Pick<HistoryDatabase, 'segments'>,
  sessionId: string,
  { rowsAtOnce = 2000, signal }: { rowsAtOnce?: number; signal?: AbortSignal } = {},
): Promise<Segment[]> {
  const found: Segment[] = [];
  /** The ids of the last moment that was read, with which the next rows begin again. */
  let known = new Set<string>();
  let from: number = Dexie.minKey;
  let limit = rowsAtOnce;
  for (;;) {
    signal?.throwIfAborted();
    const rows: SegmentRow[] = await segments
      .where('[sessionId+spokenFrom]')
      .between([sessionId, from], [sessionId, Dexie.maxKey], true, true)
      .limit(limit)
      .toArray();
    for (const row of rows) if (!known.has(row.id)) found.push(withoutSession(row));
    const last = rows.at(-1);
    if (!last || rows.length < limit) return found;
    const goesOn = last.spokenFrom === from;
    limit = goesOn ? limit * 2 : rowsAtOnce;
    from = last.spokenFrom;
    const lastIds = rows.filter(({ spokenFrom }) => spokenFrom === from).map(({ id }) => id);
    known = new Set([...(goesOn ? known : []), ...lastIds]);
  }
}

/** What is read of a transcript before the rest of it: its oldest text, its newest, or that from a moment on, in epoch milliseconds. */
export type FirstRead = 'oldest' | 'newest' | number;

/** The number of segments that are read before the others: some screens full. */
const readFirst = 400;

/**
 * Reads some of a session's segments, sorted by when they were spoken, so that a page has something to show before it has read all;
 * `isAll` tells that there are no others.
 */
export async function readFirstSegments(
  { segments }: Pick<HistoryDatabase, 'segments'>,
  sessionId: string,
  first: FirstRead,
  count = readFirst,
): Promise<{ segments: Segment[]; isAll: boolean }> {
  const from = typeof first === 'number' ? first : Dexie.minKey;
  const own = segments
    .where('[sessionId+spokenFrom]')
    .between([sessionId, from], [sessionId, Dexie.maxKey], true, true);
  const rows = await (first === 'newest' ? own.reverse() : own).limit(count).toArray();
  if (first === 'newest') rows.reverse();
  return {
    segments: rows.map(withoutSession),
    isAll: typeof first !== 'number' && rows.length < count,
  };
}

function withoutSession({ sessionId: _, ...segment }: SegmentRow): Segment {
  return segment;
}

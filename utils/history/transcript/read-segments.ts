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
  rowsAtOnce = 2000,
): Promise<Segment[]> {
  const found: Segment[] = [];
  /** The ids of the last moment that was read, with which the next rows begin again. */
  let known = new Set<string>();
  let from: number = Dexie.minKey;
  let limit = rowsAtOnce;
  for (;;) {
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

function withoutSession({ sessionId: _, ...segment }: SegmentRow): Segment {
  return segment;
}

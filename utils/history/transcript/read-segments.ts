import type { Segment } from '../../domain/transcript/segment.ts';
import { allOf, type HistoryDatabase } from '../database/database.ts';
import type { SegmentRow } from '../rows/segment-row.ts';

/** The number of rows that are read at a time, so that the page can do other work in between. */
const rowsAtOnce = 2000;

/** Reads a session's segments, sorted by when they were spoken. */
export async function readSegments(
  { segments }: Pick<HistoryDatabase, 'segments'>,
  sessionId: string,
): Promise<Segment[]> {
  const keys = await segments
    .where('[sessionId+spokenFrom]')
    .between(...allOf(sessionId))
    .primaryKeys();
  const found: Segment[] = [];
  for (let at = 0; at < keys.length; at += rowsAtOnce) {
    const rows = await segments.bulkGet(keys.slice(at, at + rowsAtOnce));
    for (const row of rows) if (row) found.push(withoutSession(row));
  }
  return found;
}

function withoutSession({ sessionId: _, ...segment }: SegmentRow): Segment {
  return segment;
}

import { latestMoment, withinBounds } from '../domain/bounds.ts';
import type { Sample } from '../domain/sample.ts';
import type { SessionEvent } from '../domain/session-event.ts';
import { allOf, type HistoryDatabase } from './database.ts';
import { minuteOf, unpackMinute } from './packed-minute.ts';
import type { SessionRow } from './session-row.ts';
import { unpackRow } from './stored-row.ts';

/** Packed minutes that are read in one go: an hour. */
const pieceSize = 60;

/** One session as an export needs it: its samples come in pieces, each ascending. */
export interface ExportSource {
  row: SessionRow;
  events: SessionEvent[];
  samples(): AsyncGenerator<Sample[]>;
}

/** Reads a session for an export; undefined where there is none any more. */
export async function readExportSource(
  database: HistoryDatabase,
  sessionId: string,
): Promise<ExportSource | undefined> {
  const { sessions, events, samples, sampleMinutes } = database;
  const row = await sessions.get(sessionId);
  if (!row) return undefined;

  async function* pieces(): AsyncGenerator<Sample[]> {
    let after: unknown[] = allOf(sessionId)[0];
    for (;;) {
      const minutes = await sampleMinutes
        .where(':id')
        .between(after, allOf(sessionId)[1], false)
        .limit(pieceSize)
        .toArray();
      const last = minutes.at(-1);
      if (!last) break;
      yield minutes.filter(({ minute }) => minute <= minuteOf(latestMoment)).flatMap(unpackMinute);
      after = [sessionId, last.minute];
    }
    const loose = await samples
      .where(':id')
      .between(...allOf(sessionId))
      .toArray();
    if (loose.length > 0) yield loose.map(withinBounds);
  }

  const log = await events
    .where('[sessionId+at]')
    .between(...allOf(sessionId))
    .toArray();
  return { row: unpackRow(row), events: log.map(withinBounds), samples: pieces };
}

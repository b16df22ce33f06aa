import { latestMoment, withinBounds } from '../../domain/bounds/bounds.ts';
import type { Sample } from '../../domain/samples/sample.ts';
import type { SessionEvent } from '../../domain/log/session-event.ts';
import type { Segment } from '../../domain/transcript/segment.ts';
import { allOf, type HistoryDatabase } from '../database/database.ts';
import { samplesAtOnce } from './export-format.ts';
import { minuteOf, unpackMinute } from '../rows/packed-minute.ts';
import type { Recording } from '../recordings/open-recording.ts';
import type { RecordingRow } from '../rows/recording-row.ts';
import { readEvents } from '../database/read-events.ts';
import type { SessionRow } from '../rows/session-row.ts';
import { unpackRow } from '../rows/stored-row.ts';
import { readSegments } from '../transcript/read-segments.ts';

/** The number of packed minutes that are read at a time: an hour. */
const pieceSize = 60;

/** One session as an export needs it: its samples come in pieces, each in ascending order. */
export interface ExportSource {
  row: SessionRow;
  events: SessionEvent[];
  samples(): AsyncGenerator<Sample[]>;
  /** What was said, in the order in which it was spoken. */
  segments(): Promise<Segment[]>;
  /** Null where the session has none, or it was not asked for. */
  recording: Recording | null;
}

/** Reads a session for an export; undefined where it does not exist any more. */
export async function readExportSource(
  database: HistoryDatabase,
  sessionId: string,
  openSound: (row: RecordingRow) => Promise<Recording | null>,
): Promise<ExportSource | undefined> {
  const { sessions, samples, sampleMinutes } = database;
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
      yield* inPieces(minutes.filter(({ minute }) => minute <= minuteOf(latestMoment)).flatMap(unpackMinute));
      after = [sessionId, last.minute];
    }
    const loose = await samples
      .where(':id')
      .between(...allOf(sessionId))
      .toArray();
    yield* inPieces(loose.map(withinBounds));
  }

  const recorded = await database.recordings.get(sessionId);
  return {
    row: unpackRow(row),
    events: await readEvents(database, sessionId),
    samples: pieces,
    segments: () => readSegments(database, sessionId),
    recording: recorded ? await openSound(recorded) : null,
  };
}

function* inPieces(samples: readonly Sample[]): Generator<Sample[]> {
  for (let at = 0; at < samples.length; at += samplesAtOnce) yield samples.slice(at, at + samplesAtOnce);
}

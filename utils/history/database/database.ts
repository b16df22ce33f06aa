import { Dexie, type EntityTable, type Table } from 'dexie';
import type { BackfillJob } from '../../domain/backfill/backfill-job.ts';
import type { Sample } from '../../domain/samples/sample.ts';
import type { EventWriter, SessionEvent } from '../../domain/log/session-event.ts';
import { onlyKnownVersions } from './only-known-versions.ts';
import type { PackedMinute } from '../rows/packed-minute.ts';
import type { RecordingRow } from '../rows/recording-row.ts';
import type { SegmentRow } from '../rows/segment-row.ts';
import { projectSession } from '../rows/session-projection.ts';
import type { WordBlock } from '../rows/word-block.ts';
import { packRow, type StoredRow } from '../rows/stored-row.ts';

/** The IndexedDB database `steadymic`. Every schema that ever shipped stays here, with its upgrade. */
export interface HistoryDatabase extends Dexie {
  sessions: EntityTable<StoredRow, 'id'>;
  events: Table<SessionEvent, [sessionId: string, writer: EventWriter, seq: number]>;
  /** The samples of the current minute: one small row a second. */
  samples: Table<Sample, [sessionId: string, at: number]>;
  /** The samples of past minutes: one row for each minute. */
  sampleMinutes: Table<PackedMinute, [sessionId: string, minute: number]>;
  /** What is known of recordings besides their files, one row for each recorded session. */
  recordings: EntityTable<RecordingRow, 'sessionId'>;
  /** What was said, as text: one row for each segment of a transcript. */
  segments: Table<SegmentRow, [sessionId: string, id: string]>;
  /** The requests for words of what did not arrive. */
  backfills: Table<BackfillJob, [sessionId: string, id: string]>;
  /** The words by which transcripts are found. */
  wordBlocks: Table<WordBlock, [sessionId: string, from: number]>;
}

export function openHistoryDatabase(name = 'steadymic'): HistoryDatabase {
  const database = new Dexie(name, { indexedDB: onlyKnownVersions }) as HistoryDatabase;
  database.version(1).stores({
    sessions: 'id, startedAt, lastEventAt',
    events: '[sessionId+writer+seq], [sessionId+at]',
  });
  database
    .version(2)
    .stores({
      sessions: 'id, startedAt, lastEventAt, outcome',
      samples: '[sessionId+at]',
      sampleMinutes: '[sessionId+minute]',
    })
    .upgrade(async (transaction) => {
      // Rows have more members than in version 1, and all of them follow from the events: rows are made
      // again, one session at a time.
      const events = transaction.table<SessionEvent>('events');
      const sessions = transaction.table<StoredRow, string>('sessions');
      for (const id of await sessions.toCollection().primaryKeys()) {
        const row = projectSession(
          await events
            .where('[sessionId+at]')
            .between(...allOf(id))
            .toArray(),
        );
        if (row) await sessions.put(packRow(row));
        else await sessions.delete(id);
      }
    });
  database.version(3).stores({ recordings: 'sessionId' });
  database.version(4).stores({
    segments: '[sessionId+id], [sessionId+spokenFrom]',
    backfills: '[sessionId+id], state',
    wordBlocks: '[sessionId+from], *words',
  });
  return database;
}

/**
 * Opens the same database for a context that only writes samples and recordings. Dexie tells every other context of each
 * write, for live queries; no live query reads these, and a message a second would wake up the service
 * worker and every page.
 */
export function openSampleDatabase(name?: string): HistoryDatabase {
  const database = openHistoryDatabase(name);
  database.unuse({ stack: 'dbcore', name: 'Observability' });
  return database;
}

/** The range of all keys that begin with this session. */
export function allOf(sessionId: string): [lower: unknown[], upper: unknown[]] {
  return [
    [sessionId, Dexie.minKey],
    [sessionId, Dexie.maxKey],
  ];
}

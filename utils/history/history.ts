import type { SessionEvent } from '../domain/log/session-event.ts';
import type { ExportRequest, ExportedFile } from './export/export-request.ts';
import type { HistoryStatus } from './database/history-status.ts';
import type { HistoryUsage } from './history-usage.ts';
import type { ImportOutcome, ImportPlan, ImportReading } from './import/import-outcome.ts';
import type { BackfillStore } from './backfill/backfill-store.ts';
import type { WaitingSession } from './retention/retention.ts';
import type { RetentionLimits } from './retention/retention-rule.ts';
import type { Recording } from './recordings/open-recording.ts';
import type { SampleSeries, SeriesRequest } from './rows/sample-series.ts';
import type { SessionQuery, SessionSummary } from './catalogue/session-query.ts';
import type { SessionRow } from './rows/session-row.ts';
import type { SegmentStore } from './transcript/segment-store.ts';
import type { FoundText } from './transcript/find-text.ts';
import type { StepsOptions } from './database/steps-options.ts';

/** The history as the views see it. All reads reject where `status` is not `ok`. */
export interface History {
  status(): Promise<HistoryStatus>;
  onStatus(follow: (status: HistoryStatus) => void): () => void;
  /** The newest sessions, the newest first; quick however many there are. */
  newest(limit: number): Promise<SessionRow[]>;
  /** The rows of these sessions, in this order; sessions that do not exist are left out. */
  rows(ids: readonly string[]): Promise<SessionRow[]>;
  /**
   * Summaries of all sessions that match, in the wanted order: for the days of a list, for choosing all, for
   * patterns over sessions.
   */
  summaries(query: SessionQuery): Promise<readonly SessionSummary[]>;
  session(id: string): Promise<SessionRow | undefined>;
  /** One session's events in the order they happened; their number is bounded, see `mostEvents`. */
  events(sessionId: string): Promise<SessionEvent[]>;
  /** The transcripts: what was said, as text. */
  segments: Pick<SegmentStore, 'read' | 'readFirst' | 'put' | 'correct'>;
  /** The requests for words of what did not arrive. */
  backfills: Pick<BackfillStore, 'follow'>;
  /**
   * Sessions whose text has all words of a query, the newest first, one after the other: to be left as soon as enough are found.
   * Until the `first` ones are found, or all, summaries are not read.
   */
  findText(query: string, options?: { first?: number }): AsyncIterable<FoundText>;
  samples(sessionId: string, request: SeriesRequest): Promise<SampleSeries>;
  /** A session's recording as far as it is written; null where there is none. */
  recording(sessionId: string): Promise<Recording | null>;
  /** Keeps a recording whatever its age and size, or no longer. */
  keepRecording(sessionId: string, isKept: boolean): Promise<void>;
  usage(): Promise<HistoryUsage>;
  /** The sessions that are beyond the limits and wait to be removed, the oldest first. */
  beyond(limits: RetentionLimits): Promise<readonly WaitingSession[]>;
  /** Removes sessions, in small steps. */
  remove(ids: readonly string[], options?: StepsOptions): Promise<void>;
  /** Removes everything but a session that runs. */
  removeAll(options?: StepsOptions): Promise<void>;
  /** Writes these sessions into a file. */
  export(request: ExportRequest, options?: StepsOptions): Promise<ExportedFile>;
  /**
   * Checks a JSON export of any size to its end, and says what an import would store. Progress is in bytes.
   */
  readImport(file: Blob, options?: StepsOptions): Promise<ImportReading>;
  /**
   * Imports a checked file: all of it or, where that is not possible or is aborted, nothing. Progress is in
   * bytes.
   */
  import(plan: ImportPlan, options?: StepsOptions): Promise<ImportOutcome>;
  /**
   * Calls `follow` for every change, including those by other contexts; to be called before reading. Returns
   * the unsubscribe.
   */
  onChange(follow: () => void): () => void;
}

import type { SessionEvent } from '../domain/log/session-event.ts';
import type { ExportRequest, ExportedFile } from './export/export-request.ts';
import type { HistoryStatus } from './database/history-status.ts';
import type { HistoryUsage } from './history-usage.ts';
import type { ImportOutcome, ImportPlan, ImportReading } from './import/import-outcome.ts';
import type { WaitingSession } from './retention/retention.ts';
import type { Limits } from './retention/retention-rule.ts';
import type { SampleSeries, SeriesRequest } from './rows/sample-series.ts';
import type { SessionQuery, SessionSummary } from './catalogue/session-query.ts';
import type { SessionRow } from './rows/session-row.ts';
import type { StepsOptions } from './database/steps-options.ts';

/** The history as the views see it. All reads reject where `status` is not `ok`. */
export interface History {
  status(): Promise<HistoryStatus>;
  onStatus(follow: (status: HistoryStatus) => void): () => void;
  /** The newest ones, the newest first; quick however many there are. */
  newest(limit: number): Promise<SessionRow[]>;
  /** These, in this order, without those that are not there. */
  rows(ids: readonly string[]): Promise<SessionRow[]>;
  /** Everything that matches, in its order: for the days of a list, for choosing all, for patterns over sessions. */
  summaries(query: SessionQuery): Promise<readonly SessionSummary[]>;
  session(id: string): Promise<SessionRow | undefined>;
  /** In the order they happened; bounded, see `mostEvents`. */
  events(sessionId: string): Promise<SessionEvent[]>;
  samples(sessionId: string, request: SeriesRequest): Promise<SampleSeries>;
  usage(): Promise<HistoryUsage>;
  /** The sessions that are beyond the limits and wait to be removed, the oldest first. */
  beyond(limits: Limits): Promise<readonly WaitingSession[]>;
  /** In small steps. */
  remove(ids: readonly string[], options?: StepsOptions): Promise<void>;
  /** Everything but a session that runs. */
  removeAll(options?: StepsOptions): Promise<void>;
  /** Makes a file of these sessions. */
  export(request: ExportRequest, options?: StepsOptions): Promise<ExportedFile>;
  /** Reads a JSON export of any size to its end, and says what it would bring. Progress is told in bytes. */
  readImport(file: Blob, options?: StepsOptions): Promise<ImportReading>;
  /** Takes in what was read: all of it or, where that is not possible or is aborted, nothing. Progress is told in bytes. */
  import(plan: ImportPlan, options?: StepsOptions): Promise<ImportOutcome>;
  /** Tells of every change, also by another context; to be called before one reads. Returns the unsubscribe. */
  onChange(follow: () => void): () => void;
}

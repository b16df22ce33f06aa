import type { SessionOutcome, SessionRow } from '../rows/session-row.ts';

export interface SessionFilter {
  /** Words that must all occur in the profile's name, the microphone, the server, or the outcome in words. */
  text?: string;
  profileId?: string;
  outcome?: SessionOutcome;
  /** The earliest and the latest start, in epoch milliseconds, both included. */
  from?: number;
  to?: number;
  /** Whether only interrupted sessions match. */
  interrupted?: boolean;
}

export type SessionSortKey = 'startedAt' | 'duration' | 'interruptedMs' | 'reconnects' | 'quality';

/**
 * The order of sessions: newest first by default; sessions without the figure come last in either direction.
 */
export interface SessionSort {
  by: SessionSortKey;
  order: 'ascending' | 'descending';
}

export interface SessionQuery {
  filter?: SessionFilter;
  sort?: SessionSort;
}

/**
 * A session's row without the members that are needed for one row at a time: light enough to hold for every
 * session.
 */
export type SessionSummary = Omit<SessionRow, 'bands' | 'open'>;

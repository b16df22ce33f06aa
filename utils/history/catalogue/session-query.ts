import type { SessionOutcome, SessionRow } from '../rows/session-row.ts';

export interface SessionFilter {
  /** Every word must occur: in the profile's name, the microphone, the server, or the outcome in words. */
  text?: string;
  profileId?: string;
  outcome?: SessionOutcome;
  /** Epoch milliseconds of the start, both ends included. */
  from?: number;
  to?: number;
  /** Only those that were interrupted. */
  interrupted?: boolean;
}

export type SessionSortKey = 'startedAt' | 'duration' | 'interruptedMs' | 'reconnects' | 'quality';

/** Newest first where nothing else is said; those without a figure come last either way. */
export interface SessionSort {
  by: SessionSortKey;
  order: 'ascending' | 'descending';
}

export interface SessionQuery {
  filter?: SessionFilter;
  sort?: SessionSort;
}

/** All but what only one row at a time needs: light enough to hold for every session there is. */
export type SessionSummary = Omit<SessionRow, 'bands' | 'open'>;

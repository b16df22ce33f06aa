import type { LinkReport } from './link-report.ts';

/** An effect that the host performs for a link; times are in milliseconds. */
export type LinkEffect =
  | { type: 'report'; fact: LinkReport }
  /** Reports that a connection has failed that was never made. */
  | { type: 'report-never-connected' }
  /** Checks at once, in place of the check that was planned. */
  | { type: 'check' }
  /** Plans the next check, and the keepalives until then, in place of those that were planned. */
  | { type: 'check-after'; ms: number; askAfterMs: readonly number[] }
  /** Sends a keepalive, which costs much less than a reading. */
  | { type: 'ask' }
  | { type: 'limit-disconnected'; ms: number }
  | { type: 'end-limit' }
  /** Searches the far side where the path was lost, or does not any more. */
  | { type: 'search-path'; isOn: boolean };

import { timerMs } from './timer-limit.ts';

/**
 * The clock, chance and timers of a context: made once, by its entrypoint, and handed to all that needs one of them as the
 * slice that it needs, `Pick<Edges, 'now'>`.
 */
export interface Edges {
  /** The current time, in epoch milliseconds; a user or a time server may set it back. */
  now(): number;
  /**
   * Milliseconds on the monotonic clock that a page and its workers share, about those since 1970 (High Resolution Time, section
   * 4.2). Nobody can set it; on some systems it stands still while the computer sleeps.
   */
  steady(): number;
  /** A random number, from 0 up to but not including 1. */
  random(): number;
  /** Runs something once, `ms` milliseconds from now. Returns what keeps it from running. */
  after(ms: number, run: () => void): () => void;
  /** Runs something each `ms` milliseconds. Returns what ends that. */
  every(ms: number, run: () => void): () => void;
}

/** The browser's clock, chance and timers. No delay is too long for them, see {@link timerMs}. */
export const browserEdges: Edges = {
  now: () => Date.now(),
  steady: () => performance.timeOrigin + performance.now(),
  random: () => Math.random(),
  after(ms, run) {
    const timer = setTimeout(run, timerMs(ms));
    return () => clearTimeout(timer);
  },
  every(ms, run) {
    const timer = setInterval(run, timerMs(ms));
    return () => clearInterval(timer);
  },
};

import { retryClassOf } from '../failure/failure-rules.ts';
import type { Failure } from '../failure/failure.ts';
import { backoffMs } from '../recovery/backoff.ts';
import { retryWaitMs } from '../recovery/retry-wait.ts';
import type { HeardWindow } from './backfill-segments.ts';
import type { BackfillWindow } from './backfill-plan.ts';

/**
 * The state of a request for the words of a window. `planned`: made when a session begins, and without a window; after
 * the session it is replaced by requests for its gaps, or for its whole recording.
 */
export type BackfillState = 'planned' | 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** Why there are no words, without a failure of the server. */
export type BackfillNote = 'unspoken' | 'no-recording' | 'no-endpoint' | 'text-not-kept';

/** A request for the words of a window of a session. It holds no address and no key: those are read when it is sent. */
export interface BackfillJob extends BackfillWindow {
  sessionId: string;
  /** Unique in its session, and the same for the same window. */
  id: string;
  /** Whether it fills a gap, or transcribes again what a user asked for. */
  asked: 'gap' | 'again';
  requestedAt: number;
  state: BackfillState;
  /** The number of times that it was sent and failed. */
  attempts: number;
  /** Epoch milliseconds before which it is not sent. */
  notBefore: number;
  /** The failure of the last attempt. */
  failure?: Failure;
  note?: BackfillNote;
}

/** How an attempt ended: with the server's text, with a failure, or interrupted by a session, which has priority. */
export type BackfillOutcome =
  | { type: 'heard'; heard: HeardWindow }
  | { type: 'noted'; note: BackfillNote }
  | { type: 'failed'; failure: Failure }
  | { type: 'interrupted' };

/** Milliseconds between attempts; an alarm wakes an extension every half minute at most. */
const backoff = { first: 30_000, longest: 30 * 60_000 };

const mostAttempts = 8;

/** The kinds of failure that another attempt alone does not fix, because somebody has to act first. */
const lasting = ['denied', 'perhaps-busy', 'final'];

/** A request to look for the gaps of a session, or for all of its recording, when it has ended. */
export function plannedJob(sessionId: string, asked: BackfillJob['asked'], now: number): BackfillJob {
  const nothing = { from: now, to: now, gaps: [] };
  return {
    ...nothing,
    sessionId,
    id: asked,
    asked,
    requestedAt: now,
    state: 'planned',
    attempts: 0,
    notBefore: now,
  };
}

/** The requests for these windows, in place of the planned one. */
export function jobsFor(
  { sessionId, asked, requestedAt }: BackfillJob,
  windows: readonly BackfillWindow[],
): BackfillJob[] {
  return windows.map((window) => ({
    ...window,
    sessionId,
    id: `${asked} ${String(Math.round(window.from))}`,
    asked,
    requestedAt,
    state: 'waiting',
    attempts: 0,
    notBefore: requestedAt,
  }));
}

/** A request after an attempt. `jitter` is a random number from 0 to 1. */
export function afterAttempt(
  { note: _, failure: _before, ...job }: BackfillJob,
  outcome: BackfillOutcome,
  now: number,
  jitter: number,
): BackfillJob {
  switch (outcome.type) {
    case 'heard':
      return { ...job, state: 'done' };
    case 'noted':
      return { ...job, state: outcome.note === 'unspoken' ? 'done' : 'failed', note: outcome.note };
    case 'interrupted':
      return { ...job, state: 'waiting' };
    case 'failed': {
      const { failure } = outcome;
      const attempts = job.attempts + 1;
      const isOver = attempts >= mostAttempts || lasting.includes(retryClassOf(failure));
      if (isOver) return { ...job, state: 'failed', attempts, failure };
      const asked = 'retryAfterMs' in failure ? failure.retryAfterMs : null;
      const waitMs = retryWaitMs(backoffMs(backoff, attempts, jitter), asked);
      return { ...job, state: 'waiting', attempts, notBefore: now + waitMs, failure };
    }
  }
}

/** A request that its user wants to be sent now, however often it has failed. */
export function retried({ note: _, failure: _before, ...job }: BackfillJob, now: number): BackfillJob {
  return { ...job, state: 'waiting', attempts: 0, notBefore: now };
}

/** The request to send next: of those whose time has come the oldest, and of those the one that was spoken first. */
export function nextJob(jobs: readonly BackfillJob[], now: number): BackfillJob | null {
  const ready = jobs.filter(({ state, notBefore }) => state === 'waiting' && notBefore <= now);
  return (
    ready.toSorted((one, other) => one.requestedAt - other.requestedAt || one.from - other.from)[0] ?? null
  );
}

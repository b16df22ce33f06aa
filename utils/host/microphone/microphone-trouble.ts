import type { Failure } from '../../domain/failure/failure.ts';
import type { MicrophoneTrouble } from '../../domain/session/session-state.ts';
import type { SessionFact } from '../../domain/session/session-fact.ts';
import { timerMs } from '../../async/timer-limit.ts';

/**
 * Milliseconds until the first retry while the wanted microphone is not in use; each wait is twice the last.
 * A system may never tell that a device is back, and without any microphone each second is one that nobody
 * hears.
 */
const firstRetryMs = 1000;
const longestRetryMs = { standIn: 30_000, none: 5000 };

const missing: Failure = { reason: 'microphone-missing' };

export interface MicrophoneTroubleDeps {
  /** Milliseconds without any microphone after which the session ends; null for never. */
  giveUpAfterMs: number | null;
  /** Ends all retries and waits. */
  signal: AbortSignal;
  dispatch(fact: SessionFact): void;
  tryAgain(): void;
}

/**
 * Handles the time in which the wanted microphone is not in use: reports why, retries, and gives up where
 * there is no microphone for too long.
 */
export function createMicrophoneTrouble({
  giveUpAfterMs,
  signal,
  dispatch,
  tryAgain,
}: MicrophoneTroubleDeps) {
  /** Why the wanted microphone is not in use, as far as is known. */
  let failure: Failure = missing;
  let reported: MicrophoneTrouble | null = null;
  let retries = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let limitTimer: ReturnType<typeof setTimeout> | undefined;

  signal.addEventListener('abort', stop);

  function stop(): void {
    clearTimeout(retryTimer);
    clearTimeout(limitTimer);
  }

  function report(trouble: MicrophoneTrouble | null): void {
    if (trouble?.standIn === reported?.standIn && trouble?.failure.reason === reported?.failure.reason)
      return;
    reported = trouble;
    dispatch({ type: 'microphone-troubled', trouble });
  }

  return {
    isReported: () => reported !== null,

    blame(why: Failure): void {
      failure = why;
    },

    /** Starts the waits between retries again, because something has changed. */
    beginAnew(): void {
      retries = 0;
    },

    /** Notes that the wanted microphone is not in use: another one is, with this label, or none at all. */
    goOn(standIn: string | null): void {
      clearTimeout(retryTimer);
      if (standIn !== null) clearTimeout(limitTimer);
      report({ failure, standIn });
      const longestMs = longestRetryMs[standIn === null ? 'none' : 'standIn'];
      retryTimer = setTimeout(tryAgain, timerMs(Math.min(longestMs, firstRetryMs * 2 ** retries)));
      retries = Math.min(retries + 1, 10);
    },

    /** Starts the time limit for having no microphone at all. */
    limit(): void {
      if (giveUpAfterMs === null) return;
      const limited = failure;
      limitTimer = setTimeout(
        () => dispatch({ type: 'microphone-failed', failure: limited }),
        timerMs(giveUpAfterMs),
      );
    },

    /** Notes that the wanted microphone is in use. */
    end(): void {
      stop();
      failure = missing;
      report(null);
    },
  };
}

import type { Failure } from '../../domain/failure/failure.ts';
import type { MicrophoneTrouble, SessionFact } from '../../domain/session/session-state.ts';
import { timerMs } from '../../async/timer-limit.ts';

/**
 * Milliseconds from one try to the next while the wanted microphone is not in use; each wait is twice the last. A system may
 * never tell that a device is back, and without any each second is one that nobody hears.
 */
const firstRetryMs = 1000;
const longestRetryMs = { standIn: 30_000, none: 5000 };

const missing: Failure = { reason: 'microphone-missing' };

export interface MicrophoneTroubleDeps {
  /** Milliseconds without any microphone after which the session ends; null never. */
  giveUpAfterMs: number | null;
  /** Ends everything. */
  signal: AbortSignal;
  dispatch(fact: SessionFact): void;
  tryAgain(): void;
}

/** While the wanted microphone is not in use: tells why, has it tried again, and gives up where there is none for too long. */
export function createMicrophoneTrouble({
  giveUpAfterMs,
  signal,
  dispatch,
  tryAgain,
}: MicrophoneTroubleDeps) {
  /** Why the wanted one is not in use, as far as is known. */
  let failure: Failure = missing;
  let told: MicrophoneTrouble | null = null;
  let retries = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let limitTimer: ReturnType<typeof setTimeout> | undefined;

  signal.addEventListener('abort', stop);

  function stop(): void {
    clearTimeout(retryTimer);
    clearTimeout(limitTimer);
  }

  function tell(trouble: MicrophoneTrouble | null): void {
    if (trouble?.standIn === told?.standIn && trouble?.failure.reason === told?.failure.reason) return;
    told = trouble;
    dispatch({ type: 'microphone-troubled', trouble });
  }

  return {
    isTold: () => told !== null,

    blame(why: Failure): void {
      failure = why;
    },

    /** Something has changed: the waits between two tries begin anew. */
    beginAnew(): void {
      retries = 0;
    },

    /** The wanted one is not in use: another one is, of this label, or none at all. */
    goOn(standIn: string | null): void {
      clearTimeout(retryTimer);
      if (standIn !== null) clearTimeout(limitTimer);
      tell({ failure, standIn });
      const longestMs = longestRetryMs[standIn === null ? 'none' : 'standIn'];
      retryTimer = setTimeout(tryAgain, timerMs(Math.min(longestMs, firstRetryMs * 2 ** retries)));
      retries = Math.min(retries + 1, 10);
    },

    /** From now on there is none at all. */
    limit(): void {
      if (giveUpAfterMs === null) return;
      const limited = failure;
      limitTimer = setTimeout(
        () => dispatch({ type: 'microphone-failed', failure: limited }),
        timerMs(giveUpAfterMs),
      );
    },

    /** The wanted one is in use. */
    end(): void {
      stop();
      failure = missing;
      tell(null);
    },
  };
}

import type { Failure } from '../../domain/failure/failure.ts';
import type { SessionEventBody } from '../../domain/log/session-event.ts';
import type { SessionFact } from '../../domain/session/session-state.ts';
import { timerMs } from '../../async/timer-limit.ts';
import type { SessionLines } from './session-lines.ts';

/** How long a goodbye is waited for whose request, or whose answer, may be lost in the network of before, in milliseconds. */
const goodbyeMs = 500;

export interface FirstConnectionDeps {
  lines: SessionLines;
  /** Milliseconds from the first try on. */
  deadlineMs: number;
  dispatch(fact: SessionFact): void;
  record(body: SessionEventBody): void;
}

/** What a session starts with: a connection, or one after the other while the network changes, within one deadline. */
export function createFirstConnection({ lines, deadlineMs, dispatch, record }: FirstConnectionDeps) {
  let deadline: ReturnType<typeof setTimeout> | undefined;
  /** For the goodbyes to those that came to nothing. */
  let waiting: AbortController | null = null;

  return {
    /** `isElsewhere` where what was asked before went into a network that is gone. */
    connect(attempt: number, isElsewhere = false): void {
      deadline ??= setTimeout(() => {
        const failure: Failure = lines.current()?.connectFailure() ?? { reason: 'connect-timeout' };
        dispatch({ type: 'connect-deadline-passed', failure });
      }, timerMs(deadlineMs));
      if (attempt === 1) return lines.open({ isFresh: false });
      lines.closeCurrent();
      waiting?.abort();
      waiting = new AbortController();
      const { signal } = waiting;
      record({ kind: 'attempt-began', attempt });
      const said = lines.goodbyesSaid();
      void (isElsewhere ? Promise.race([said, passed(goodbyeMs)]) : said).then(() => {
        if (!signal.aborted) lines.open({ isFresh: true });
      });
    },

    /** It is heard. */
    settle: () => clearTimeout(deadline),

    stop(): void {
      waiting?.abort();
      clearTimeout(deadline);
    },
  };
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, timerMs(ms)));
}

import type { Failure } from '../../domain/failure/failure.ts';
import type { Observation } from '../../domain/session/observation.ts';
import type { SessionFact } from '../../domain/session/session-fact.ts';
import { timerMs } from '../../async/timer-limit.ts';
import type { OpenConnections } from './open-connections.ts';

/** Milliseconds to wait for a close whose request or answer may be lost in the network of before. */
const releaseMs = 500;

export interface FirstConnectionDeps {
  connections: OpenConnections;
  /** Milliseconds from the first try on. */
  deadlineMs: number;
  dispatch(fact: SessionFact): void;
  observe(event: Observation): void;
}

/**
 * The connection that a session starts with. While the network changes, one connection follows another,
 * within one deadline.
 */
export function createFirstConnection({ connections, deadlineMs, dispatch, observe }: FirstConnectionDeps) {
  let deadline: ReturnType<typeof setTimeout> | undefined;
  /** Waits until the connections that failed are closed at the server. */
  let waiting: AbortController | null = null;

  return {
    /** Begins a connection; `isElsewhere` where the earlier requests went into a network that is gone. */
    connect(attempt: number, isElsewhere = false): void {
      deadline ??= setTimeout(() => {
        const failure: Failure = connections.current()?.connectFailure() ?? { reason: 'connect-timeout' };
        dispatch({ type: 'connect-deadline-passed', failure });
      }, timerMs(deadlineMs));
      if (attempt === 1) return connections.open({ isFresh: false });
      connections.closeCurrent();
      waiting?.abort();
      waiting = new AbortController();
      const { signal } = waiting;
      observe({ kind: 'attempt-began', attempt });
      const released = connections.allReleased();
      void (isElsewhere ? Promise.race([released, passed(releaseMs)]) : released).then(() => {
        if (!signal.aborted) connections.open({ isFresh: true });
      });
    },

    /** Ends the deadline, since a connection is heard. */
    endDeadline: () => clearTimeout(deadline),

    stop(): void {
      waiting?.abort();
      clearTimeout(deadline);
    },
  };
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, timerMs(ms)));
}

import type { Failure } from '../../domain/failure/failure.ts';
import type { Observation } from '../../domain/session/observation.ts';
import type { SessionFact } from '../../domain/session/session-fact.ts';
import type { Edges } from '../../async/edges.ts';
import type { OpenConnections } from './open-connections.ts';
import type { createReleases } from './releases.ts';

/** Milliseconds to wait for a close: its request or answer may be lost, because it began in the previous network. */
const releaseMs = 500;

export interface FirstConnectionDeps extends Pick<Edges, 'after'> {
  connections: OpenConnections;
  releases: Pick<ReturnType<typeof createReleases>, 'settled'>;
  /** Milliseconds for all tries together, from the first one on. */
  connectDeadlineMs: number;
  dispatch(fact: SessionFact): void;
  observe(event: Observation): void;
}

/**
 * The connection that a session starts with. While the network changes, one connection follows another,
 * within one deadline.
 */
export function createFirstConnection(deps: FirstConnectionDeps) {
  const { after, connections, releases, connectDeadlineMs, dispatch, observe } = deps;
  let endDeadline: (() => void) | null = null;
  /** Aborts the wait for earlier connections to be closed at the server. */
  let waiting: AbortController | null = null;

  const passed = () => new Promise<void>((resolve) => after(releaseMs, resolve));

  return {
    /** Starts a connection; `isElsewhere` where earlier requests were sent into a network that is gone. */
    connect(attempt: number, isElsewhere = false): void {
      endDeadline ??= after(connectDeadlineMs, () => {
        const failure: Failure = connections.current()?.connectFailure() ?? { reason: 'connect-timeout' };
        dispatch({ type: 'connect-deadline-passed', failure });
      });
      if (attempt === 1) return connections.open({ isFresh: false });
      connections.closeCurrent();
      waiting?.abort();
      waiting = new AbortController();
      const { signal } = waiting;
      observe({ kind: 'attempt-began', attempt });
      const released = releases.settled();
      void (isElsewhere ? Promise.race([released, passed()]) : released).then(() => {
        if (!signal.aborted) connections.open({ isFresh: true });
      });
    },

    /** Cancels the deadline, because a connection was heard. */
    endDeadline: () => endDeadline?.(),

    stop(): void {
      waiting?.abort();
      endDeadline?.();
    },
  };
}

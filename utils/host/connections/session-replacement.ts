import { toFailure, type Failure } from '../../domain/failure/failure.ts';
import { iceRestartMs } from '../../domain/recovery/recovery-policy.ts';
import type { Observation } from '../../domain/session/observation.ts';
import type { SessionFact } from '../../domain/session/session-fact.ts';
import type { Edges } from '../../async/edges.ts';
import { createTimer } from '../../async/timer.ts';
import type { createSessionLearning } from './session-learning.ts';
import type { Connection, ConnectionFact } from './connection.ts';
import type { LinkInUse } from './link-in-use.ts';
import type { OpenConnections } from './open-connections.ts';
import type { createReleases } from './releases.ts';
import type { createUntilAnswered } from './until-answered.ts';

/**
 * Milliseconds for an attempt once the server answers: fewer than at the start, where a permission prompt may be open.
 */
const attemptDeadlineMs = 8000;

export interface SessionReplacementDeps extends Pick<Edges, 'random' | 'after'> {
  connections: OpenConnections;
  releases: Pick<ReturnType<typeof createReleases>, 'settled'>;
  learning: ReturnType<typeof createSessionLearning>;
  untilAnswered: ReturnType<typeof createUntilAnswered>;
  connectDeadlineMs: number;
  link: Pick<LinkInUse, 'evidence' | 'reading'>;
  dispatch(fact: SessionFact): void;
  observe(event: Observation): void;
}

/**
 * Heals or replaces a connection that was lost or is about to end, one way at a time: an ICE restart, an attempt at a
 * second connection, or a roll-over, which is such an attempt beside a connection that still serves.
 */
export function createSessionReplacement(deps: SessionReplacementDeps) {
  const { connections, releases, learning, untilAnswered, connectDeadlineMs, link } = deps;
  const { random, dispatch, observe } = deps;
  let trying: AbortController | null = null;
  const deadline = createTimer(deps);

  /**
   * Runs one way in place of any other. Every error in it counts as its failure, or nothing would ever be tried again.
   */
  function attemptBy(
    tries: (signal: AbortSignal) => Promise<void>,
    onThrow: (failure: Failure) => void,
  ): void {
    drop();
    trying = new AbortController();
    const { signal } = trying;
    tries(signal).catch((reason: unknown) => {
      if (!signal.aborted) onThrow(toFailure(reason));
    });
  }

  async function tryAgain(attempt: number, signal: AbortSignal): Promise<void> {
    const connection = connections.prepareReplacement();
    await untilAnswered(connection.warmUp, signal);
    if (learning.takesOnePublisher()) connections.closeCurrent();
    // Closed again over the present network, because the first close was sent into another one.
    if (connections.current() === null) await releases.settled();
    signal.throwIfAborted();
    observe({ kind: 'attempt-began', attempt });
    open(connection);
  }

  function open(connection: Connection): void {
    connections.openReplacement(connection);
    deadline.start(Math.min(attemptDeadlineMs, connectDeadlineMs), () => fail(connection.connectFailure()));
  }

  async function tryRestart(signal: AbortSignal): Promise<void> {
    const peer = connections.current()?.peer();
    const roundTripTime = link.evidence().stats?.roundTripTime ?? null;
    const ask = (asking: AbortSignal) => connections.current()?.warmUp(asking) ?? Promise.resolve(true);
    await untilAnswered(ask, signal);
    signal.throwIfAborted();
    observe({ kind: 'ice-restart-began' });
    const failUnlessAborted = () => {
      if (!signal.aborted) failRestart();
    };
    // The exchange goes on after the limit, because a late restart may still heal the connection.
    const limitMs = iceRestartMs(roundTripTime, learning.takesOnePublisher());
    deadline.start(limitMs, failUnlessAborted);
    const agreed = (await peer?.iceRestart.begin()) ?? false;
    if (!agreed) failUnlessAborted();
  }

  function failRestart(): void {
    deadline.stop();
    observe({ kind: 'ice-restart-failed' });
    dispatch({ type: 'ice-restart-failed' });
  }

  function fail(failure: Failure): void {
    drop();
    dispatch({
      type: 'replacement-failed',
      failure,
      old: connections.old(),
      jitter: random(),
      link: link.reading(),
    });
  }

  function drop(): void {
    trying?.abort();
    trying = null;
    deadline.stop();
    connections.dropReplacement();
  }

  return {
    /** Handles a fact of the connection that is to replace the one in use. */
    hear(fact: ConnectionFact): void {
      switch (fact.type) {
        case 'media-acknowledged':
          return dispatch({ type: 'replacement-acknowledged' });
        case 'failed':
          return fail(fact.failure);
        case 'connection-lost':
          return fail({ reason: 'connection-lost', status: fact.status });
        case 'answer-applied':
        case 'status-changed':
        case 'delivery-stopped':
        case 'delivery-resumed':
        case 'delivery-proven':
        case 'last-sound-arrived':
        case 'link-silent':
        case 'link-heard':
          return;
      }
    },

    /** Restarts ICE on the connection in use as soon as the server answers; a failure is reported. */
    restartIce: () => attemptBy(tryRestart, failRestart),

    /** Makes a second connection as soon as the server answers. */
    attempt: (attempt: number) => attemptBy((signal) => tryAgain(attempt, signal), fail),

    /** Makes a second connection beside one that serves, at once. */
    rollOver(): void {
      drop();
      try {
        open(connections.prepareReplacement());
      } catch (reason) {
        fail(toFailure(reason));
      }
    },

    /** Cancels the present attempt, whichever way it is. */
    drop,

    /** Makes the second connection the one in use. */
    adopt(): void {
      deadline.stop();
      trying = null;
      connections.adoptReplacement();
    },
  };
}

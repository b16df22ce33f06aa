import { toFailure, type Failure } from '../../domain/failure/failure.ts';
import { iceRestartMs } from '../../domain/recovery/recovery-policy.ts';
import type { SessionEventBody } from '../../domain/log/session-event.ts';
import type { SessionFact } from '../../domain/session/session-state.ts';
import { timerMs } from '../../async/timer-limit.ts';
import type { createSessionLearning } from './session-learning.ts';
import type { Line, LineFact } from './session-line.ts';
import type { SessionLines } from './session-lines.ts';
import type { createUntilAnswered } from './until-answered.ts';

/** Milliseconds for an attempt while the server answers; at the start there may be a prompt to wait for, here not. */
const attemptDeadlineMs = 8000;

/** `dropped` where something else came in between: a loss, or the end of the session. */
export type RollOverOutcome = 'done' | 'dropped' | { failure: Failure };

export interface SessionReplacementDeps {
  lines: SessionLines;
  learning: ReturnType<typeof createSessionLearning>;
  untilAnswered: ReturnType<typeof createUntilAnswered>;
  connectDeadlineMs: number;
  /** From 0 to 1. */
  random(): number;
  dispatch(fact: SessionFact): void;
  record(body: SessionEventBody): void;
}

/**
 * What is tried instead of a connection that was lost or is about to end, one thing at a time: an ICE restart of it, an
 * attempt at a second one, or a roll-over, which is the same beside one that still serves.
 */
export function createSessionReplacement(deps: SessionReplacementDeps) {
  const { lines, learning, untilAnswered, connectDeadlineMs, random, dispatch, record } = deps;
  let trying: AbortController | null = null;
  let deadline: ReturnType<typeof setTimeout> | undefined;
  /** Of a roll-over under way: told what becomes of it. */
  let rolling: ((outcome: RollOverOutcome) => void) | null = null;

  /** Instead of anything else. Whatever it throws is an end like others, or nothing would ever be tried again. */
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
    const line = lines.prepareReplacement();
    await untilAnswered(line.warmUp, signal);
    if (learning.takesOnePublisher()) lines.closeCurrent();
    // By the network of now, where a goodbye went into another one.
    if (lines.current() === null) await lines.goodbyesSaid();
    signal.throwIfAborted();
    record({ kind: 'attempt-began', attempt });
    open(line);
  }

  function open(line: Line): void {
    lines.openReplacement(line);
    deadline = setTimeout(() => fail(line.connectFailure()), Math.min(attemptDeadlineMs, connectDeadlineMs));
  }

  async function tryRestart(signal: AbortSignal): Promise<void> {
    const connection = lines.connection();
    const roundTripTime = lines.evidence().stats?.roundTripTime ?? null;
    const ask = (asking: AbortSignal) => lines.current()?.warmUp(asking) ?? Promise.resolve(true);
    await untilAnswered(ask, signal);
    signal.throwIfAborted();
    record({ kind: 'ice-restart-began' });
    const failUnlessAborted = () => {
      if (!signal.aborted) failRestart();
    };
    // The exchange goes on after that: also a late one may be what heals.
    const limitMs = iceRestartMs(roundTripTime, learning.takesOnePublisher());
    deadline = setTimeout(failUnlessAborted, timerMs(limitMs));
    const agreed = (await connection?.restartIce()) ?? false;
    if (!agreed) failUnlessAborted();
  }

  function failRestart(): void {
    clearTimeout(deadline);
    record({ kind: 'ice-restart-failed' });
    dispatch({ type: 'ice-restart-failed' });
  }

  function fail(failure: Failure): void {
    const isRollOver = rolling !== null;
    endRollOver({ failure });
    drop();
    if (isRollOver) return;
    dispatch({ type: 'replacement-failed', failure, old: lines.old(), jitter: random() });
  }

  function endRollOver(outcome: RollOverOutcome): void {
    rolling?.(outcome);
    rolling = null;
  }

  function drop(): void {
    endRollOver('dropped');
    trying?.abort();
    trying = null;
    clearTimeout(deadline);
    lines.dropReplacement();
  }

  return {
    /** What the line tells that is to replace the one in use. */
    hear(fact: LineFact): void {
      switch (fact.type) {
        case 'media-acknowledged':
          return dispatch({ type: 'replacement-acknowledged' });
        case 'failed':
          return fail(fact.failure);
        case 'lost':
          return fail({ reason: 'connection-lost', status: fact.status });
        case 'answer-applied':
        case 'status-changed':
        case 'fell-silent':
        case 'heard-again':
          return;
      }
    },

    /** Gives the connection in use a new path as soon as the server answers; told of when it comes to nothing. */
    restartIce: () => attemptBy(tryRestart, failRestart),

    /** A second connection, as soon as the server answers. */
    attempt: (attempt: number) => attemptBy((signal) => tryAgain(attempt, signal), fail),

    /** A second connection beside one that serves; resolves with what became of it. Never rejects. */
    rollOver(): Promise<RollOverOutcome> {
      drop();
      const { promise, resolve } = Promise.withResolvers<RollOverOutcome>();
      rolling = resolve;
      try {
        open(lines.prepareReplacement());
      } catch (reason) {
        fail(toFailure(reason));
      }
      return promise;
    },

    /** Whatever is tried. */
    drop,

    /** It takes the place of the first; `outcome` of the roll-over that it may have begun as. */
    adopt(outcome: RollOverOutcome): void {
      clearTimeout(deadline);
      trying = null;
      lines.adoptReplacement();
      endRollOver(outcome);
    },
  };
}

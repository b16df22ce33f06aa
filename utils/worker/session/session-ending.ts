import { within } from '../../async/within.ts';
import type { Failure } from '../../domain/failure/failure.ts';
import type { SessionEventBody } from '../../domain/log/session-event.ts';
import type { SessionHead, SessionState } from '../../domain/session/session-state.ts';
import type { SessionIntent } from './session-intent.ts';

/** Milliseconds for the log: a history that is off, or does not answer, keeps nobody from knowing the truth. */
const logMs = 2000;

export interface SessionEndingDeps {
  history: {
    appendWorkerEvents(sessionId: string, at: number, bodies: readonly SessionEventBody[]): Promise<void>;
  };
  intent: Pick<SessionIntent, 'withdraw'>;
  /** Shows a state that only the worker knows of, and tells the views. */
  tellState(state: SessionState): Promise<void>;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * Ends a session in its host's place: no longer wanted, logged and told. Each function resolves with the state that is told.
 */
export function createSessionEnding({ history, intent, tellState, now }: SessionEndingDeps) {
  async function end(
    session: SessionHead,
    by: 'user' | 'failure',
    before: readonly SessionEventBody[],
    stateAt: (endedAt: number) => SessionState,
  ): Promise<SessionState> {
    const endedAt = now();
    const ended: SessionEventBody = { kind: 'session-ended', by, durationMs: endedAt - session.startedAt };
    // What its host has told before it was gone may still be on its way here.
    await intent.withdraw(session.id);
    await within(logMs, history.appendWorkerEvents(session.id, endedAt, [...before, ended]));
    const state = stateAt(endedAt);
    await tellState(state);
    return state;
  }

  /** By a failure; `before` is logged ahead of the end. */
  const failed = (session: SessionHead, failure: Failure, before: readonly SessionEventBody[]) =>
    end(session, 'failure', before, (endedAt) => ({ phase: 'failed', session, endedAt, failure }));

  return {
    failed,
    /** By a failure that is in no log yet. */
    lost: (session: SessionHead, failure: Failure) =>
      failed(session, failure, [{ kind: 'session-failed', failure }]),
    /** By its user. */
    stopped: (session: SessionHead) => end(session, 'user', [], () => ({ phase: 'idle' })),
  };
}

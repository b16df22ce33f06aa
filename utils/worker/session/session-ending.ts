import type { Edges } from '../../async/edges.ts';
import { within } from '../../async/within.ts';
import type { Failure } from '../../domain/failure/failure.ts';
import type { SessionEventBody } from '../../domain/log/session-event.ts';
import type { SessionHead, SessionState } from '../../domain/session/session-state.ts';
import type { SessionIntent } from './session-intent.ts';

/**
 * Milliseconds to wait for the log: a history that is off, or does not answer, must not delay what the user
 * is told.
 */
const logMs = 2000;

export interface SessionEndingDeps extends Pick<Edges, 'now'> {
  history: {
    appendWorkerEvents(sessionId: string, at: number, bodies: readonly SessionEventBody[]): Promise<void>;
  };
  intent: Pick<SessionIntent, 'withdraw'>;
  /** Shows a state that only the worker knows of, and broadcasts it to the views. */
  publishState(state: SessionState): Promise<void>;
}

/**
 * Ends a session in place of its host: withdraws it, logs its end and tells the views. Each function resolves
 * with the state that it told.
 */
export function createSessionEnding({ history, intent, publishState, now }: SessionEndingDeps) {
  async function end(
    session: SessionHead,
    by: 'user' | 'failure',
    before: readonly SessionEventBody[],
    stateAt: (endedAt: number) => SessionState,
  ): Promise<SessionState> {
    const endedAt = now();
    const ended: SessionEventBody = { kind: 'session-ended', by, durationMs: endedAt - session.startedAt };
    // Events that the host sent before it was gone may still be on their way here.
    await intent.withdraw(session.id);
    await within(logMs, history.appendWorkerEvents(session.id, endedAt, [...before, ended]));
    const state = stateAt(endedAt);
    await publishState(state);
    return state;
  }

  /** Ends the session by a failure; the events `before` are logged ahead of its end. */
  const failed = (session: SessionHead, failure: Failure, before: readonly SessionEventBody[]) =>
    end(session, 'failure', before, (endedAt) => ({ phase: 'failed', session, endedAt, failure }));

  return {
    failed,
    /** Ends the session by a failure that is not yet in any log. */
    lost: (session: SessionHead, failure: Failure) =>
      failed(session, failure, [{ kind: 'session-failed', failure }]),
    /** Ends the session as stopped by its user. */
    stopped: (session: SessionHead) => end(session, 'user', [], () => ({ phase: 'idle' })),
  };
}

import type { Failure } from '../../domain/failure/failure.ts';
import { sessionOf, type SessionState, type StateOf } from '../../domain/session/session-state.ts';
import type { createSessionEnding } from './session-ending.ts';
import type { UnderWay } from './session-finder.ts';
import type { SessionIntent } from './session-intent.ts';

export interface LostSessionDeps {
  lastState: { load(): Promise<SessionState> };
  intent: Pick<SessionIntent, 'isWithdrawn'>;
  ending: ReturnType<typeof createSessionEnding>;
  /**
   * Continues the session in a new host. Rejects where none can be made or the signal is aborted; returns the
   * failure where the session cannot be continued.
   */
  goOn(state: StateOf<'live' | 'recovering'>, signal: AbortSignal): Promise<SessionState | Failure>;
}

/**
 * Makes a function that takes over a session whose host is gone: it goes on in a new host, or is ended here, since no other
 * context is left to do it. Resolves with the state that follows.
 */
export function createLostSession({ lastState, intent, ending, goOn }: LostSessionDeps) {
  return async function takeOver(last: UnderWay, signal: AbortSignal): Promise<SessionState> {
    const session = sessionOf(last);
    if (last.phase === 'stopping')
      return last.ending.by === 'user'
        ? ending.stopped(session)
        : ending.failed(session, last.ending.failure, []);
    if ((await intent.isWithdrawn(session.id)) || last.running.stopsWhenDelivered)
      return ending.stopped(session);
    signal.throwIfAborted();
    if (last.phase === 'starting' || session.policy === 'stop-and-tell')
      return ending.lost(session, { reason: 'host-gone' });
    try {
      const result = await goOn(last, signal);
      return 'reason' in result ? await ending.lost(session, result) : result;
    } catch {
      signal.throwIfAborted();
      // The watchdog asks again, and counts the unanswered questions.
      return lastState.load();
    }
  };
}

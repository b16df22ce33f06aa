import type { SessionEventBody } from '../domain/session-event.ts';
import type { SessionState } from '../domain/session-state.ts';
import type { HostPort } from './session-control.ts';

export interface ResumptionDeps {
  host: Pick<HostPort, 'exists' | 'state'>;
  lastState: { load(): Promise<SessionState> };
  history: {
    appendWorkerEvents(sessionId: string, at: number, bodies: readonly SessionEventBody[]): Promise<void>;
  };
  /** Shows a state that the host knows of, and so the views. */
  followState(state: SessionState): Promise<void>;
  /** Shows a state that only the worker knows of, and tells the views. */
  tellState(state: SessionState): Promise<void>;
  /** Epoch milliseconds when this run of the worker began. */
  wokenAt: number;
}

/**
 * What a service worker does first whenever it is started: it may have been ended in the middle of a session, and knows
 * nothing until it asks.
 */
export function createSessionResumption({
  host,
  lastState,
  history,
  followState,
  tellState,
  wokenAt,
}: ResumptionDeps) {
  async function resume(): Promise<void> {
    const told = await lastState.load();
    if (await host.exists()) {
      const state = await host.state();
      if (state.phase === 'idle') return;
      // The host has told the views itself, and by now perhaps something newer.
      await followState(state);
      if (state.session.startedAt < wokenAt) {
        await history.appendWorkerEvents(state.session.id, wokenAt, [{ kind: 'worker-resumed' }]);
      }
      return;
    }
    if (told.phase === 'idle' || told.phase === 'failed') return followState(told);
    await lose(told);
  }

  /** The host went away in the middle of a session: nobody but the worker is left to end it. */
  async function lose({ session }: Exclude<SessionState, { phase: 'idle' | 'failed' }>): Promise<void> {
    const failure = { reason: 'host-gone' } as const;
    await history.appendWorkerEvents(session.id, wokenAt, [
      { kind: 'session-failed', failure },
      { kind: 'session-ended', by: 'failure', durationMs: wokenAt - session.startedAt },
    ]);
    await tellState({ phase: 'failed', session, endedAt: wokenAt, failure });
  }

  return { resume };
}

import type { Failure } from '../domain/failure.ts';
import type { SessionEventBody } from '../domain/session-event.ts';
import {
  holdsSession,
  isRunning,
  type SessionHead,
  type SessionState,
  type StateOf,
} from '../domain/session-state.ts';
import type { HostPort } from './session-control.ts';
import { within } from './within.ts';

/** Milliseconds in which a host answers that has nothing else to do. */
const quickMs = 2000;

/** Milliseconds after which a host counts as gone: all pages share its thread, and media flows while that is busy. */
const patientMs = 20_000;

export interface KeeperDeps {
  host: Pick<HostPort, 'exists' | 'close' | 'state' | 'lastSession' | 'stop' | 'dismissFailure'>;
  lastState: { load(): Promise<SessionState>; isNew(): Promise<boolean> };
  history: {
    appendWorkerEvents(sessionId: string, at: number, bodies: readonly SessionEventBody[]): Promise<void>;
  };
  /** Has another host go on; rejects where none can be made, and returns why where the session cannot go on. */
  goOn(state: StateOf<'live' | 'recovering'>): Promise<SessionState | Failure>;
  /** Whether a session was cut off by the browser's end of the extension alone, and is known of again now. */
  revive(): Promise<boolean>;
  /** What was found to be cut off by the end of the browser, if anything was: asked once after each start of it. */
  findInterrupted(): Promise<SessionState | null>;
  /** Shows a state that the host knows of, and so the views. */
  followState(state: SessionState): Promise<void>;
  /** Shows a state that only the worker knows of, and tells the views. */
  tellState(state: SessionState): Promise<void>;
  /** Epoch milliseconds. */
  now(): number;
}

type UnderWay = StateOf<'starting' | 'live' | 'recovering' | 'stopping'>;

/**
 * Knows what is true of the session although the worker is ended at any moment and the host may be gone: the host is
 * asked each time. Where it is gone in the middle of a session, the session goes on in another one, or is ended here,
 * since nobody else is left to do it.
 */
export function createSessionKeeper(deps: KeeperDeps) {
  const { host, lastState, history, goOn, revive, findInterrupted, followState, tellState, now } = deps;
  let looking: Promise<SessionState> | null = null;

  /** The host is the one who knows; without a host, the last that it told. */
  function state(): Promise<SessionState> {
    looking ??= look().finally(() => {
      looking = null;
    });
    return looking;
  }

  async function look(): Promise<SessionState> {
    const told = await lastState.load();
    if (!(await host.exists())) return isUnderWay(told) ? takeOver(told) : told;
    const hosted = await within(quickMs, host.state());
    // Busy, or not there yet: whether it is gone is for `watch` to say.
    if (hosted === null) return told;
    if (hosted.phase !== 'idle') return hosted;
    if (!isUnderWay(told)) return told;
    // It has ended there, and that is still on its way here; or this host is new, and knows nothing of it.
    return (await host.lastSession()) === told.session.id ? hosted : takeOver(told);
  }

  async function takeOver(told: UnderWay): Promise<SessionState> {
    const { session } = told;
    switch (told.phase) {
      case 'stopping':
        return told.ending.by === 'user' ? stopped(session) : fail(session, told.ending.failure, []);
      case 'starting':
        return lose(session, { reason: 'host-gone' });
      case 'live':
      case 'recovering':
        if (session.policy === 'stop-and-tell') return lose(session, { reason: 'host-gone' });
    }
    try {
      const result = await goOn(told);
      return 'reason' in result ? await lose(session, result) : result;
    } catch {
      // The watchdog comes back, and counts.
      return lastState.load();
    }
  }

  /** A history that is off, or does not answer, keeps nobody from knowing the truth. */
  const log = (session: SessionHead, at: number, bodies: readonly SessionEventBody[]) =>
    within(quickMs, history.appendWorkerEvents(session.id, at, bodies));

  const lose = (session: SessionHead, failure: Failure) =>
    fail(session, failure, [{ kind: 'session-failed', failure }]);

  async function fail(
    session: SessionHead,
    failure: Failure,
    before: readonly SessionEventBody[],
  ): Promise<SessionState> {
    const endedAt = now();
    await log(session, endedAt, [
      ...before,
      { kind: 'session-ended', by: 'failure', durationMs: endedAt - session.startedAt },
    ]);
    const failed: SessionState = { phase: 'failed', session, endedAt, failure };
    await tellState(failed);
    return failed;
  }

  async function stopped(session: SessionHead): Promise<SessionState> {
    const endedAt = now();
    await log(session, endedAt, [
      { kind: 'session-ended', by: 'user', durationMs: endedAt - session.startedAt },
    ]);
    await tellState({ phase: 'idle' });
    return { phase: 'idle' };
  }

  return {
    state,

    /**
     * What a service worker does first whenever it is started. Resolves with the session that was picked up where one
     * runs.
     */
    async wake(): Promise<SessionState> {
      if ((await lastState.isNew()) && !(await host.exists()) && !(await revive().catch(() => false))) {
        const interrupted = await findInterrupted().catch(() => null);
        if (interrupted) {
          await tellState(interrupted);
          return interrupted;
        }
      }
      const found = await state();
      // The host has told the views itself, and by now perhaps something newer.
      await followState(found);
      return found;
    },

    /** Looks after a session that runs, and waits long before it gives up a host that does not answer. */
    async watch(): Promise<void> {
      if (!isUnderWay(await lastState.load())) return;
      if ((await host.exists()) && (await within(patientMs, host.state())) === null) {
        await host.close().catch(() => undefined);
      }
      await state();
    },

    /** Tells of a session that has failed before a host had it; `log` is what is known of its beginning. */
    async failStart(session: SessionHead, failure: Failure, log: readonly SessionEventBody[]): Promise<void> {
      await fail(session, failure, [...log, { kind: 'session-failed', failure }]);
    },

    /** Forgets a failure, with or without a host. Said late or twice, it is not said over a session that runs by then. */
    async dismissFailure(): Promise<void> {
      if (await host.exists()) await host.dismissFailure();
      if (!holdsSession(await state())) await tellState({ phase: 'idle' });
    },

    /** Stops the session, also one whose host is gone. */
    async stop(): Promise<void> {
      const told = await lastState.load();
      if (isRunning(told) && !(await host.exists())) await stopped(told.session);
      else await host.stop();
    },
  };
}

function isUnderWay(state: SessionState): state is UnderWay {
  return isRunning(state) || state.phase === 'stopping';
}

import type { Failure } from '../../domain/failure/failure.ts';
import type { SessionEventBody } from '../../domain/log/session-event.ts';
import {
  holdsSession,
  isRunning,
  sessionOf,
  type RunningState,
  type SessionHead,
  type SessionState,
  type StateOf,
} from '../../domain/session/session-state.ts';
import { withMute } from '../../domain/session/while-running.ts';
import { abortable } from '../../async/abortable.ts';
import type { CommandQueue } from './command-queue.ts';
import type { HostPort } from './host-port.ts';
import { createSessionEnding, type SessionEndingDeps } from './session-ending.ts';
import type { SessionIntent } from './session-intent.ts';
import { within } from '../../async/within.ts';

/** Milliseconds in which a host answers that has nothing else to do. */
const quickMs = 2000;

/** Milliseconds after which a host counts as gone: all pages share its thread, and media flows while that is busy. */
const patientMs = 20_000;

/** Milliseconds after which a host that does not obey a Stop is ended: longer than any page keeps the thread busy. */
const obeyMs = 5000;

/** Milliseconds for what is looked up in the history when the browser has been started. */
const historyMs = 5000;

export interface KeeperDeps {
  host: Pick<HostPort, 'exists' | 'close' | 'state' | 'lastSession' | 'stop' | 'setMuted' | 'dismissFailure'>;
  lastState: { load(): Promise<SessionState>; isNew(): Promise<boolean> };
  history: SessionEndingDeps['history'];
  intent: Pick<SessionIntent, 'isWithdrawn' | 'withdraw'>;
  queue: Pick<CommandQueue, 'add'>;
  /**
   * Has another host go on; rejects where none can be made or the signal is aborted, and returns why where the session
   * cannot go on.
   */
  goOn(state: StateOf<'live' | 'recovering'>, signal: AbortSignal): Promise<SessionState | Failure>;
  /** Whether a session was cut off by the browser's end of the extension alone, and is known of again now. */
  revive(): Promise<boolean>;
  /** What was found to be cut off by the end of the browser or of the extension: asked once after each start of it. */
  findInterrupted(): Promise<SessionState | null>;
  /** Shows a state that the host knows of, and so the views. */
  followState(state: SessionState): Promise<void>;
  /** Shows a state that only the worker knows of, and tells the views. */
  tellState(state: SessionState): Promise<void>;
  /** Epoch milliseconds. */
  now(): number;
}

type UnderWay = StateOf<'starting' | 'live' | 'recovering' | 'stopping'>;

interface Finding {
  state: SessionState;
  /** The session that is under way although no host runs it. */
  lost: UnderWay | null;
}

export type SessionKeeper = ReturnType<typeof createSessionKeeper>;

/**
 * Knows what is true of the session although the worker is ended at any moment and the host may be gone: the host is
 * asked each time. Where it is gone in the middle of a session, the session goes on in another one, or is ended here,
 * since nobody else is left to do it.
 */
export function createSessionKeeper(deps: KeeperDeps) {
  const { host, lastState, intent, queue, tellState } = deps;
  const ending = createSessionEnding(deps);
  /** Settles when what the end of the browser has cut off is known, and told: before that nobody can say what is true. */
  let beginning: Promise<SessionState | null> = Promise.resolve(null);
  let looking: Promise<Finding> | null = null;
  let checking: Promise<SessionState> | null = null;
  let changed = Promise.withResolvers<SessionState>();

  /** The host is the one who knows; without a host, the last that it told. */
  async function state(): Promise<SessionState> {
    await beginning.catch(() => null);
    const found = await find();
    if (!found.lost) return found.state;
    checking ??= queue
      .add(check)
      .catch(() => lastState.load())
      .finally(() => {
        checking = null;
      });
    return checking;
  }

  /** The same for a command, in its turn among the others. */
  async function check(signal: AbortSignal): Promise<SessionState> {
    const found = await abortable(look(), signal);
    return found.lost ? takeOver(found.lost, signal) : found.state;
  }

  /** Looks once for all who ask at the same time. */
  function find(): Promise<Finding> {
    looking ??= look().finally(() => {
      looking = null;
    });
    return looking;
  }

  async function look(): Promise<Finding> {
    const told = await lastState.load();
    const found = (state: SessionState): Finding => ({ state, lost: null });
    const toldOnly = (): Finding => ({ state: told, lost: isUnderWay(told) ? told : null });
    if (!(await host.exists())) return toldOnly();
    const hosted = await within(quickMs, host.state());
    // Busy, or not there yet: whether it is gone is for `watch` to say.
    if (hosted === null) return found(told);
    if (hosted.phase !== 'idle') return found(hosted);
    if (!isUnderWay(told)) return found(told);
    // It has ended there, and that is still on its way here; or this host is new, and knows nothing of it.
    return (await host.lastSession()) === sessionOf(told).id ? found(hosted) : toldOnly();
  }

  async function begin(): Promise<SessionState | null> {
    const [isNew, hasHost] = await Promise.all([lastState.isNew(), host.exists()]);
    if (!isNew || hasHost || (await within(quickMs, deps.revive()))) return null;
    const interrupted = await within(historyMs, deps.findInterrupted());
    if (interrupted) await tellState(interrupted);
    return interrupted;
  }

  async function takeOver(told: UnderWay, signal: AbortSignal): Promise<SessionState> {
    const session = sessionOf(told);
    if (told.phase === 'stopping')
      return told.ending.by === 'user'
        ? ending.stopped(session)
        : ending.failed(session, told.ending.failure, []);
    if (await intent.isWithdrawn(session.id)) return ending.stopped(session);
    signal.throwIfAborted();
    if (told.phase === 'starting' || session.policy === 'stop-and-tell')
      return ending.lost(session, { reason: 'host-gone' });
    try {
      const result = await deps.goOn(told, signal);
      return 'reason' in result ? await ending.lost(session, result) : result;
    } catch {
      signal.throwIfAborted();
      // The watchdog comes back, and counts.
      return lastState.load();
    }
  }

  /** Stops the session, also one whose host is gone: whatever happens, no host keeps a microphone. */
  async function stop(): Promise<void> {
    const told = await lastState.load();
    if (isUnderWay(told)) await intent.withdraw(sessionOf(told).id);
    if (await host.exists()) {
      const obeyed = host.stop().then(() => true);
      if (!(await within(obeyMs, obeyed))) await host.close().catch(() => undefined);
    }
    const { lost } = await look();
    if (lost) await takeOver(lost, new AbortController().signal);
  }

  /** Stops what a host runs although nobody wants it any more, however that came about. */
  async function enforce(): Promise<void> {
    const { state: found } = await look();
    if (isRunning(found) && (await intent.isWithdrawn(found.running.session.id))) await stop();
  }

  return {
    state,
    check,
    enforce,

    /** The next state that is told. */
    nextChange: (): Promise<SessionState> => changed.promise,

    /** Hears each state that is told. */
    heard(state: SessionState): void {
      changed.resolve(state);
      changed = Promise.withResolvers();
    },

    /**
     * What a service worker does first whenever it is started. Resolves with the session that was picked up where one
     * runs, when all that shows a state has followed; who only asks for the {@link state} need not wait for that.
     */
    async wake(): Promise<SessionState> {
      beginning = begin();
      const interrupted = await beginning;
      if (interrupted) return interrupted;
      const found = await find();
      // The host has told the views itself, and by now perhaps something newer.
      await deps.followState(found.state);
      // A command that comes meanwhile need not wait until another host has gone on.
      if (found.lost) void state();
      else void queue.add(enforce).catch(() => undefined);
      return found.state;
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
      await ending.failed(session, failure, [...log, { kind: 'session-failed', failure }]);
    },

    /** Forgets a failure, with or without a host. Said late or twice, it is not said over a session that runs by then. */
    async dismissFailure(signal: AbortSignal): Promise<void> {
      if (await host.exists()) await host.dismissFailure();
      if (!holdsSession(await check(signal))) await tellState({ phase: 'idle' });
    },

    /** Mutes a session that runs, or unmutes it; one whose host is gone will be so in the next one. */
    async setMuted(running: RunningState, muted: boolean): Promise<void> {
      if (await host.exists()) await host.setMuted(muted);
      else await tellState(withMute(running, muted));
    },

    stop,
  };
}

function isUnderWay(state: SessionState): state is UnderWay {
  return isRunning(state) || state.phase === 'stopping';
}

import type { Failure } from '../../domain/failure/failure.ts';
import type { SessionEventBody } from '../../domain/log/session-event.ts';
import {
  holdsSession,
  isRunning,
  sessionOf,
  type RunningState,
  type SessionHead,
  type SessionState,
} from '../../domain/session/session-state.ts';
import { withMute } from '../../domain/session/while-running.ts';
import { abortable } from '../../async/abortable.ts';
import { inTime } from '../../async/in-time.ts';
import type { Edges } from '../../async/edges.ts';
import type { CommandQueue } from './command-queue.ts';
import type { HostPort } from './host-port.ts';
import { findCutOffSession, type CutOffSessionDeps } from './cut-off-session.ts';
import { createLostSession, type LostSessionDeps } from './lost-session.ts';
import { createSessionEnding, type SessionEndingDeps } from './session-ending.ts';
import { createSessionFinder, isUnderWay } from './session-finder.ts';
import type { SessionIntent } from './session-intent.ts';
import { help, within } from '../../async/within.ts';

/**
 * Milliseconds after which a host that does not answer counts as gone. They are many, because all pages of
 * the extension share the host's thread, and media flows while that thread is busy.
 */
const patientMs = 20_000;

/**
 * Milliseconds after which a host that does not obey a Stop or a mute is closed: longer than any page keeps the
 * shared thread busy.
 */
export const obeyMs = 5000;

export interface KeeperDeps extends CutOffSessionDeps, Pick<LostSessionDeps, 'goOn'>, Pick<Edges, 'now'> {
  host: Pick<HostPort, 'exists' | 'close' | 'state' | 'lastSession' | 'stop' | 'setMuted' | 'dismissFailure'>;
  lastState: { load(): Promise<SessionState>; isNew(): Promise<boolean> };
  history: SessionEndingDeps['history'];
  intent: Pick<SessionIntent, 'isWithdrawn' | 'withdraw'>;
  queue: Pick<CommandQueue, 'add'>;
  /** Shows a state that the host has told the views itself. */
  followState(state: SessionState): Promise<void>;
  /** Shows a state that only the worker knows of, and broadcasts it to the views. */
  publishState(state: SessionState): Promise<void>;
}

export type SessionKeeper = ReturnType<typeof createSessionKeeper>;

/**
 * Knows the true state of the session, although the worker may be ended at any moment and the host may be
 * gone: the host is asked each time, and a session whose host is gone is taken over.
 */
export function createSessionKeeper(deps: KeeperDeps) {
  const { host, lastState, intent, queue, publishState } = deps;
  const ending = createSessionEnding(deps);
  const { find, findAnew } = createSessionFinder(deps);
  const takeOver = createLostSession({ ...deps, ending });
  /**
   * Resolves when the sessions that the end of the browser cut off are found and reported; before that the state is not
   * known.
   */
  let beginning: Promise<SessionState | null> = Promise.resolve(null);
  let checking: Promise<SessionState> | null = null;
  let changed = Promise.withResolvers<SessionState>();

  /** The session's state: as the host says, or the last one reported where there is no host. */
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

  /** Checks the state as {@link state} does, for a command that is waiting for its turn in the queue. */
  async function check(signal: AbortSignal): Promise<SessionState> {
    const found = await abortable(findAnew(), signal);
    return found.lost ? takeOver(found.lost, signal) : found.state;
  }

  async function begin(): Promise<SessionState | null> {
    const interrupted = await findCutOffSession(deps);
    if (interrupted) await publishState(interrupted);
    return interrupted;
  }

  /** Stops the session, including one whose host is gone: in every case, no host keeps a microphone open. */
  async function stop(): Promise<void> {
    const last = await lastState.load();
    if (isUnderWay(last)) await intent.withdraw(sessionOf(last).id);
    if (await host.exists()) {
      const obeyed = host.stop().then(() => true);
      if (!(await within(obeyMs, obeyed))) await host.close().catch(() => undefined);
    }
    const { lost } = await findAnew();
    if (lost) await takeOver(lost, new AbortController().signal);
  }

  /** Stops a session that a host runs although it is not wanted any more. */
  async function enforce(): Promise<void> {
    const { state: found } = await findAnew();
    if (isRunning(found) && (await intent.isWithdrawn(found.running.session.id))) await stop();
  }

  return {
    state,
    check,
    enforce,

    /** Resolves with the next state that is reported. */
    nextChange: (): Promise<SessionState> => changed.promise,

    /** Takes each state that is reported. */
    heard(state: SessionState): void {
      changed.resolve(state);
      changed = Promise.withResolvers();
    },

    /**
     * Finds the state whenever a service worker starts. Resolves with the running session, if there is one, when all
     * followers have shown the state; a caller of {@link state} need not wait for that.
     */
    async wake(): Promise<SessionState> {
      beginning = begin();
      const interrupted = await beginning;
      if (interrupted) return interrupted;
      const found = await find();
      // The host has sent the state to the views itself, and perhaps a newer one by now.
      await deps.followState(found.state);
      // This is not awaited, so that a command need not wait until another host has taken over.
      if (found.lost) void state();
      else void queue.add(enforce).catch(() => undefined);
      return found.state;
    },

    /**
     * Checks on a session that runs. A host that does not answer is given a long time before it counts as
     * gone.
     */
    async watch(): Promise<void> {
      if (!isUnderWay(await lastState.load())) return;
      if ((await host.exists()) && (await within(patientMs, host.state())) === null) {
        await host.close().catch(() => undefined);
      }
      await state();
    },

    /**
     * Ends a session that failed before a host had it; `log` holds the first events of its log, as far as
     * they are known.
     */
    async failStart(session: SessionHead, failure: Failure, log: readonly SessionEventBody[]): Promise<void> {
      await ending.failed(session, failure, [...log, { kind: 'session-failed', failure }]);
    },

    /**
     * Forgets a failure, with or without a host. Called late or twice, it does not touch a session that runs
     * by then.
     */
    async dismissFailure(signal: AbortSignal): Promise<void> {
      if (await host.exists()) await help(host.dismissFailure(), undefined);
      if (!holdsSession(await check(signal))) await publishState({ phase: 'idle' });
    },

    /**
     * Mutes or unmutes a session that runs. Where its host is gone, the next host will start with that mute; a host that does not
     * mute is closed. Rejects where the host is lost over it.
     */
    async setMuted(running: RunningState, muted: boolean): Promise<void> {
      if (!(await host.exists())) return publishState(withMute(running, muted));
      const obeyed = host.setMuted(muted);
      if (!muted) return obeyed;
      const tooLate = () => new Error('the host does not mute');
      await inTime(obeyed, { deadlineMs: obeyMs, tooLate }).catch(async (reason: unknown) => {
        await host.close().catch(() => undefined);
        throw reason;
      });
    },

    stop,
  };
}

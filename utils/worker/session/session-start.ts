import { FailureError } from '../../domain/failure/failure.ts';
import type { LearnedFacts } from '../../domain/profiles/learned-facts.ts';
import { isRunning, sessionOf, type SessionState } from '../../domain/session/session-state.ts';
import { activeProfile } from '../../domain/settings/settings.ts';
import { profileOrigins } from '../../domain/profiles/profile-origins.ts';
import { serverOrigin } from '../../domain/profiles/server-origin.ts';
import type { Profile } from '../../domain/profiles/profile.ts';
import { catchUpOf } from '../../domain/settings/catch-up-of.ts';
import { recordingOf } from '../../domain/settings/recording-of.ts';
import type { SettingsToStart } from '../../domain/settings/settings-to-start.ts';
import type { OwedSound } from '../../domain/recording/owed-sound.ts';
import { owedSession } from '../../domain/session/owed-session.ts';
import type { StartOutcome, StartRequest } from '../../domain/session/start-request.ts';
import type { Edges } from '../../async/edges.ts';
import { abortable } from '../../async/abortable.ts';
import { createGraceSignal } from '../../async/grace-signal.ts';
import { inTime } from '../../async/in-time.ts';
import type { LatePolicy } from './late-policy.ts';
import type { PolicyGate } from './policy-gate.ts';
import type { RunningSessionStore } from './running-session-store.ts';
import type { HostPort } from './host-port.ts';
import type { SessionIntent } from './session-intent.ts';
import type { SessionKeeper } from './session-keeper.ts';
import type { Leftovers } from './whip-sessions.ts';
import { help, within } from '../../async/within.ts';

/** Milliseconds to wait for a host to be created, and for one to take a Start. */
const hostDeadlineMs = 15_000;

/**
 * Milliseconds to wait for a session that is stopping to release everything, the request that closes it at
 * its server included.
 */
const releaseDeadlineMs = 10_000;

/** Milliseconds to wait for the answer of a host that has received a Start which is not wanted any more. */
const answerGraceMs = 2000;

export interface StartDeps extends Pick<Edges, 'now'> {
  /** The version of the extension, for the session's log. */
  version: string;
  host: Pick<HostPort, 'ensure' | 'close' | 'start'>;
  /** Holds a Start back until it is known what an administrator has set. */
  gate: PolicyGate;
  /** Ends a session that a policy, known only after its Start, does not allow. */
  latePolicy: Pick<LatePolicy, 'confirm'>;
  learned: { factsOf(profile: Profile): Promise<LearnedFacts> };
  access: {
    microphone(): Promise<PermissionState>;
    rememberMicrophoneGrant(): Promise<void>;
    hasServer(profile: Profile): Promise<boolean>;
  };
  history: {
    /** Finds what a session's recording holds of its end that is not known to have arrived, where it had the server of this origin. */
    owedSound(sessionId: string, serverOrigin: string | null): Promise<OwedSound | null>;
  };
  running: Pick<RunningSessionStore, 'remember'>;
  session: Pick<SessionKeeper, 'check' | 'nextChange'>;
  intent: Pick<SessionIntent, 'isWithdrawn'>;
  /** Sessions left open at servers by hosts that could not close them. */
  whipSessions: Leftovers;
  openPermissionPage(): Promise<void>;
}

/**
 * Begins a session. What is only a help never keeps it from beginning; until the host is told of the session,
 * the Start ends at once where it is not wanted any more.
 */
export function createSessionStart(deps: StartDeps) {
  const {
    host,
    gate,
    latePolicy,
    learned,
    access,
    history,
    running,
    session,
    intent,
    whipSessions,
    openPermissionPage,
    now,
  } = deps;

  /** The state of the session once it is not `stopping`, because a host runs one session at a time. */
  async function settledState(signal: AbortSignal): Promise<SessionState> {
    for (;;) {
      const changed = session.nextChange();
      const state = await session.check(signal);
      if (state.phase !== 'stopping') return state;
      const hasChanged = await abortable(within(releaseDeadlineMs, changed), signal);
      if (hasChanged === null) await abortable(help(host.close(), undefined), signal);
    }
  }

  return async function start(sessionId: string, signal: AbortSignal): Promise<StartOutcome> {
    if (await abortable(intent.isWithdrawn(sessionId), signal)) return 'cancelled';
    const current = await settledState(signal);
    if (isRunning(current) || sessionOf(current)?.id === sessionId) return 'started';
    signal.addEventListener('abort', gate.cancel, { once: true });
    const passed = gate.pass(sessionId, (found) => begin(sessionId, { ...found, before: current }, signal));
    const outcome = await abortable(passed, signal).finally(() =>
      signal.removeEventListener('abort', gate.cancel),
    );
    return outcome ?? 'cancelled';
  };

  async function owedOf(sessionId: string, profile: Profile): Promise<OwedSound | null> {
    return history.owedSound(sessionId, serverOrigin(profile));
  }

  /** Waits until the host has taken the Start. One that does not is closed, so that it begins nothing after the failure is told. */
  async function taken(started: Promise<void>): Promise<void> {
    const late = new FailureError({ reason: 'host-gone' });
    try {
      await inTime(started, { deadlineMs: hostDeadlineMs, tooLate: () => late });
    } catch (reason) {
      if (reason === late) await help(host.close(), undefined);
      throw reason;
    }
  }

  async function begin(
    sessionId: string,
    { reading, unconfirmed, before }: SettingsToStart & { before: SessionState },
    signal: AbortSignal,
  ): Promise<StartOutcome> {
    signal.throwIfAborted();
    // Streaming by the defaults would be wrong: they lead to another server, or to none.
    if (!reading.ok) throw new FailureError({ reason: 'settings-unreadable' });
    const chosen = reading.settings;
    const profile = activeProfile(chosen);
    const [microphone, mayContact] = await abortable(
      Promise.all([access.microphone(), access.hasServer(profile)]),
      signal,
    );
    if (microphone !== 'granted' || !mayContact) {
      await openPermissionPage();
      return 'permission-page-opened';
    }
    const made = inTime(host.ensure(), {
      deadlineMs: hostDeadlineMs,
      tooLate: () => new FailureError({ reason: 'host-gone' }),
    });
    const catchUp = catchUpOf(chosen, profile);
    const cutOff = catchUp && owedSession(before, profile.id, now());
    const [facts, leftovers, owed] = await abortable(
      Promise.all([
        help(learned.factsOf(profile), {}),
        help(whipSessions.open(), []),
        cutOff === null ? null : help(owedOf(cutOff, profile), null),
        made,
        help(access.rememberMicrophoneGrant(), undefined),
      ]),
      signal,
    );
    if (leftovers.length > 0) void whipSessions.remove(leftovers);
    const request: StartRequest = {
      version: deps.version,
      profile,
      learned: facts,
      granted: [...profileOrigins(chosen.profiles)],
      microphone: chosen.microphone,
      watch: chosen.watch,
      recovery: chosen.recovery,
      attention: chosen.attention,
      recording: recordingOf(chosen, profile),
      catchUp,
      microphoneWasGranted: true,
    };
    await abortable(running.remember(sessionId, request, unconfirmed), signal);
    // A message to the host cannot be taken back, so a Stop has to come after it.
    const grace = createGraceSignal(signal, answerGraceMs);
    // The request that is remembered is without what is owed, so that no later host of the session sends it once more.
    const started = host.start(sessionId, { ...request, ...(owed && { owed }) });
    await abortable(taken(started), grace.signal).finally(grace.dispose);
    // What fails here is tried again by the next worker.
    if (unconfirmed) latePolicy.confirm(sessionId, unconfirmed).catch(() => undefined);
    return 'started';
  }
}

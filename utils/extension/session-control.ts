import { FailureError, toFailure, type Failure } from '../domain/failure.ts';
import type { LearnedFacts } from '../domain/learned-facts.ts';
import { sessionHead, sessionStarted } from '../domain/session-beginning.ts';
import type { SessionEventBody } from '../domain/session-event.ts';
import { holdsSession, isRunning, type SessionHead, type SessionState } from '../domain/session-state.ts';
import {
  activeProfile,
  defaultSettings,
  type Profile,
  type Settings,
  type SettingsReading,
} from '../domain/settings.ts';
import { overrules, type SettingsToStart } from '../domain/settings-to-start.ts';
import type { ResumeRequest, StartOutcome, StartRequest } from '../domain/start-request.ts';
import type { UserCommand } from './context-menu.ts';
import type { PolicyGate } from './policy-gate.ts';
import type { Leftovers } from './whip-sessions.ts';

/** The session's host as the worker sees it; all but the first two reject where there is none. */
export interface HostPort {
  exists(): Promise<boolean>;
  /** Settles when the host is there and answers. */
  ensure(): Promise<void>;
  /** Ends it, whatever it does. */
  close(): Promise<void>;
  state(): Promise<SessionState>;
  /** The id of the session that it runs, or ran last. */
  lastSession(): Promise<string | null>;
  start(sessionId: string, request: StartRequest): Promise<void>;
  /** Goes on with a session whose host is gone. */
  resume(request: ResumeRequest): Promise<SessionState>;
  stop(): Promise<void>;
  /** Ends the session of this id because of what an administrator has set. */
  overrule(sessionId: string): Promise<void>;
  setMuted(muted: boolean): Promise<void>;
  useMicrophone(microphone: Settings['microphone']): Promise<void>;
  /** The user says that the session goes on. */
  answerQuestion(): Promise<void>;
  /** Tries at once what a session that recovers is waiting to try. */
  retry(): Promise<void>;
  dismissFailure(): Promise<void>;
  warmUp(profile: Profile): Promise<void>;
  testProfile(id: string, request: StartRequest): Promise<void>;
  cancelProfileTest(): Promise<void>;
}

export interface SessionControlDeps {
  host: HostPort;
  settings: { load(): Promise<SettingsReading>; loadOrDefaults(): Promise<Settings> };
  /** Where a Start waits for what an administrator has set. */
  gate: Pick<PolicyGate, 'pass'>;
  learned: {
    factsOf(profile: Profile): Promise<LearnedFacts>;
    remember(profile: Profile, facts: LearnedFacts): Promise<void>;
  };
  access: {
    microphone(): Promise<PermissionState>;
    rememberMicrophoneGrant(): Promise<void>;
    hasServer(profile: Profile): Promise<boolean>;
  };
  /** What was started last, for when its host is lost. */
  running: { remember(request: StartRequest): Promise<void> };
  session: {
    state(): Promise<SessionState>;
    stop(): Promise<void>;
    /** Shows everywhere that a session has failed before it began; `log` is what is known of its beginning. */
    failStart(session: SessionHead, failure: Failure, log: readonly SessionEventBody[]): Promise<void>;
  };
  /** What is left at servers of sessions that nobody could close. */
  whipSessions: Leftovers;
  openPermissionPage(): Promise<void>;
  newSessionId(): string;
  /** Epoch milliseconds. */
  now(): number;
}

/** What a user can do to a session, from wherever they do it: popup, shortcut, menu. Holds nothing of it. */
export function createSessionControl({
  host,
  settings,
  gate,
  learned,
  access,
  running,
  session,
  whipSessions,
  openPermissionPage,
  newSessionId,
  now,
}: SessionControlDeps) {
  let beginning: Promise<unknown> = Promise.resolve();

  /** Waits first for what an administrator has set, where that may be another server. */
  async function start(sessionId: string): Promise<StartOutcome> {
    return (await gate.pass(sessionId, (found) => begin(sessionId, found))) ?? 'cancelled';
  }

  async function begin(sessionId: string, { reading, answer }: SettingsToStart): Promise<StartOutcome> {
    // To stream by the defaults instead would be a lie: they lead to another server, or to none.
    if (!reading.ok) throw new FailureError({ reason: 'settings-unreadable' });
    const chosen = reading.settings;
    const profile = activeProfile(chosen);
    const [microphone, mayContact] = await Promise.all([access.microphone(), access.hasServer(profile)]);
    if (microphone !== 'granted' || !mayContact) {
      await openPermissionPage();
      return 'permission-page-opened';
    }
    const [facts, leftovers] = await Promise.all([
      learned.factsOf(profile),
      whipSessions.open(),
      host.ensure(),
      access.rememberMicrophoneGrant(),
    ]);
    // Not those of a session that runs, to which a second Start means nothing.
    if (leftovers.length > 0 && !isRunning(await host.state())) void whipSessions.remove(leftovers);
    const request: StartRequest = {
      profile,
      learned: facts,
      microphone: chosen.microphone,
      watch: chosen.watch,
      recovery: chosen.recovery,
      attention: chosen.attention,
      microphoneWasGranted: true,
    };
    await Promise.all([host.start(sessionId, request), running.remember(request)]);
    answer
      .then(async (told) => {
        if (told?.ok && overrules(told.settings, profile)) await host.overrule(sessionId);
      })
      // A host that is gone streams to nobody.
      .catch(() => undefined);
    return 'started';
  }

  /**
   * A Start by a shortcut or the menu, where no words can be shown: settings that cannot be read are told by a page, and
   * any other failure as that of the session which was to begin, with badge, notification and a row in the history.
   */
  async function startUnseen(): Promise<void> {
    const id = newSessionId();
    try {
      await start(id);
    } catch (error) {
      const failure = toFailure(error);
      if (failure.reason !== 'settings-unreadable') return tellFailedStart(id, failure);
      await openPermissionPage().catch(() => tellFailedStart(id, failure));
    }
  }

  async function tellFailedStart(id: string, failure: Failure): Promise<void> {
    const current = await session.state();
    // Where it began all the same, or another one did, there is something newer to tell.
    if (holdsSession(current) || ('session' in current && current.session.id === id)) return;
    const reading = await settings.load().catch(() => null);
    const chosen = reading?.ok ? reading.settings : defaultSettings();
    const begun = { ...chosen, profile: activeProfile(chosen) };
    const head = sessionHead(begun, id, now());
    // A log that names a profile which was never chosen would be a lie.
    await session.failStart(head, failure, reading?.ok ? [sessionStarted(begun, head)] : []);
  }

  async function warmUp(): Promise<void> {
    const profile = activeProfile(await settings.loadOrDefaults());
    if (await access.hasServer(profile)) await host.warmUp(profile);
  }

  /** Not beside a session: a server that takes one publisher would end it. */
  async function beginTest(id: string, profile: Profile): Promise<'begun' | 'session-running'> {
    if (isRunning(await session.state())) return 'session-running';
    if (profile.kind !== 'loopback' && !(await access.hasServer(profile))) {
      const { origin } = new URL(profile.url);
      throw new FailureError({ reason: 'server-permission-needed', origin });
    }
    const { microphone, watch, recovery, attention } = await settings.loadOrDefaults();
    await host.ensure();
    await host.testProfile(id, {
      profile,
      learned: {},
      microphone,
      watch,
      recovery,
      attention,
      microphoneWasGranted: false,
    });
    return 'begun';
  }

  return {
    start,

    testProfile(id: string, profile: Profile): Promise<'begun' | 'session-running'> {
      const begun = beginTest(id, profile);
      beginning = begun.catch(() => undefined);
      return begun;
    },

    /** Also of a test that is only about to begin: a host may have to be made for it first. */
    async cancelProfileTest(): Promise<void> {
      await beginning;
      await host.cancelProfileTest();
    },

    /** Another microphone takes effect at once. */
    async useMicrophone(microphone: Settings['microphone']): Promise<void> {
      if (await host.exists()) await host.useMicrophone(microphone);
    },

    /** What a session found out about a profile's server; nothing where the profile is gone by now. */
    async rememberFacts(profileId: string, facts: LearnedFacts): Promise<void> {
      const { profiles } = await settings.loadOrDefaults();
      const profile = profiles.find(({ id }) => id === profileId);
      if (profile) await learned.remember(profile, facts);
    },

    /** Settles when the host is there: what it then does ahead may take seconds, and only makes a Start quicker. */
    async prepare(): Promise<void> {
      await host.ensure();
      warmUp().catch(() => undefined);
    },

    async perform(command: UserCommand): Promise<void> {
      const current = await session.state();
      switch (command) {
        case 'toggle-session':
          if (isRunning(current)) await session.stop();
          else await startUnseen();
          return;
        case 'toggle-mute':
          if (isRunning(current)) await host.setMuted(!current.muted);
      }
    },
  };
}

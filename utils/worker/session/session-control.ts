import type { Edges } from '../../async/edges.ts';
import type { LearnedFacts } from '../../domain/profiles/learned-facts.ts';
import type { SessionEvent } from '../../domain/log/session-event.ts';
import { buttonOfNotice, sessionOfNotice } from '../../domain/session/notices.ts';
import {
  isRunning,
  sessionOf,
  type RunningState,
  type SessionState,
} from '../../domain/session/session-state.ts';
import { activeProfile, type Settings, type SettingsReading } from '../../domain/settings/settings.ts';
import type { Profile } from '../../domain/profiles/profile.ts';
import type { StartOutcome } from '../../domain/session/start-request.ts';
import { abortable } from '../../async/abortable.ts';
import { OvertakenError, type Command, type CommandQueue } from './command-queue.ts';
import type { UserCommand } from '../browser/context-menu.ts';
import type { HostPort } from './host-port.ts';
import { createProfileTestControl } from './profile-test-control.ts';
import type { SessionIntent } from './session-intent.ts';
import { obeyMs, type SessionKeeper } from './session-keeper.ts';
import { createSessionStart, type StartDeps } from './session-start.ts';
import { createUnseenFailure } from './unseen-failure.ts';
import { createUnseenStart, type UnseenStartDeps } from './unseen-start.ts';
import { help, within } from '../../async/within.ts';

export interface SessionControlDeps extends StartDeps, Pick<Edges, 'now'> {
  host: HostPort;
  settings: { load(): Promise<SettingsReading>; loadOrDefaults(): Promise<Settings> };
  learned: StartDeps['learned'] & { remember(profile: Profile, facts: LearnedFacts): Promise<void> };
  running: StartDeps['running'] & UnseenStartDeps['running'];
  session: Omit<SessionKeeper, 'wake' | 'watch'>;
  intent: SessionIntent;
  queue: CommandQueue;
  newSessionId(): string;
}

/**
 * Performs the user's commands on a session, whether they come from the popup, a shortcut or the menu: one
 * after the other, but a Stop overtakes all that were given before it.
 */
export function createSessionControl(deps: SessionControlDeps) {
  const { host, settings, learned, access, session, intent, queue } = deps;
  const startSession = createSessionStart(deps);
  let remembering: Promise<unknown> = Promise.resolve();
  let correcting: Promise<unknown> | null = null;

  const profileTest = createProfileTestControl({
    host,
    settings,
    access,
    isSessionWanted: async () => intent.isWanted() || isRunning(await session.state()),
  });

  async function begin(sessionId: string, command: Command<StartOutcome>): Promise<StartOutcome> {
    const endIntent = intent.begin(sessionId);
    try {
      return await unlessOvertaken(queue.add(command), 'cancelled');
    } finally {
      endIntent();
    }
  }

  function start(sessionId: string): Promise<StartOutcome> {
    return begin(sessionId, (signal) => startSession(sessionId, signal));
  }

  /**
   * Has the host of the session that runs do something; where that host is lost over it, the next one does it. Does nothing
   * where no session runs.
   */
  async function tellHost(tell: (state: RunningState) => Promise<void>): Promise<void> {
    const told = queue.add(async (signal) => {
      const state = await session.check(signal);
      if (!isRunning(state)) return;
      try {
        await abortable(tell(state), signal);
      } catch {
        const next = await session.check(signal);
        if (isRunning(next)) await abortable(tell(next), signal);
      }
    });
    await unlessOvertaken(told, undefined);
  }

  const unseenStart = createUnseenStart({
    ...deps,
    begin,
    startSession,
    showFailure: createUnseenFailure(deps),
  });

  /**
   * Has the host send what was said and then stop. Stops at once where the host does not obey, or is gone together with
   * what was said.
   */
  async function stopWhenDelivered(signal: AbortSignal): Promise<void> {
    if (!isRunning(await session.check(signal))) return;
    const obeyed = host.stop('delivered').then(() => true);
    if (!(await within(obeyMs, obeyed))) await session.stop();
  }

  async function stop(when?: 'delivered'): Promise<void> {
    if (when) return unlessOvertaken(queue.add(stopWhenDelivered), undefined);
    intent.withdrawAll();
    // A later Stop does the same, so it also answers the one that it overtook.
    await unlessOvertaken(queue.overtake(session.stop), undefined);
  }

  async function setMuted(muted: boolean): Promise<void> {
    const endIntent = intent.mute(muted);
    deps.gate.setMuted(muted);
    await tellHost((state) => session.setMuted(state, muted)).finally(endIntent);
  }

  /** Answers the session's question: the user wants the session to go on. */
  const answerQuestion = (): Promise<void> => tellHost(host.answerQuestion);

  async function warmUp(): Promise<void> {
    const profile = activeProfile(await settings.loadOrDefaults());
    if (await access.hasServer(profile)) await host.warmUp(profile);
  }

  async function remember(profileId: string, facts: LearnedFacts): Promise<void> {
    const { profiles } = await settings.loadOrDefaults();
    const profile = profiles.find(({ id }) => id === profileId);
    if (profile) await learned.remember(profile, facts);
  }

  return {
    start,
    stop,
    setMuted,

    answerQuestion,

    /** Performs the button of a notification, which may still stand there from a session that is over: then it does nothing. */
    async pressButton(noticeId: string): Promise<void> {
      if (sessionOf(await session.state())?.id !== sessionOfNotice(noticeId)) return;
      const button = buttonOfNotice(noticeId);
      if (button === 'go-on') await answerQuestion();
      if (button === 'unmute') await setMuted(false);
    },

    retry: (): Promise<void> => tellHost(host.retry),

    async dismissFailure(): Promise<void> {
      await unlessOvertaken(queue.add(session.dismissFailure), undefined);
    },

    testProfile: profileTest.start,
    cancelProfileTest: profileTest.cancel,

    /** Has the session use another choice of microphone at once; a Start under way may have read the one before. */
    useMicrophone: (microphone: Settings['microphone']): Promise<void> =>
      tellHost(() => host.useMicrophone(microphone)),

    /**
     * Stores what a session found out about its profile's server, unless the profile has been removed. The
     * facts are only a help: what cannot be stored is dropped, and the log does not wait for it long.
     */
    async rememberFacts(batch: readonly SessionEvent[]): Promise<void> {
      const learnt = batch.filter((event) => event.kind === 'profile-learned');
      // One at a time, because each call reads what the one before has written.
      for (const { profileId, facts } of learnt) {
        remembering = remembering.then(() => help(remember(profileId, facts), undefined));
      }
      if (learnt.length > 0) await help(remembering, undefined);
    },

    /**
     * Resolves when the host exists. The host then prepares further for seconds, but that only makes a Start
     * quicker and is not waited for.
     */
    async prepare(): Promise<void> {
      await host.ensure();
      warmUp().catch(() => undefined);
    },

    /**
     * Performs a shortcut or a menu item. A toggle reverses the user's last wish, however far that has been carried
     * out. Where something is not sent yet, a first Stop waits until it is, and a second does not.
     */
    async perform(command: UserCommand): Promise<void> {
      switch (command) {
        case 'toggle-session':
          if (!intent.isWanted()) return unseenStart.make();
          return stop(intent.isUnsent() ? 'delivered' : undefined);
        case 'toggle-mute':
          if (intent.isWanted()) await setMuted(!intent.isMuted());
      }
    },

    /** Called when a worker begins: see {@link createUnseenStart}. */
    takeUpUnseenStart: unseenStart.takeUp,

    /**
     * Takes a state that the host reported. Returns whether to show it: a host whose session is no longer wanted is
     * stopped.
     */
    heard(state: SessionState): boolean {
      const isWanted = intent.follow(state);
      if (!isWanted) {
        correcting ??= queue
          .add(session.enforce)
          .catch(() => undefined)
          .finally(() => (correcting = null));
      }
      return isWanted;
    },
  };
}

/**
 * Resolves with `otherwise` where a command was overtaken, which is no failure: the user wanted something else by then.
 */
async function unlessOvertaken<Value>(asked: Promise<Value>, otherwise: Value): Promise<Value> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof OvertakenError) return otherwise;
    throw error;
  }
}

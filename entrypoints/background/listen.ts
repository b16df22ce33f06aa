import { browser } from '../../utils/browser.ts';
import { buttonOfNotice, sessionOfNotice } from '../../utils/domain/notices.ts';
import { holdsSession, type SessionState } from '../../utils/domain/session-state.ts';
import { createAccess } from '../../utils/extension/access.ts';
import { isUserCommand, showContextMenu } from '../../utils/extension/context-menu.ts';
import { createDeferredUpdate } from '../../utils/extension/deferred-update.ts';
import { closeInterrupted } from '../../utils/extension/interrupted-sessions.ts';
import { keepAwakeWhileLive } from '../../utils/extension/keep-awake.ts';
import { createLastStateStore } from '../../utils/extension/last-state-store.ts';
import { createOffscreenDocument } from '../../utils/extension/offscreen-document.ts';
import { isPopupOpen } from '../../utils/extension/open-popup.ts';
import { createPages } from '../../utils/extension/pages.ts';
import { createRunningSessionStore } from '../../utils/extension/running-session-store.ts';
import { createSessionCopy } from '../../utils/extension/session-copy.ts';
import { createPolicyGate } from '../../utils/extension/policy-gate.ts';
import { createSessionControl, type HostPort } from '../../utils/extension/session-control.ts';
import { createSessionKeeper } from '../../utils/extension/session-keeper.ts';
import { createSessionNotifications } from '../../utils/extension/session-notifications.ts';
import { createSessionTakeover } from '../../utils/extension/session-takeover.ts';
import { createStateFollower } from '../../utils/extension/state-follower.ts';
import { showOnToolbarIcon } from '../../utils/extension/toolbar-icon.ts';
import { isWatchdog, keepWatchdog } from '../../utils/extension/watchdog.ts';
import { createWhipSessions } from '../../utils/extension/whip-sessions.ts';
import { openHistoryDatabase } from '../../utils/history/database.ts';
import { createDatabaseAccess } from '../../utils/history/database-access.ts';
import { createEventStore } from '../../utils/history/event-store.ts';
import { createMaintenance } from '../../utils/history/maintenance.ts';
import { createRetentionMemory } from '../../utils/history/retention-memory.ts';
import { broadcast, onBroadcast } from '../../utils/messaging/broadcasts.ts';
import { answerCommands, createCaller } from '../../utils/messaging/commands.ts';
import { createLearnedFactsStore } from '../../utils/settings/learned-facts-store.ts';
import { createSettingsStore } from '../../utils/settings/settings-store.ts';
import { createRequest } from '../../utils/signalling/http-request.ts';
import { createTexts } from '../../utils/texts/texts.ts';

/** Wires the service worker. Every listener is added before this returns, or the event that woke it is missed. */
export function listen(): void {
  const wokenAt = Date.now();
  const texts = createTexts({
    getMessage: (key, substitutions) => browser.i18n.getMessage(key, substitutions),
    locale: browser.i18n.getUILanguage(),
  });
  const settings = createSettingsStore(browser.storage);
  const learned = createLearnedFactsStore(browser.storage.local);
  const database = openHistoryDatabase();
  const databaseAccess = createDatabaseAccess(database);
  const history = createEventStore(database, databaseAccess);
  const maintenance = createMaintenance({
    ...{ database, access: databaseAccess, now: Date.now },
    limits: async () => (await settings.loadSettled())?.history ?? null,
    memory: createRetentionMemory(browser.storage.local),
    onError: console.error,
  });
  const lastState = createLastStateStore(browser.storage.session);
  const running = createRunningSessionStore(browser.storage.session);
  const sessionCopy = createSessionCopy({
    ...{ session: browser.storage.session, local: browser.storage.local, windows: browser.windows },
    now: Date.now,
  });
  const access = createAccess({
    permissions: navigator.permissions,
    hostPermissions: browser.permissions,
    storage: browser.storage.local,
  });
  const whipSessions = createWhipSessions({
    storage: browser.storage.local,
    settings,
    request: createRequest({ fetch: (input, init) => fetch(input, init), now: Date.now }),
  });
  const pages = createPages(browser);
  const offscreenDocument = createOffscreenDocument({ offscreen: chrome.offscreen, runtime: chrome.runtime });
  const callHost = createCaller('host', browser.runtime);
  const host: HostPort = {
    ...offscreenDocument,
    state: () => callHost('host-state'),
    lastSession: () => callHost('host-last-session'),
    start: (sessionId, request) => callHost('host-start', sessionId, request),
    resume: (request) => callHost('host-resume', request),
    stop: () => callHost('host-stop'),
    overrule: (sessionId) => callHost('host-overrule', sessionId),
    setMuted: (muted) => callHost('host-set-muted', muted),
    useMicrophone: (microphone) => callHost('host-use-microphone', microphone),
    answerQuestion: () => callHost('host-answer-question'),
    retry: () => callHost('host-retry'),
    dismissFailure: () => callHost('host-dismiss-failure'),
    warmUp: (profile) => callHost('host-warm-up', profile),
    testProfile: (id, request) => callHost('host-test-profile', id, request),
    cancelProfileTest: () => callHost('host-cancel-profile-test'),
  };
  const sessionNotifications = createSessionNotifications({
    ...{ storage: browser.storage.session, notifications: chrome.notifications, texts, now: Date.now },
    isLookedAt: () => isPopupOpen({ runtime: chrome.runtime }),
    isWanted: async () => (await settings.loadOrDefaults()).notifications,
  });
  const showIcon = async (state: SessionState) =>
    showOnToolbarIcon(state, browser.action, texts, (await settings.loadOrDefaults()).badge);
  const follow = createStateFollower(
    [
      async (state, before) => {
        await lastState.save(state);
        if (state !== before) await sessionCopy.keep(state);
      },
      showIcon,
      // A menu that is made anew closes before the user's eyes: not for a tick, which is told as its own before.
      (state, before) => state !== before && showContextMenu(state, browser.contextMenus, texts),
      (state) => keepWatchdog(state, browser.alarms),
      async (state) => {
        const { keepAwake } = await settings.loadOrDefaults();
        keepAwakeWhileLive(state, keepAwake, chrome.power, Date.now());
      },
      sessionNotifications.follow,
      (state, before) => {
        if (holdsSession(before) && !holdsSession(state)) maintenance.start();
      },
    ],
    (error) => console.error(error),
  );
  const changeState = async (state: SessionState) => follow(state, await lastState.load());
  /** For a state that the worker itself found out: the views have not heard of it. */
  const tellState = (state: SessionState) => {
    broadcast(browser.runtime, 'session-state-changed', state);
    return changeState(state);
  };
  /** For one that is no host's: it is shown, and nothing else is to come of it. */
  const showUnhosted = async (state: SessionState) => {
    broadcast(browser.runtime, 'session-state-changed', state);
    await showIcon(state);
  };
  const keeper = createSessionKeeper({
    host,
    lastState,
    history,
    goOn: createSessionTakeover({
      ...{ host, running, settings, learned, access, history, whipSessions, tellState },
      now: Date.now,
    }),
    revive: sessionCopy.revive,
    findInterrupted() {
      void whipSessions.open().then(whipSessions.remove);
      return closeInterrupted({ history });
    },
    followState: changeState,
    tellState,
    now: Date.now,
  });
  const gate = createPolicyGate({
    ...{ settings, now: Date.now },
    onWaiting: (waiting) =>
      void (waiting ? Promise.resolve(waiting) : keeper.state()).then(showUnhosted).catch(console.error),
  });
  const session = {
    ...keeper,
    state: async () => gate.state() ?? (await keeper.state()),
    stop: async () => {
      if (!gate.cancel()) await keeper.stop();
    },
  };
  const control = createSessionControl({
    ...{ host, settings, gate, learned, access, running, whipSessions, session },
    openPermissionPage: pages.openPermissionPage,
    newSessionId: () => crypto.randomUUID(),
    now: Date.now,
  });
  const update = createDeferredUpdate({
    alarms: browser.alarms,
    runtime: {
      reload: () => browser.runtime.reload(),
      getContexts: (filter: chrome.runtime.ContextFilter) => chrome.runtime.getContexts(filter),
    },
    state: session.state,
  });
  let wokenByAlarm = false;
  // What the host told while this worker was away comes first, or an old state would overtake a new one.
  const awake = keeper
    .wake()
    .then(async (state) => {
      if (state.phase === 'idle' || state.phase === 'failed' || wokenByAlarm) return;
      if (state.session.startedAt < wokenAt)
        await history.appendWorkerEvents(state.session.id, wokenAt, [{ kind: 'worker-resumed' }]);
    })
    .catch(console.error);

  /** Time alone changes what is shown of a state, and the browser's windows come and go. */
  const lookAfter = (state: SessionState) => Promise.all([sessionCopy.keep(state), follow(state, state)]);

  /** What a notification says, the view shows from now on. */
  async function viewOpened(): Promise<void> {
    void sessionNotifications.follow(await keeper.state()).catch(console.error);
  }

  answerCommands('worker', browser.runtime, {
    'get-state': () => awake.then(session.state),
    start: (sessionId) => awake.then(() => control.start(sessionId)),
    stop: () => awake.then(session.stop),
    'set-muted': (muted) => awake.then(() => host.setMuted(muted)),
    'answer-question': () => awake.then(host.answerQuestion),
    retry: () => awake.then(host.retry),
    'test-profile': (id, profile) => awake.then(() => control.testProfile(id, profile)),
    'cancel-profile-test': () => awake.then(control.cancelProfileTest),
    'dismiss-failure': () => awake.then(keeper.dismissFailure),
    prepare: () => awake.then(viewOpened).then(control.prepare),
    'store-events': async (batch) => {
      for (const event of batch) {
        if (event.kind === 'profile-learned') await control.rememberFacts(event.profileId, event.facts);
      }
      return history.storeEvents(batch);
    },
    'whip-session-opened': whipSessions.opened,
    'whip-session-closed': whipSessions.closed,
  });

  onBroadcast(browser.runtime, 'session-state-changed', (state) => {
    void awake.then(() => changeState(state));
  });
  onBroadcast(browser.runtime, 'recovery-ticked', (state) => {
    void awake.then(() => follow(state, state));
  });
  // To be woken is all: what a reload cut off is found by every first wake.
  browser.runtime.onInstalled.addListener(() => undefined);
  browser.runtime.onUpdateAvailable.addListener(() => void awake.then(update.onAvailable));
  browser.alarms.onAlarm.addListener((alarm) => {
    wokenByAlarm = true;
    void awake.then(() => update.onAlarm(alarm));
    if (isWatchdog(alarm)) void awake.then(keeper.watch).then(lastState.load).then(lookAfter);
  });
  browser.runtime.onStartup.addListener(maintenance.start);
  browser.commands.onCommand.addListener((command) => {
    if (isUserCommand(command)) void awake.then(() => control.perform(command));
  });
  browser.contextMenus.onClicked.addListener(({ menuItemId }) => {
    if (isUserCommand(menuItemId)) void awake.then(() => control.perform(menuItemId));
  });
  browser.notifications.onClicked.addListener((notificationId) => {
    const sessionId = sessionOfNotice(notificationId);
    if (sessionId) void pages.openOptions(`#/sessions/${sessionId}`);
  });
  chrome.notifications.onButtonClicked.addListener((notificationId) => {
    const button = buttonOfNotice(notificationId);
    if (button === 'go-on') void awake.then(host.answerQuestion);
    if (button === 'unmute') void awake.then(() => host.setMuted(false));
  });
  settings.onChange((reading) => {
    if (reading.ok) void control.useMicrophone(reading.settings.microphone);
    // The badge and the computer's sleep are settings as well.
    void awake.then(keeper.state).then((state) => follow(state, state));
  });
}

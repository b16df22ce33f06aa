import { browser } from '../../utils/browser.ts';
import { browserEdges as edges } from '../../utils/async/edges.ts';
import { sessionOfNotice } from '../../utils/domain/session/notices.ts';
import {
  holdsSession,
  isRunning,
  sessionOf,
  type SessionState,
} from '../../utils/domain/session/session-state.ts';
import { createBackfillQueue } from '../../utils/worker/backfill/backfill-queue.ts';
import { createAccess } from '../../utils/worker/browser/access.ts';
import { isUserCommand, openPanelId, showContextMenu } from '../../utils/worker/browser/context-menu.ts';
import { createDeferredUpdate } from '../../utils/worker/browser/deferred-update.ts';
import { keepAwakeWhileLive } from '../../utils/worker/browser/keep-awake-while-live.ts';
import { createLogBeginning } from '../../utils/worker/session/log-beginning.ts';
import { createOffscreenDocument } from '../../utils/worker/browser/offscreen-document.ts';
import { isPopupOpen } from '../../utils/worker/browser/open-popup.ts';
import { createPages } from '../../utils/worker/browser/pages.ts';

import type { HostPort } from '../../utils/worker/session/host-port.ts';
import { createPolicyGate } from '../../utils/worker/session/policy-gate.ts';
import { createSessionNotifications } from '../../utils/worker/browser/session-notifications.ts';
import { createSessionWorker } from '../../utils/worker/session/session-worker.ts';
import { showOnToolbarIcon } from '../../utils/worker/browser/toolbar-icon.ts';
import { isWatchdog, keepWatchdog } from '../../utils/worker/browser/watchdog.ts';
import { createUnusedAccess } from '../../utils/worker/browser/unused-access.ts';
import { createUpdateNews } from '../../utils/worker/browser/update-news.ts';
import { createWelcome } from '../../utils/worker/browser/welcome.ts';
import { createWhipSessions } from '../../utils/worker/session/whip-sessions.ts';
import { openHistoryDatabase } from '../../utils/history/database/database.ts';
import { createBackfillStore } from '../../utils/history/backfill/backfill-store.ts';
import { planSession } from '../../utils/history/backfill/plan-session.ts';
import { createDatabaseAccess } from '../../utils/history/database/database-access.ts';
import { createSegmentStore } from '../../utils/history/transcript/segment-store.ts';
import { createEventStore } from '../../utils/history/log/event-store.ts';
import { createOwedSoundFinder } from '../../utils/history/recordings/owed-sound-finder.ts';
import { createRecordingChoice } from '../../utils/history/recordings/recording-choice.ts';
import { keptSegments } from '../../utils/history/transcript/kept-segments.ts';
import { createRecordingFiles } from '../../utils/history/recordings/recording-files.ts';
import { removeRecordings } from '../../utils/history/recordings/remove-recordings.ts';
import { createMaintenance } from '../../utils/history/retention/maintenance.ts';
import { createRetentionMemory } from '../../utils/history/retention/retention-memory.ts';
import { broadcast, onBroadcast } from '../../utils/messaging/broadcasts.ts';
import { answerCommands } from '../../utils/messaging/answer-commands.ts';
import { createCaller } from '../../utils/messaging/call-commands.ts';
import { createLearnedFactsStore } from '../../utils/settings/learned-facts-store.ts';
import { createSettingsStore } from '../../utils/settings/settings-store.ts';
import { createRequest } from '../../utils/signalling/http/http-request.ts';
import { createTexts } from '../../utils/texts/texts.ts';

/**
 * Wires the service worker. Every listener is added before this returns, or the event that woke the worker is
 * missed.
 */
export function listen(): void {
  const wokenAt = edges.now();
  const texts = createTexts({
    getMessage: (key, substitutions) => browser.i18n.getMessage(key, substitutions),
    locale: browser.i18n.getUILanguage(),
    preferred: navigator.language,
  });
  const settings = createSettingsStore({
    local: browser.storage.local,
    managed: browser.storage.managed,
    ...edges,
  });
  const learned = createLearnedFactsStore(browser.storage.local);
  const database = openHistoryDatabase();
  const databaseAccess = createDatabaseAccess(database, edges);
  const history = {
    ...createEventStore(database, databaseAccess, createLogBeginning(browser.storage.session)),
    owedSound: createOwedSoundFinder(database, databaseAccess),
  };
  const segments = createSegmentStore(database, databaseAccess);
  const storeText = keptSegments(settings.loadWithPolicy, segments);
  const recordingFiles = createRecordingFiles(navigator.storage);
  const recordingChoice = createRecordingChoice(database, databaseAccess);
  const maintenance = createMaintenance({
    database,
    access: databaseAccess,
    ...edges,
    files: recordingFiles,
    limits: settings.loadWithPolicy,
    memory: createRetentionMemory(browser.storage.local),
    locks: navigator.locks,
    onError: console.error,
  });
  const access = createAccess({
    permissions: navigator.permissions,
    hostPermissions: browser.permissions,
    storage: browser.storage.local,
  });
  const whipSessions = createWhipSessions({
    storage: browser.storage.local,
    settings,
    request: createRequest({ fetch: (input, init) => fetch(input, init), ...edges }),
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
    stop: (when) => callHost('host-stop', when),
    overrule: (sessionId) => callHost('host-overrule', sessionId),
    forbidRecording: (sessionId) => callHost('host-forbid-recording', sessionId),
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
    storage: browser.storage.session,
    notifications: chrome.notifications,
    texts,
    ...edges,
    isLookedAt: () => isPopupOpen({ runtime: chrome.runtime }),
    isWanted: async () => (await settings.loadOrDefaults()).notifications,
  });
  const showIcon = async (state: SessionState) =>
    showOnToolbarIcon(state, browser.action, texts, (await settings.loadOrDefaults()).badge, edges.now());
  /** Shows a state that no host has reported; nothing else follows from it. */
  const showUnhosted = async (state: SessionState) => {
    broadcast(browser.runtime, 'session-state-changed', state);
    await showIcon(state);
  };
  const gate = createPolicyGate({
    settings,
    ...edges,
    onWaiting: (waiting) =>
      void (waiting ? Promise.resolve(waiting) : worker.state()).then(showUnhosted).catch(console.error),
  });
  const { version } = browser.runtime.getManifest();
  const worker = createSessionWorker({
    version,
    host,
    settings,
    gate,
    learned,
    access,
    history,
    whipSessions,
    deleteRecording: (sessionId) => removeRecordings(database, recordingFiles, [sessionId]),
    session: browser.storage.session,
    local: browser.storage.local,
    windows: browser.windows,
    management: browser.management,
    followers: [
      showIcon,
      // Rebuilding a menu closes it while the user has it open, so it is rebuilt only when the state has changed.
      (state, before) => state !== before && showContextMenu(state, browser.contextMenus, texts),
      (state) => keepWatchdog(state, browser.alarms),
      async (state) => {
        const { keepAwake } = await settings.loadOrDefaults();
        keepAwakeWhileLive(state, keepAwake, chrome.power, edges.now());
      },
      sessionNotifications.follow,
      (state, before) => {
        // Once for each session: a worker that has just begun has no previous state.
        if (!isRunning(state) || sessionOf(before)?.id === sessionOf(state).id) return;
        const { id, profile } = sessionOf(state);
        void backfill.noteSession(id, profile.id).catch(console.error);
      },
      (state, before) => {
        if (!holdsSession(before) || holdsSession(state)) return;
        maintenance.start();
        void backfill.look();
        void unusedAccess.check().catch(console.error);
      },
    ],
    broadcast: (state) => broadcast(browser.runtime, 'session-state-changed', state),
    openPermissionPage: pages.openPermissionPage,
    newSessionId: () => crypto.randomUUID(),
    ...edges,
    onError: console.error,
  });
  const backfill = createBackfillQueue({
    store: createBackfillStore(database, databaseAccess),
    plan: (planned) => planSession(database, recordingFiles, planned, edges.now()),
    segments: { read: segments.read, put: storeText },
    settings,
    hasOrigin: access.hasOrigin,
    host: {
      ensure: offscreenDocument.ensure,
      backfill: (job, endpoint) => callHost('host-backfill', job, endpoint),
      cancelBackfill: (key) => callHost('host-cancel-backfill', key),
    },
    isIdle: worker.isIdle,
    alarms: browser.alarms,
    ...edges,
    onError: console.error,
  });
  const welcome = createWelcome({
    management: browser.management,
    storage: browser.storage.local,
    settings,
    openPage: pages.openPermissionPage,
  });
  const news = createUpdateNews(browser.storage.local, version);
  const unusedAccess = createUnusedAccess({
    storage: browser.storage.local,
    settings,
    access,
    isIdle: worker.isIdle,
  });
  const { control } = worker;
  const update = createDeferredUpdate({
    alarms: browser.alarms,
    runtime: {
      reload: () => browser.runtime.reload(),
      getContexts: (filter: chrome.runtime.ContextFilter) => chrome.runtime.getContexts(filter),
    },
    state: worker.state,
    isIdle: worker.isIdle,
  });
  let wokenByAlarm = false;
  // Messages of the host that arrive while this worker is starting wait for the wake-up, or an old state would replace
  // a newer one.
  const awake = worker.wake().then((state) => {
    const session = sessionOf(state);
    if (session === null || state.phase === 'failed' || wokenByAlarm) return;
    if (session.startedAt < wokenAt)
      void history.appendWorkerEvents(session.id, wokenAt, [{ kind: 'worker-resumed' }]).catch(console.error);
  }, console.error);
  void awake.then(unusedAccess.check).catch(console.error);
  void awake.then(backfill.look);
  const perform = (command: unknown) => {
    if (isUserCommand(command)) void awake.then(() => control.perform(command)).catch(console.error);
  };

  /** Clears the notifications when a view opens, since the view shows the same. */
  async function viewOpened(): Promise<void> {
    void sessionNotifications.follow(await worker.state()).catch(console.error);
  }

  answerCommands('worker', browser.runtime, {
    // A popup that opens waits for this answer, so it does not wait until icon, menu and notifications show
    // the state.
    'get-state': async () => gate.state() ?? worker.state(),
    start: (sessionId) => awake.then(() => control.start(sessionId)),
    stop: (when) => awake.then(() => control.stop(when)),
    'set-muted': (muted) => awake.then(() => control.setMuted(muted)),
    'answer-question': () => awake.then(control.answerQuestion),
    retry: () => awake.then(control.retry),
    'test-profile': (id, profile) => awake.then(() => control.testProfile(id, profile)),
    'cancel-profile-test': () => awake.then(control.cancelProfileTest),
    'dismiss-failure': () => awake.then(control.dismissFailure),
    // Recordings that arrived whole are removed when a session ends; only then is it known which one can still be kept.
    'last-recording': () => maintenance.settled().then(recordingChoice.last),
    'keep-recording': recordingChoice.keep,
    'transcribe-again': backfill.again,
    'cancel-backfill': backfill.cancel,
    'retry-backfill': backfill.retry,
    'backfill-ended': backfill.ended,
    prepare: () => awake.then(viewOpened).then(control.prepare),
    'store-events': async (batch) => {
      await control.rememberFacts(batch);
      return history.storeEvents(batch);
    },
    'store-segments': storeText,
    'whip-session-opened': whipSessions.opened,
    'whip-session-closed': whipSessions.closed,
  });

  onBroadcast(browser.runtime, 'session-state-changed', (state) => {
    void awake.then(() => worker.heard(state));
  });
  onBroadcast(browser.runtime, 'recovery-ticked', (state) => {
    void awake.then(() => worker.ticked(state));
  });
  // This event also wakes the worker after a reload; its first wake-up finds a session that the reload cut off.
  browser.runtime.onInstalled.addListener((details) => {
    void welcome(details).catch(console.error);
    void news.onInstalled(details).catch(console.error);
  });
  browser.runtime.onUpdateAvailable.addListener(() => void awake.then(update.onAvailable));
  browser.alarms.onAlarm.addListener((alarm) => {
    wokenByAlarm = true;
    void awake.then(() => update.onAlarm(alarm));
    if (backfill.isAlarm(alarm)) void awake.then(backfill.look);
    if (isWatchdog(alarm)) void awake.then(worker.watch).catch(console.error);
  });
  browser.runtime.onStartup.addListener(maintenance.start);
  // Called without any wait, because the user activation would be lost.
  const performOrOpen = (id: unknown, windowId: number | undefined) => {
    if (id !== openPanelId) perform(id);
    else if (windowId !== undefined) chrome.sidePanel.open({ windowId }).catch(console.error);
  };
  browser.commands.onCommand.addListener((command, tab) => performOrOpen(command, tab?.windowId));
  browser.contextMenus.onClicked.addListener(({ menuItemId }, tab) =>
    performOrOpen(menuItemId, tab?.windowId),
  );
  browser.notifications.onClicked.addListener((notificationId) => {
    const sessionId = sessionOfNotice(notificationId);
    if (sessionId) void pages.openOptions(`#/sessions/${sessionId}`);
  });
  chrome.notifications.onButtonClicked.addListener((notificationId) => {
    void awake.then(() => control.pressButton(notificationId)).catch(console.error);
  });
  browser.storage.local.onChanged.addListener(({ settings: stored }) => {
    unusedAccess.note(stored?.oldValue);
    unusedAccess.note(stored?.newValue);
  });
  settings.onChange((reading) => {
    if (reading.ok) {
      const { microphone } = reading.settings;
      void awake.then(() => control.useMicrophone(microphone)).catch(console.error);
    }
    if (reading.ok) void learned.keepOnly(reading.settings.profiles).catch(console.error);
    void awake.then(unusedAccess.check).catch(console.error);
    // The badge and keeping the computer awake depend on the settings as well.
    void awake.then(worker.state).then(worker.ticked);
  });
}

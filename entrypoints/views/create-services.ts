import { outcomeText } from '../../components/history/session-words.ts';
import type { Services } from '../../components/services.ts';
import { openMicrophoneCheck } from '../../utils/audio/microphone-check.ts';
import { playSound } from '../../utils/audio/play-sound.ts';
import { requestMicrophone } from '../../utils/audio/request-microphone.ts';
import { browser } from '../../utils/browser.ts';
import { createAccess } from '../../utils/extension/access.ts';
import { createPages } from '../../utils/extension/pages.ts';
import { createHistory } from '../../utils/history/create-history.ts';
import { openHistoryDatabase } from '../../utils/history/database.ts';
import type { ExportBrowser } from '../../utils/history/export-webrtc-internals.ts';
import { onBroadcast } from '../../utils/messaging/broadcasts.ts';
import { createCaller } from '../../utils/messaging/commands.ts';
import { runProfileTest } from '../../utils/messaging/run-profile-test.ts';
import { followLiveData } from '../../utils/messaging/live-ports.ts';
import { createSettingsStore } from '../../utils/settings/settings-store.ts';
import { fetchTurnCredentials } from '../../utils/signalling/fetch-turn-credentials.ts';
import { probeServer } from '../../utils/signalling/probe-server.ts';
import { createTexts } from '../../utils/texts/texts.ts';
import { saveFile } from './save-file.ts';

const requestDeps = {
  fetch: (input: RequestInfo | URL, init?: RequestInit) => fetch(input, init),
  now: Date.now,
};

/** What the views ask of the extension around them, bound to the browser. */
export function createServices(): Services {
  const callWorker = createCaller('worker', browser.runtime);
  const access = createAccess({
    permissions: navigator.permissions,
    hostPermissions: browser.permissions,
    storage: browser.storage.local,
  });
  const settings = createSettingsStore(browser.storage);
  const pages = createPages(browser);

  const texts = createTexts({
    getMessage: (key, substitutions) => browser.i18n.getMessage(key, substitutions),
    locale: browser.i18n.getUILanguage(),
  });

  return {
    texts,
    session: {
      state: () => callWorker('get-state'),
      onState: (follow) => onBroadcast(browser.runtime, 'session-state-changed', follow),
      followLive: (follow, onGone) => followLiveData(browser.runtime, follow, onGone),
      start: () => callWorker('start', crypto.randomUUID()),
      stop: () => callWorker('stop'),
      setMuted: (muted) => callWorker('set-muted', muted),
      retry: () => callWorker('retry'),
      dismissFailure: () => callWorker('dismiss-failure'),
      prepare: () => callWorker('prepare'),
    },
    settings,
    profileTests: {
      start: (profile, follow) =>
        runProfileTest(profile, follow, {
          callWorker,
          runtime: browser.runtime,
          newId: () => crypto.randomUUID(),
        }),
    },
    history: createHistory(openHistoryDatabase(), {
      storage: navigator.storage,
      describe: (summary) => outcomeText(texts, summary),
      export: { now: Date.now, browser: browserOf(navigator), origin: location.origin },
    }),
    permissions: {
      microphone: access.microphone,
      onMicrophoneChange: access.onMicrophoneChange,
      microphoneWasGranted: access.microphoneWasGranted,
      async requestMicrophone() {
        await requestMicrophone(navigator.mediaDevices);
        await access.rememberMicrophoneGrant();
      },
      hasServer: access.hasServer,
      requestServer: access.requestServer,
      requestOrigin: access.requestOrigin,
    },
    servers: {
      probe: (url, signal) => probeServer(url, signal, requestDeps),
      turnCredentials: (url, signal) => fetchTurnCredentials(url, signal, requestDeps),
    },
    microphones: {
      async list() {
        const devices = await navigator.mediaDevices.enumerateDevices();
        return devices
          .filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== '' && deviceId !== 'default')
          .map(({ deviceId, label }) => ({ deviceId, label }));
      },
      play: playSound,
      open: (settings, signal) =>
        openMicrophoneCheck(settings, signal, {
          mediaDevices: navigator.mediaDevices,
          permissions: navigator.permissions,
        }),
      onChange(follow) {
        navigator.mediaDevices.addEventListener('devicechange', follow);
        return () => {
          navigator.mediaDevices.removeEventListener('devicechange', follow);
        };
      },
    },
    async shortcuts() {
      const commands = await browser.commands.getAll();
      return commands.flatMap(({ name, description, shortcut }) =>
        name && description ? { name, description, keys: shortcut ?? '' } : [],
      );
    },
    files: { save: saveFile },
    pages: {
      openOptions: (hash) => void pages.openOptions(hash),
      openPermissionPage: () => void pages.openPermissionPage(),
      openShortcuts: () => void pages.openShortcuts(),
      openSiteSettings: () => void pages.openSiteSettings(),
    },
  };
}

/** Only Chromium tells its brands; the types know nothing of them. */
function browserOf(
  browser: Navigator & { userAgentData?: { brands: ExportBrowser['brands'] } },
): ExportBrowser {
  return { userAgent: browser.userAgent, brands: browser.userAgentData?.brands ?? [] };
}

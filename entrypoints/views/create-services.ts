import { browserEdges } from '../../utils/async/edges.ts';
import type { Services } from '../../components/services.ts';
import { requestMicrophone } from '../../utils/audio/microphone/request-microphone.ts';
import { browser } from '../../utils/browser.ts';
import { createAccess } from '../../utils/worker/browser/access.ts';
import { createPages } from '../../utils/worker/browser/pages.ts';
import { onBroadcast } from '../../utils/messaging/broadcasts.ts';
import { createCaller } from '../../utils/messaging/call-commands.ts';
import { followPort } from '../../utils/messaging/follow-port.ts';
import { livePortName, textPortName } from '../../utils/messaging/protocol.ts';
import { createSettingsStore } from '../../utils/settings/settings-store.ts';
import { holdsSession } from '../../utils/domain/session/session-state.ts';
import { createTexts } from '../../utils/texts/texts.ts';

/** The services of every view, bound to the browser. */
export function createServices(): Services {
  const callWorker = createCaller('worker', browser.runtime);
  const access = createAccess({
    permissions: navigator.permissions,
    hostPermissions: browser.permissions,
    storage: browser.storage.local,
  });
  const settings = createSettingsStore({
    local: browser.storage.local,
    managed: browser.storage.managed,
    ...browserEdges,
  });
  const pages = createPages(browser);

  const texts = createTexts({
    getMessage: (key, substitutions) => browser.i18n.getMessage(key, substitutions),
    locale: browser.i18n.getUILanguage(),
    preferred: navigator.language,
  });

  // Read before any click, because after a wait the user activation would be lost.
  let windowId: number | undefined;
  void browser.windows.getCurrent().then(({ id }) => (windowId = id));

  return {
    texts,
    edges: browserEdges,
    session: {
      state: () => callWorker('get-state'),
      onState: (follow) => onBroadcast(browser.runtime, 'session-state-changed', follow),
      followLive: (follow, onGone) => followPort(browser.runtime, livePortName, follow, onGone),
      followText: (follow, onGone) => followPort(browser.runtime, textPortName, follow, onGone),
      start: () => callWorker('start', crypto.randomUUID()),
      stop: (when) => callWorker('stop', when),
      setMuted: (muted) => callWorker('set-muted', muted),
      answerQuestion: () => callWorker('answer-question'),
      retry: () => callWorker('retry'),
      dismissFailure: () => callWorker('dismiss-failure'),
      lastRecording: () => callWorker('last-recording'),
      keepRecording: (sessionId, isKept) => callWorker('keep-recording', sessionId, isKept),
      prepare: () => callWorker('prepare'),
    },
    settings,
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
      requestPatterns: access.requestPatterns,
      origins: access.origins,
      onOriginsChange(follow) {
        const { onAdded, onRemoved } = browser.permissions;
        onAdded.addListener(follow);
        onRemoved.addListener(follow);
        return () => {
          onAdded.removeListener(follow);
          onRemoved.removeListener(follow);
        };
      },
      async giveBack(origins) {
        if (!holdsSession(await callWorker('get-state'))) await access.giveBack(origins);
      },
    },
    microphones: {
      async list() {
        const devices = await navigator.mediaDevices.enumerateDevices();
        return devices
          .filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== '')
          .map(({ deviceId, label, groupId }) => ({ deviceId, label, groupId }));
      },
      onChange(follow) {
        navigator.mediaDevices.addEventListener('devicechange', follow);
        return () => {
          navigator.mediaDevices.removeEventListener('devicechange', follow);
        };
      },
    },
    pages: {
      openOptions: (hash) => void pages.openOptions(hash),
      openPanel() {
        if (windowId !== undefined) void chrome.sidePanel.open({ windowId });
      },
      openCaptions: () => void pages.openCaptions(),
      openPermissionPage: () => void pages.openPermissionPage(),
      openShortcuts: () => void pages.openShortcuts(),
      openSiteSettings: () => void pages.openSiteSettings(),
      async openServer(profileId) {
        const reading = await settings.load();
        if (!reading.ok) return;
        const { profiles, activeProfileId } = reading.settings;
        const profile = profiles.find(({ id }) => id === (profileId ?? activeProfileId));
        if (profile && 'url' in profile) await pages.openAddress(profile.url);
      },
      openAddress: (url) => void pages.openAddress(url),
    },
  };
}

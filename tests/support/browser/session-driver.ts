import type { SessionEvent, SessionEventKind } from '../../../utils/domain/log/session-event.ts';
import type { Settings } from '../../../utils/domain/settings/settings.ts';
import type { Profile } from '../../../utils/domain/profiles/profile.ts';
import type { Behind } from '../../../utils/domain/session/behind.ts';
import type { SessionState } from '../../../utils/domain/session/session-state.ts';
import type { SegmentRow } from '../../../utils/history/rows/segment-row.ts';
import type { SessionRow } from '../../../utils/history/rows/session-row.ts';
import { extensionDir } from '../extension-dir.ts';
import { speechFile } from '../speech.ts';
import { badgeText, databaseRows } from './extension-readers.ts';
import { launchBrowser, type LaunchOptions } from './launch-browser.ts';
import { countPeerConnections, microphoneTracks } from './page-media.ts';
import { openPopup } from './popup.ts';
import { chooseProfile, testOrigins } from './profiles.ts';
import { waitFor, type Patience } from './wait-for.ts';

/** What an ended session holds open; see {@link SessionDriver.held}. */
export const nothingHeld = { microphones: 0, connections: 0 };

export type SessionDriver = Awaited<ReturnType<typeof launchSessionDriver>>;

/** A browser that speaks, with a popup open, for many sessions one after the other. */
export async function launchSessionDriver(
  overrides: Partial<LaunchOptions> = {},
  launch: typeof launchBrowser = launchBrowser,
) {
  const browser = await launch({
    extensionDir,
    audioFile: await speechFile(),
    microphone: 'granted',
    grantedOrigins: testOrigins,
    ...overrides,
  });
  const popup = await openPopup(browser);
  let started = 0;

  async function startAgain(): Promise<void> {
    await popup.start();
    // A test that has clicked in vain is tried again in this browser.
    started += 1;
  }

  async function start(profile: Profile, overrides: Partial<Settings> = {}): Promise<void> {
    await chooseProfile(browser, profile, overrides);
    await startAgain();
  }

  async function stop(): Promise<void> {
    await popup.stop();
    await popup.waitForPhase('idle');
  }

  /**
   * The events of the newest session, in the order they happened, once the session has ended or `until` was
   * logged.
   */
  async function events(until: SessionEventKind = 'session-ended'): Promise<SessionEvent[]> {
    return waitFor(`${until} in the log`, async () => {
      const sessions = await databaseRows<SessionRow>(browser, 'sessions');
      if (sessions.length < started) return false;
      const newest = sessions.toSorted((one, other) => one.startedAt - other.startedAt).at(-1);
      const all = await databaseRows<SessionEvent>(browser, 'events');
      const own = all.filter(({ sessionId }) => sessionId === newest?.id);
      return own.some(({ kind }) => kind === until) && own.toSorted((one, other) => one.at - other.at);
    });
  }

  /** Reads the stored text of the newest session that has any: its segments, in the order in which they were spoken. */
  async function segments(): Promise<SegmentRow[]> {
    const all = await databaseRows<SegmentRow>(browser, 'segments');
    const newest = all.toSorted((one, other) => one.arrivedAt - other.arrivedAt).at(-1);
    return all
      .filter(({ sessionId }) => sessionId === newest?.sessionId)
      .sort((one, other) => one.spokenFrom - other.spokenFrom);
  }

  return {
    ...browser,
    popup,
    /** Chooses this profile and clicks Start. */
    start,
    /** Clicks Start with the profile that is chosen already. */
    startAgain,
    async goLive(profile: Profile, overrides?: Partial<Settings>): Promise<void> {
      await start(profile, overrides);
      await popup.waitForPhase('live');
    },
    /** Clicks Stop, and waits until everything is released. */
    stop,
    events,

    /** Everything that the extension has stored anywhere, except the settings that the user entered. */
    async remembered(): Promise<string> {
      const storage = await browser.evaluate(async () => {
        const { settings: _, ...local } = await chrome.storage.local.get();
        return JSON.stringify([local, await chrome.storage.session.get(), await chrome.storage.sync.get()]);
      });
      const rows = await Promise.all(['sessions', 'events'].map((name) => databaseRows(browser, name)));
      return storage + JSON.stringify(rows);
    },

    segments,
    /** What they say. */
    texts: async (): Promise<string[]> => (await segments()).map(({ text }) => text),

    /** How many microphones and connections are open. */
    async held() {
      const host = await browser.offscreenPage();
      const live = (await microphoneTracks(host)).filter(({ readyState }) => readyState === 'live');
      // The track that is listened to and the track that is sent belong to one microphone.
      const devices = new Set(live.map(({ deviceId }) => deviceId));
      return { microphones: devices.size, connections: await countPeerConnections(host) };
    },
    /** How far the session is behind what is said; null where it is not, or none runs. */
    async behind(): Promise<Behind | null> {
      const state = (await browser.evaluate(
        async () => (await chrome.storage.session.get('sessionState'))['sessionState'],
      )) as SessionState | undefined;
      return state && 'running' in state ? state.running.behind : null;
    },

    badgeIs: (text: string) =>
      waitFor(`the badge "${text}"`, async () => (await badgeText(browser)) === text),

    badgeCounts: (seconds: number, patience?: Patience) =>
      waitFor(
        `the badge to count ${String(seconds)} s`,
        async () => Number(await badgeText(browser)) >= seconds,
        patience,
      ),

    /**
     * Ends the session, dismisses its failure and forgets settings and learned facts: as freshly installed.
     */
    async reset(): Promise<void> {
      const address = browser.urlOf('popup.html');
      if (popup.page.url() !== address) await popup.page.goto(address);
      await popup.reset();
      await browser.evaluate(async () => {
        await chrome.storage.local.clear();
        for (const id of Object.keys(await chrome.notifications.getAll()))
          await chrome.notifications.clear(id);
      });
    },
  };
}

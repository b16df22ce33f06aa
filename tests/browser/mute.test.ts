import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import messages from '../../public/_locales/en/messages.json' with { type: 'json' };
import { defaultSettings } from '../../utils/domain/settings/settings.ts';
import { badgeText, iconTitle } from '../support/browser/extension-readers.ts';
import { hearSpeech } from '../support/browser/hear-speech.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { openPopup } from '../support/browser/popup.ts';
import { chooseProfile, testOrigins, whipProfile } from '../support/browser/profiles.ts';
import { clickInContextMenu, clickNotificationButton } from '../support/browser/user-commands.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import { silentFile, speechFile } from '../support/speech.ts';

const patience = { deadlineMs: 90_000 };

interface Place {
  browser: ExtensionBrowser;
  server: WhipServer;
}

/** Makes a session live at a server of its own, with the popup closed again. */
async function goLive(audioFile: string): Promise<Place> {
  const server = await startWhipServer();
  const browser = await launchBrowser({
    extensionDir,
    audioFile,
    microphone: 'granted',
    grantedOrigins: testOrigins,
  });
  await chooseProfile(browser, whipProfile({ url: server.url }), {
    // The shortest time that the settings take.
    attention: { ...defaultSettings().attention, quietAfterMs: 60_000 },
  });
  const popup = await openPopup(browser);
  await popup.start();
  await popup.waitForPhase('live');
  await popup.close();
  return { browser, server };
}

async function end({ browser, server }: Place): Promise<void> {
  await browser.close();
  await server.stop();
}

/** Makes the clock by which the session measures durations jump, as if so much time had passed. */
async function pass({ browser }: Place, ms: number): Promise<void> {
  const host = await browser.offscreenPage();
  await host.evaluate((passed) => {
    const now = performance.now.bind(performance);
    performance.now = () => now() + passed;
  }, ms);
}

const titleIs = ({ browser }: Place, { message }: { message: string }) =>
  waitFor(`the title "${message}"`, async () => (await iconTitle(browser)) === message, patience);
const badgeIs = ({ browser }: Place, text: string) =>
  waitFor(`the badge ${text}`, async () => (await badgeText(browser)) === text, patience);
/** Lets minutes pass until the session asks whether somebody is there; it looks once a second. */
const asks = (place: Place) =>
  waitFor(
    'the question',
    async () => {
      if ((await badgeText(place.browser)) === '?') return true;
      await pass(place, 60_000);
      return false;
    },
    { everyMs: 2000 },
  );
const notified = ({ browser }: Place, thing: string) =>
  waitFor(
    `a notification about ${thing}`,
    () =>
      browser.evaluate(
        async (prefix) =>
          Object.keys(await chrome.notifications.getAll()).find((id) => id.startsWith(prefix)),
        `${thing}:`,
      ),
    patience,
  );

/**
 * The loudest sample that has arrived since the recording had `length` samples, without the first half
 * second, which may be older.
 */
async function loudestSince({ server }: Place, length: number): Promise<number> {
  const { samples, sampleRate } = await server.recording();
  return samples
    .subarray(length + sampleRate / 2)
    .reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

/** The greatest amplitude to which Opus decodes zeros; the voice is a hundred times as loud. */
const silence = 0.003;

let silent: Place;
let speaking: Place;
beforeAll(async () => {
  silent = await goLive(await silentFile());
  speaking = await goLive(await speechFile());
});
afterAll(() => Promise.all([silent, speaking].map(end)));

describe('a mute', () => {
  it('lets no speech arrive, not even over a new connection, and tells once that somebody speaks', async () => {
    const { server, browser } = speaking;
    await hearSpeech(server.recording);
    await clickInContextMenu(browser, 'toggle-mute');
    await badgeIs(speaking, 'MIC');
    const { length } = (await server.recording()).samples;
    await notified(speaking, 'mute');
    expect(await loudestSince(speaking, length)).toBeLessThan(silence);

    await server.kill();
    await waitFor('the loss', async () => /^\d+$/.test(await badgeText(browser)), patience);
    await server.revive();
    await badgeIs(speaking, 'MIC');
    await waitFor('three seconds of sound', async () => (await server.recording()).samples.length > 144_000);
    expect(await loudestSince(speaking, 0)).toBeLessThan(silence);

    await clickNotificationButton(browser, await notified(speaking, 'mute'));
    await badgeIs(speaking, 'ON');
    await hearSpeech(server.recording);
    expect(await browser.evaluate(() => chrome.notifications.getAll())).not.toHaveProperty(['mute']);
  });
});

describe('a session in which nobody speaks', () => {
  it('asks by badge, title, notification and popup, and goes on with a click on the notification', async () => {
    await asks(silent);
    await titleIs(silent, messages.title_question_quiet);
    const notification = await notified(silent, 'question');
    await clickNotificationButton(silent.browser, notification);
    await badgeIs(silent, 'MIC');
    const popup = await openPopup(silent.browser);
    await popup.waitForPhase('live');
    expect(await popup.text()).not.toContain(messages.question_quiet.message);
    await popup.close();
  });

  it('is muted where nobody has answered for ten minutes, says so, and is unmuted by hand', async () => {
    await asks(silent);
    await pass(silent, 10 * 60_000);
    await titleIs(silent, messages.title_live_muted_unanswered);
    const popup = await openPopup(silent.browser);
    await waitFor('the words for it', async () =>
      (await popup.text()).includes(messages.question_muted.message),
    );
    await popup.close();
    await clickInContextMenu(silent.browser, 'toggle-mute');
    await titleIs(silent, messages.title_live_silent);
  });
});

it('a session that has been live for more than an hour says so on the icon, with no view open', async () => {
  const worker = await speaking.browser.serviceWorker();
  await worker.evaluate(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + 3_600_000;
  });
  await badgeIs(speaking, 'ON+');
  await titleIs(speaking, messages.title_live_long);
});

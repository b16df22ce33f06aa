import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import messages from '../../public/_locales/en/messages.json' with { type: 'json' };
import { badgeText } from '../support/browser/extension-readers.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { openPopup } from '../support/browser/popup.ts';
import { chooseProfile, testOrigins, whipProfile } from '../support/browser/profiles.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import { startPulseAudio, type PulseAudio } from '../support/pulse-audio.ts';
import { speechFile } from '../support/speech.ts';

let browser: ExtensionBrowser;
let server: WhipServer;
let sound: PulseAudio;
let microphone: Awaited<ReturnType<PulseAudio['addMicrophone']>>;

beforeAll(async () => {
  [server, sound] = await Promise.all([startWhipServer(), startPulseAudio()]);
  microphone = await sound.addMicrophone('desk-microphone');
  await microphone.play(await speechFile());
  await microphone.makeDefault();
  browser = await launchBrowser({
    extensionDir,
    microphone: 'granted',
    fakeDevice: false,
    env: sound.env,
    grantedOrigins: testOrigins,
  });
  await chooseProfile(browser, whipProfile({ url: server.url }));
});
afterAll(async () => {
  await browser.close();
  await Promise.all([server.stop(), sound.stop()]);
});

const patience = { deadlineMs: 60_000 };
const badgeIs = (text: string) =>
  waitFor(`the badge ${text}`, async () => (await badgeText(browser)) === text, patience);
/** The subjects of the notifications in the browser's notification centre. */
const standing = () =>
  browser.evaluate(async () =>
    Object.keys(await chrome.notifications.getAll()).map((id) => id.slice(0, id.indexOf(':'))),
  );
const stands = (things: string[]) => expect.poll(standing, { timeout: patience.deadlineMs }).toEqual(things);

/** Records the notifications that the service worker shows from now on. */
async function watchTitles(): Promise<() => Promise<unknown>> {
  const worker = await browser.serviceWorker();
  await worker.evaluate(() => {
    const titles: unknown[] = [];
    const { create } = chrome.notifications;
    Object.assign(globalThis, { titles });
    Object.assign(chrome.notifications, {
      create(id: string, options: { title?: string }) {
        titles.push(options.title);
        return Reflect.apply(create, chrome.notifications, [id, options]) as unknown;
      },
    });
  });
  return () => worker.evaluate((): unknown => Reflect.get(globalThis, 'titles'));
}

async function goLiveAndLookAway(): Promise<void> {
  const popup = await openPopup(browser);
  await popup.start();
  await popup.waitForPhase('live');
  await popup.close();
}

describe('notifications', () => {
  it('are not shown for five failed Starts with the popup open, even when it is closed afterwards', async () => {
    server.options.status = 404;
    const popup = await openPopup(browser);
    for (let start = 0; start < 5; start += 1) {
      await popup.start();
      await popup.waitForPhase('failed');
      await badgeIs('!');
      expect(await standing()).toEqual([]);
      await popup.click(messages.failure_dismiss.message);
      await popup.waitForPhase('idle');
    }
    await popup.start();
    await popup.waitForPhase('failed');
    await popup.close();
    expect(await standing()).toEqual([]);
    server.options.status = undefined;
  });

  it('are shown once for a microphone that the system mutes with the popup closed, and cleared with it', async () => {
    await goLiveAndLookAway();
    const titles = await watchTitles();
    await microphone.setMuted(true);
    await badgeIs('MIC');
    await stands(['microphone']);
    expect(await titles()).toEqual([messages.notice_microphone_muted.message]);
    await microphone.setMuted(false);
    await badgeIs('ON');
    await stands([]);
  });

  it('tell of a lasting loss, are replaced when it has healed, and are cleared when the popup is opened', async () => {
    const titles = await watchTitles();
    const before = (await titles()) as unknown[];
    await server.kill();
    await stands(['loss']);
    await server.revive();
    await badgeIs('ON');
    const told = async () => ((await titles()) as unknown[]).slice(before.length);
    await expect
      .poll(told, { timeout: patience.deadlineMs })
      .toEqual([messages.notice_lost.message, messages.notice_back.message]);
    expect(await standing()).toEqual(['loss']);
    const popup = await openPopup(browser);
    await stands([]);
    await popup.stop();
    await popup.waitForPhase('idle');
    await popup.close();
  });
});

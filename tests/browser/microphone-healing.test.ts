import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionEvent, SessionEventKind } from '../../utils/domain/log/session-event.ts';
import { chooseMicrophone } from '../support/browser/choose-microphone.ts';
import { badgeText, databaseRows, iconTitle } from '../support/browser/extension-readers.ts';
import { heardRecording } from '../support/browser/heard-recording.ts';
import { hearSpeech } from '../support/browser/hear-speech.ts';
import { launchBrowser, type ExtensionBrowser } from '../support/browser/launch-browser.ts';
import { listDevices } from '../support/browser/list-devices.ts';
import { openPopup, type Popup } from '../support/browser/popup.ts';
import { chooseProfile, testOrigins, whipProfile } from '../support/browser/profiles.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { extensionDir } from '../support/extension-dir.ts';
import { textsOf } from '../support/messages.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import { startPulseAudio, type PulseAudio } from '../support/pulse-audio.ts';
import { otherSpeechFile, speechFile } from '../support/speech.ts';

const { t } = textsOf('en');

let browser: ExtensionBrowser;
let popup: Popup;
let server: WhipServer;
let sound: PulseAudio;

beforeEach(async () => {
  [server, sound] = await Promise.all([startWhipServer(), startPulseAudio()]);
});
afterEach(async () => {
  await browser.close();
  await Promise.all([server.stop(), sound.stop()]);
});

/** Makes a session live over the microphone of this name. */
async function goLive(name: string): Promise<void> {
  const env = sound.env;
  const grantedOrigins = testOrigins;
  browser = await launchBrowser({
    extensionDir,
    microphone: 'granted',
    fakeDevice: false,
    env,
    grantedOrigins,
  });
  popup = await openPopup(browser);
  await chooseProfile(browser, whipProfile({ url: server.url }));
  await chooseMicrophone(popup, name);
  await popup.start();
  await popup.waitForPhase('live');
}

/** Waits until the words of the file reach the server. */
const isHeard = (file: string) => hearSpeech(server.recording, file);

const says = (words: string) =>
  waitFor(`the popup to say "${words}"`, async () => (await popup.text()).includes(words));

const badgeIs = (text: string) =>
  waitFor(`the badge ${text}`, async () => (await badgeText(browser)) === text);

async function log(): Promise<SessionEvent[]> {
  const events = await databaseRows<SessionEvent>(browser, 'events');
  return events.toSorted((one, other) => one.at - other.at || one.seq - other.seq);
}

/**
 * Expects one connection from the first word to the last, even where a busy server was silent for a moment.
 */
async function expectOneConnection(): Promise<void> {
  expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  const others: SessionEventKind[] = [
    'connection-lost',
    'attempt-began',
    'attempt-failed',
    'session-ended',
    'session-failed',
  ];
  const kinds = (await log()).map(({ kind }) => kind);
  expect(kinds.filter((kind) => others.includes(kind))).toEqual([]);
}

describe('a microphone that is unplugged while live', () => {
  it('is replaced by another one over the same connection, and takes over when it is back', async () => {
    const desk = await sound.addMicrophone('desk-microphone');
    const headset = await sound.addMicrophone('headset');
    await desk.play(await speechFile());
    await headset.play(await otherSpeechFile());
    await headset.makeDefault();
    await goLive('desk-microphone');
    await isHeard(await speechFile());

    await desk.unplug();
    await listDevices(popup);
    await waitFor('a stand-in', async () => (await popup.text()).includes('In its place'));
    expect(await popup.text()).toContain(t('microphone_absent_named', 'desk-microphone'));
    await popup.waitForPhase('live');
    await badgeIs('ON');
    await isHeard(await otherSpeechFile());

    await desk.plugIn();
    await listDevices(popup);
    await waitFor('the chosen one to be back', async () => !(await popup.text()).includes('In its place'));
    await isHeard(await speechFile());
    const replaced = (await log()).flatMap((event) =>
      event.kind === 'microphone-replaced' ? [[event.label, event.why]] : [],
    );
    expect(replaced).toEqual([
      [expect.any(String), 'lost'],
      ['desk-microphone', 'returned'],
    ]);
    // One recording goes on through all of them.
    await hearSpeech(async () => (await heardRecording(browser)).sound);
    await expectOneConnection();
  });

  it('as the last one is reported while the connection stays, and its voice goes on once plugged in', async () => {
    const desk = await sound.addMicrophone('desk-microphone');
    await desk.play(await speechFile());
    await goLive('desk-microphone');
    await isHeard(await speechFile());

    await desk.unplug();
    await listDevices(popup);
    await says(t('hint_live_microphone_missing'));
    await says(t('trouble_gone'));
    await badgeIs('MIC');
    expect(await iconTitle(browser)).toBe(t('title_live_silent'));
    const timer = () => popup.page.$eval('[role="timer"]', ({ textContent }) => textContent);
    const lostAt = await timer();
    const later = (time: string) => time.replace(/\d\d$/, (seconds) => String(Number(seconds) + 10));
    await waitFor('some time without', async () => (await timer()) >= later(lostAt), { deadlineMs: 30_000 });
    await popup.waitForPhase('live');

    await desk.plugIn();
    await listDevices(popup);
    await badgeIs('ON');
    await isHeard(await speechFile());
    expect((await log()).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['microphone-condition-changed', 'microphone-replaced']),
    );
    // What was not captured is time in the recording, and no silence.
    const { points } = await heardRecording(browser);
    const [first] = points;
    const back = points.at(-1);
    const missedMs = back && first ? back.at - first.at - (back.seconds - first.seconds) * 1000 : 0;
    expect(missedMs).toBeGreaterThan(8000);
    await hearSpeech(async () => (await heardRecording(browser)).sound);
    await expectOneConnection();
  });
});

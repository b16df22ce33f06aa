import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultSettings } from '../../utils/domain/settings/settings.ts';
import { withServer } from '../support/browser/fixtures.ts';
import { heardRecording } from '../support/browser/heard-recording.ts';
import { jsonOfferProfile, unprocessed } from '../support/browser/profiles.ts';
import { withRelay } from '../support/browser/relay.ts';
import { launchSessionDriver, type SessionDriver } from '../support/browser/session-driver.ts';
import { waitFor } from '../support/browser/wait-for.ts';
import { heardCodes } from '../support/coded-sound.ts';
import { recordedFiles } from '../support/browser/recordings.ts';
import { textsOf } from '../support/messages.ts';
import { decodeOgg } from '../support/ogg.ts';
import { startAiortc, type AiortcPeer } from '../support/peers/aiortc.ts';
import { codedFile } from '../support/speech.ts';
import type { Wav } from '../support/wav.ts';

const texts = textsOf('en');
const patience = { deadlineMs: 60_000 };
let profileDir: string;
let server: AiortcPeer;
let driver: SessionDriver;

/** The microphone says the numbers from 0 on in each browser, the first of them when it is surely open. */
const launch = async () => launchSessionDriver({ profileDir, audioFile: await codedFile(600) });

const relay = withRelay();
withServer(
  () => startAiortc(),
  (given) => {
    server = given;
  },
);
beforeEach(async () => {
  profileDir = await mkdtemp(join(tmpdir(), 'steadymic-profile-'));
  driver = await launch();
});
afterEach(async () => {
  await driver.close();
  await rm(profileDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const seconds = async () => (await server.status()).connections.map((each) => each.recordedSeconds);
const secondsInAll = async () => (await seconds()).reduce((sum, each) => sum + each, 0);
const numbersOf = (sound: Wav) => heardCodes(sound).map(({ code }) => code);

async function goLive(): Promise<void> {
  await driver.goLive(jsonOfferProfile({ url: server.url, ...relay.only() }), {
    ...unprocessed,
    recording: { ...defaultSettings().recording, keep: 'always' },
  });
  await waitFor('two seconds at the far side', async () => (await secondsInAll()) > 2, patience);
}

/** Kills the browser and starts it again. Returns the numbers that the recording holds. */
async function killAndLaunch(): Promise<number[]> {
  const killed = driver.browser.process();
  killed?.kill('SIGKILL');
  await waitFor('the browser to be gone', () => killed?.signalCode);
  driver = await launch();
  return numbersOf((await heardRecording(driver)).sound);
}

/** Clicks Resume. Returns the numbers that arrive over the connections that bring something from then on. */
async function resume(): Promise<number[]> {
  const before = (await seconds()).length;
  await driver.popup.waitForPhase('failed');
  await driver.popup.click(texts.t('popup_resume'));
  await driver.popup.waitForPhase('live');
  await driver.events('catch-up-ended');
  return heardSince(before);
}

/** Waits for two seconds more than have arrived. Returns the numbers that came over the connections from one on. */
async function heardSince(before: number): Promise<number[]> {
  const sinceThen = async () => (await seconds()).slice(before).reduce((sum, each) => sum + each, 0);
  const soFar = await sinceThen();
  await waitFor('some seconds of the new session', async () => (await sinceThen()) > soFar + 2, patience);
  const numbers: number[] = [];
  for (const [index, length] of (await seconds()).entries())
    if (index >= before && length > 0) numbers.push(...numbersOf(await server.recording(index)));
  return numbers;
}

/**
 * Closes the offscreen document, so that another one goes on with the session. Returns the numbers that were recorded until then, and
 * those that arrive over the connections of the next one once what was owed is sent.
 */
async function loseHost(): Promise<{ recorded: number[]; heard: number[] }> {
  const before = (await seconds()).length;
  const hosts = (await recordedFiles(driver)).length;
  await (await driver.offscreenPage()).close();
  await waitFor('another host', async () => (await recordedFiles(driver)).length > hosts, patience);
  relay.forwarder().setDark(false);
  await waitFor(
    'what was owed to be sent',
    async () => {
      const events = await driver.events('session-resumed');
      const kinds = events.slice(events.findLastIndex(({ kind }) => kind === 'session-resumed'));
      const began = kinds.findIndex((event) => event.kind === 'catch-up-began' && event.owedMs !== undefined);
      return began >= 0 && kinds.slice(began).some(({ kind }) => kind === 'catch-up-ended');
    },
    patience,
  );
  const heard = await heardSince(before);
  const files = (await recordedFiles(driver)).toSorted(
    (one, other) => Number.parseInt(one.name) - Number.parseInt(other.name),
  );
  const file = files[hosts - 1];
  if (!file) throw new Error('nothing was recorded');
  return { recorded: numbersOf(decodeOgg(file.bytes)), heard };
}

const countFrom = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

/**
 * Expects the recording's numbers from one of them on, and then those that were said since, from 0 on where the microphone was surely
 * open from its first number on: each once and in order. A number that the kill has cut short may be heard or not.
 */
function expectOwedFirst(heard: readonly number[], recorded: readonly number[], latestOwn = 0): void {
  const [from = 0] = heard;
  const length = heard.findIndex((code, index) => index > 0 && code < (heard[index - 1] ?? 0));
  expect(heard.slice(0, length)).toEqual(countFrom(from, length));
  expect(Math.abs((recorded.at(-1) ?? 0) - (from + length - 1))).toBeLessThanOrEqual(1);
  const own = heard.slice(length);
  expect(own.length).toBeGreaterThan(10);
  expect(own[0]).toBeLessThanOrEqual(latestOwn);
  expect(own).toEqual(countFrom(own[0] ?? 0, own.length));
}

it('sends first what was said in an outage in which the browser was killed, each number once and in order', async () => {
  await goLive();
  relay.forwarder().setDark(true);
  const isLong = async () => ((await driver.behind())?.behindMs ?? 0) > 3000;
  await waitFor('three seconds to wait', isLong, patience);
  const arrived = numbersOf(await server.recording(0));
  const recorded = await killAndLaunch();
  relay.forwarder().setDark(false);
  const heard = await resume();

  const [from = 0] = heard;
  // The first of them is the number that came last, or one of the three seconds before.
  expect(from).toBeLessThanOrEqual((arrived.at(-1) ?? 0) + 1);
  expect(from).toBeGreaterThan((arrived.at(-1) ?? 0) - 24);
  expect(recorded.at(-1)).toBeGreaterThan((arrived.at(-1) ?? 0) + 12);
  expectOwedFirst(heard, recorded);
  const events = await driver.events('catch-up-ended');
  expect(events).toContainEqual(
    expect.objectContaining({ kind: 'catch-up-began', road: 'burst', owedMs: expect.any(Number) as number }),
  );
  expect(events.map(({ kind }) => kind)).not.toContain('backlog-dropped');
});

it('sends the last second or two once more after a kill in a healthy link, because nothing proves that they came', async () => {
  await goLive();
  const recorded = await killAndLaunch();
  const arrived = numbersOf(await server.recording(0));
  const heard = await resume();
  const [from = 0] = heard;
  expect(from).toBeLessThanOrEqual(arrived.at(-1) ?? 0);
  expect(from).toBeGreaterThan((recorded.at(-1) ?? 0) - 40);
  expectOwedFirst(heard, recorded);
});

it('sends first what the recording has of an outage in which the offscreen document was lost, each number once and in order', async () => {
  await goLive();
  relay.forwarder().setDark(true);
  const isLong = async () => ((await driver.behind())?.behindMs ?? 0) > 3000;
  await waitFor('three seconds to wait', isLong, patience);
  const arrived = numbersOf(await server.recording(0));
  const first = await loseHost();
  const [from = 0] = first.heard;
  expect(from).toBeLessThanOrEqual((arrived.at(-1) ?? 0) + 1);
  expect(from).toBeGreaterThan((arrived.at(-1) ?? 0) - 24);
  expect(first.recorded.at(-1)).toBeGreaterThan((arrived.at(-1) ?? 0) + 12);
  expectOwedFirst(first.heard, first.recorded, 24);
});

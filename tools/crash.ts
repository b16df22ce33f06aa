// `npm run test:crash [-- COUNT]`: a browser that records a session is killed at COUNT random moments, ten by default; and one
// records into a disk that gets full. Prints what each lost, and exits with 1 where one lost too much.

import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { store } from '../tests/support/browser/extension-readers.ts';
import { heardRecording } from '../tests/support/browser/heard-recording.ts';
import { hearSpeech } from '../tests/support/browser/hear-speech.ts';
import { launchBrowser, type ExtensionBrowser } from '../tests/support/browser/launch-browser.ts';
import { recordRemoteAudio } from '../tests/support/browser/page-media.ts';
import { openPopup } from '../tests/support/browser/popup.ts';
import { waitFor } from '../tests/support/browser/wait-for.ts';
import { extensionDir } from '../tests/support/extension-dir.ts';
import { textsOf } from '../tests/support/messages.ts';
import { speechFile } from '../tests/support/speech.ts';
import { defaultSettings } from '../utils/domain/settings/settings.ts';
import { runStep } from './run-step.ts';

/** Milliseconds of sound that a kill may lose. */
const mostLostMs = 1500;
/** Milliseconds of a session, at random, before the kill: enough for words, and to cross several flushes to the disk. */
const lifeMs = { least: 6000, most: 21_000 };
const diskMegabytes = 400;

async function inFolder<Result>(act: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-crash-'));
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

async function launch(profileDir: string): Promise<ExtensionBrowser> {
  return launchBrowser({ extensionDir, profileDir, audioFile: await speechFile(), microphone: 'granted' });
}

async function startRecording(browser: ExtensionBrowser) {
  const settings = defaultSettings();
  await store(browser, 'settings', { ...settings, recording: { ...settings.recording, keep: 'always' } });
  const popup = await openPopup(browser);
  await popup.start();
  await popup.waitForPhase('live');
  return popup;
}

/** Milliseconds of sound that are missing after a kill; rejects where the words are not there. */
function killOnce(afterMs: number): Promise<number> {
  return inFolder(async (folder) => {
    const first = await launch(join(folder, 'profile'));
    await startRecording(first);
    await passed(afterMs);
    const process = first.browser.process();
    const killedAt = Date.now();
    process?.kill('SIGKILL');
    await waitFor('the browser to be gone', () => process?.signalCode);
    await using second = await launch(join(folder, 'profile'));
    const { sound, endedAt } = await heardRecording(second);
    await hearSpeech(() => Promise.resolve(sound));
    return killedAt - endedAt;
  });
}

/** Fills a disk to its last byte. Returns what frees it again. */
async function fill(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'filler');
  const file = await open(path, 'w');
  try {
    for (let bytes = 1 << 20; bytes >= 1; bytes >>= 4) {
      const block = new Uint8Array(bytes);
      while (
        await file.write(block).then(
          () => true,
          () => false,
        )
      );
    }
  } finally {
    await file.close();
  }
  return () => rm(path);
}

/** Records into a small disk that gets full: that is told, streaming goes on, and what was written stays. */
function recordIntoFullDisk(): Promise<void> {
  return inFolder(async (folder) => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(diskMegabytes)}m`, 'tmpfs', folder]);
    try {
      await using browser = await launch(join(folder, 'profile'));
      const popup = await startRecording(browser);
      await hearSpeech(async () => (await heardRecording(browser)).sound);
      const free = await fill(folder);
      const words = textsOf('en').t('warning_not_recorded_raised');
      await waitFor('the warning', async () => (await popup.text()).includes(words), { deadlineMs: 60_000 });
      const host = await browser.offscreenPage();
      await hearSpeech(() => recordRemoteAudio(host, 6));
      await popup.waitForPhase('live');
      await free();
      await popup.stop();
      await popup.waitForPhase('idle');
      // The log may have lost the line that says so, because it was on the same disk.
      await hearSpeech(async () => (await heardRecording(browser)).sound);
    } finally {
      execFileSync('umount', ['--lazy', folder]);
    }
  });
}

async function main(): Promise<void> {
  if (!(await runStep('wxt', ['build']))) process.exit(1);
  const count = Number(process.argv[2] ?? 10);
  for (let round = 1; round <= count; round += 1) {
    const afterMs = lifeMs.least + Math.random() * (lifeMs.most - lifeMs.least);
    const lostMs = await killOnce(afterMs);
    const isTooMuch = lostMs > mostLostMs;
    if (isTooMuch) process.exitCode = 1;
    const seconds = (ms: number) => (ms / 1000).toFixed(2);
    console.log(
      `killed after ${seconds(afterMs)} s: ${seconds(lostMs)} s lost${isTooMuch ? ', which is too much' : ''}`,
    );
  }
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    console.log('A full disk was not tried: it needs Linux and root.');
    return;
  }
  await recordIntoFullDisk();
  console.log('A full disk ended the recording, which was told, and streaming went on.');
}

try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
// A browser that could not be closed would keep this process.
process.exit();

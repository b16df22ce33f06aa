import { expect, it } from 'vitest';
import { matchSpeech } from '../support/audio-match.ts';
import { otherSpeechFile, silentFile, speechFile } from '../support/speech.ts';
import { readWav } from '../support/wav.ts';

it('the speech file is made once, in a format that Chromium plays, and ends in a second of silence', async () => {
  const path = await speechFile();
  expect(await speechFile()).toBe(path);
  const { sampleRate, samples } = await readWav(path);
  expect(sampleRate).toBe(48_000);
  expect(Math.round(samples.length / sampleRate)).toBeGreaterThanOrEqual(10);
  expect(samples.subarray(-sampleRate).every((sample) => sample === 0)).toBe(true);
  expect(matchSpeech(await readWav(path), await readWav(path)).score).toBeGreaterThan(0.99);
});

it('other words in the same voice do not match the speech file', async () => {
  expect(matchSpeech(await readWav(await speechFile()), await readWav(await otherSpeechFile())).score).toBe(
    0,
  );
});

it('the silent file holds nothing but zeros', async () => {
  const { samples } = await readWav(await silentFile());
  expect(samples.length).toBeGreaterThan(0);
  expect(samples.every((sample) => sample === 0)).toBe(true);
});

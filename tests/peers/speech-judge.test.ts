import { expect, it } from 'vitest';
import { createSpeechJudge } from '../../utils/audio/speech/speech-judge.ts';
import { louder, noise, together } from '../support/sounds.ts';
import { otherSpeechFile, speechFile } from '../support/speech.ts';
import { readWav } from '../support/wav.ts';

const files = { speech: speechFile, 'other speech': otherSpeechFile };

it.each([
  ['speech', 'as it is', 0, null],
  ['other speech', 'as it is', 0, null],
  ['speech', '40 dB quieter', -40, null],
  ['other speech', '40 dB quieter', -40, null],
  ['speech', 'over a hiss', -20, -55],
  ['other speech', 'over a hiss', -20, -55],
] as const)('a synthesised voice (%s) is taken for speech, %s', async (name, _how, gain, hiss) => {
  const { samples, sampleRate } = await readWav(await files[name]());
  const quieter = louder(samples, gain);
  const recording = hiss === null ? quieter : together(quieter, noise(samples.length / sampleRate, hiss));
  const judge = createSpeechJudge();
  const length = sampleRate / 100;
  for (let at = 0; at + length <= recording.length; at += length) {
    judge.consume({ samples: recording.subarray(at, at + length), sampleRate, timestamp: 0 });
  }
  expect(judge.heard().spokenMs / (recording.length / sampleRate)).toBeGreaterThan(250);
});

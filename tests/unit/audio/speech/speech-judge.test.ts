import { describe, expect, it } from 'vitest';
import { createSpeechJudge } from '../../../../utils/audio/speech/speech-judge.ts';
import { pseudoSpeech } from '../../../support/pseudo-speech.ts';
import {
  aboveHertz,
  below,
  breaths,
  knocks,
  louder,
  noise,
  oneAfterTheOther,
  shaped,
  soundRate,
  together,
  tones,
} from '../../../support/sounds.ts';

/** Milliseconds of a recording that the judge took for speech. */
function spokenMs(samples: Float32Array, sampleRate = soundRate): number {
  const judge = createSpeechJudge();
  const length = sampleRate / 100;
  for (let at = 0; at + length <= samples.length; at += length) {
    judge.consume({ samples: samples.subarray(at, at + length), sampleRate, timestamp: 0 });
  }
  return judge.heard().spokenMs;
}

const seconds = 12;
const onAndOff = (period: number) => (time: number) => (time % (2 * period) < period ? 1 : 0);
const speech = pseudoSpeech({ seed: 11, seconds });
/** The same speech at the sample rate of most microphones. */
const spoken = Float32Array.from(
  { length: seconds * soundRate },
  (_, index) => speech.samples[Math.floor(index / 3)] ?? 0,
);

describe('a sound that is no speech', () => {
  it.each<[string, Float32Array]>([
    ['nothing at all', new Float32Array(seconds * soundRate)],
    ['a quiet room', noise(seconds, -65)],
    ['a loud hiss', noise(seconds, -25)],
    ['traffic outside', below(noise(seconds, 0), 100, -25)],
    ['the hum of a power line', tones(seconds, [50, 100, 150, 250, 350], -30)],
    ['a transformer that comes and goes', shaped(tones(seconds, [100, 200, 300], -25), onAndOff(2))],
    [
      'a hum that swells three times a second',
      shaped(tones(seconds, [100, 200, 300], -25), (t) => 1 + 0.5 * Math.sin(19 * t)),
    ],
    [
      'a fan with its blades',
      together(
        shaped(below(noise(seconds, 0), 800, -35), (t) => 1 + 0.4 * Math.sin(44 * t)),
        tones(seconds, [140, 280], -50),
      ),
    ],
    ['a fan that is switched on', shaped(noise(seconds, -35), (t) => (t < 4 ? 0.03 : 1))],
    ['a fan that speeds up', shaped(noise(seconds, -30), (t) => 0.03 * 2 ** (t / 3))],
    [
      'a hiss in the rhythm of syllables',
      shaped(noise(seconds, -30), (t) => 0.05 + 0.95 * Math.max(0, Math.sin(25 * t))),
    ],
    ['typing, five keys a second', together(noise(seconds, -65), knocks(seconds, 5, -20, 12))],
    ['typing in a hurry on a loud keyboard', together(noise(seconds, -65), knocks(seconds, 9, -12, 20))],
    ['a mouse', together(noise(seconds, -65), knocks(seconds, 1.3, -20, 4))],
    ['knocking at a door', knocks(seconds, 3, -10, 40)],
    ['rain with drops on the sill', together(noise(seconds, -40), knocks(seconds, 12, -30, 2))],
    ['breath close to the microphone', together(noise(seconds, -65), breaths(seconds, 4, 1.3, -35))],
    ['quick breath', together(noise(seconds, -65), breaths(seconds, 2, 0.8, -35))],
    ['an alarm that beeps', shaped(tones(seconds, [1000], -20), onAndOff(0.5))],
    [
      'a fast beeper in a noisy room',
      together(noise(seconds, -45), shaped(tones(seconds, [880], -20), onAndOff(0.15))),
    ],
    ['a telephone that rings', shaped(tones(seconds, [440, 480], -20), onAndOff(1.5))],
    [
      'a phone that buzzes on the table',
      shaped(tones(seconds, [170, 340, 510, 680], -30), (t) => (t % 2.5 < 0.9 ? 1 : 0)),
    ],
    [
      'a washing machine',
      together(
        noise(seconds, -50),
        shaped(below(noise(seconds, 0), 250, -30), (t) => Math.max(0, Math.sin(5.6 * t))),
      ),
    ],
    [
      'paper',
      shaped(aboveHertz(noise(seconds, 0), 1500, -30), (t) =>
        Math.max(0, Math.sin(10.7 * t) * Math.sin(1.9 * t)),
      ),
    ],
    ['a tone', tones(seconds, [150], -20)],
  ])('is recognised as that: %s', (_name, recording) => {
    expect(spokenMs(recording)).toBe(0);
  });
});

describe('speech', () => {
  it.each<[string, Float32Array]>([
    ['as it is', spoken],
    ['far away', louder(spoken, -30)],
    ['very far away', louder(spoken, -40)],
    ['over a hiss', together(louder(spoken, -20), noise(seconds, -55))],
    ['over a hum', together(louder(spoken, -15), tones(seconds, [50, 100, 150, 250], -50))],
    ['while somebody types', together(louder(spoken, -10), knocks(seconds, 5, -25, 12))],
    [
      'after a minute of a fan',
      together(
        oneAfterTheOther(new Float32Array(60 * soundRate), louder(spoken, -20)),
        noise(60 + seconds, -55),
      ),
    ],
  ])('is heard %s', (_name, recording) => {
    expect(spokenMs(recording)).toBeGreaterThan(3000);
  });

  // At 44.1 kHz the samples that are looked at come out even in no frame.
  it.each([8000, 16_000, 44_100])('is heard at %i samples a second as well', (rate) => {
    const step = speech.sampleRate / rate;
    const samples = Float32Array.from(
      { length: seconds * rate },
      (_, index) => speech.samples[Math.round(index * step)] ?? 0,
    );
    expect(spokenMs(samples, rate)).toBeGreaterThan(3000);
  });

  it('goes on over the pause between two words, and ends after it', () => {
    const judge = createSpeechJudge();
    const hear = (samples: Float32Array) => {
      for (let at = 0; at + 480 <= samples.length; at += 480) {
        judge.consume({ samples: samples.subarray(at, at + 480), sampleRate: soundRate, timestamp: 0 });
      }
    };
    expect(judge.heard()).toEqual({ isSpeaking: false, spokenMs: 0 });
    hear(spoken);
    hear(new Float32Array(soundRate / 10));
    expect(judge.heard().isSpeaking).toBe(true);
    hear(new Float32Array(soundRate));
    expect(judge.heard().isSpeaking).toBe(false);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Warning } from '../../../../utils/domain/warnings/warning-kinds.ts';
import { microphoneVerdict } from '../../../support/microphone-verdict.ts';
import { pseudoSpeech } from '../../../support/pseudo-speech.ts';
import {
  aboveHertz,
  below,
  breaths,
  knocks,
  louder,
  noise,
  shaped,
  soundRate,
  together,
  tones,
} from '../../../support/sounds.ts';

const seconds = 15;

/** Somebody who speaks, at the rate of most microphones, with consonants as sharp as a voice's are. */
function voice(seed = 11): Float32Array {
  const { samples } = pseudoSpeech({ seed, seconds });
  const held = Float32Array.from(
    { length: seconds * soundRate },
    (_, at) => samples[Math.floor(at / 3)] ?? 0,
  );
  return held;
}

/** Somebody who speaks into a microphone of 8 kHz: nothing is left above 4 kHz. */
function overTelephone(seed = 11): Float32Array {
  const { samples } = pseudoSpeech({ seed, seconds });
  return interpolated(halved(samples), 6);
}

/** A sound at half its rate, without what that cannot hold (a windowed sinc). */
function halved(samples: Float32Array): Float32Array {
  const reach = 32;
  return Float32Array.from({ length: Math.floor(samples.length / 2) }, (_, at) => {
    let sum = 0;
    for (let tap = -reach; tap <= reach; tap += 1) {
      const x = tap / 2;
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
      sum += 0.5 * sinc * (0.5 + 0.5 * Math.cos((Math.PI * tap) / reach)) * (samples[2 * at + tap] ?? 0);
    }
    return sum;
  });
}

/** A sound at a multiple of its rate, without images of its spectrum (a windowed sinc). */
function interpolated(samples: Float32Array, factor: number): Float32Array {
  const reach = 24;
  const weights = Array.from({ length: factor }, (_, phase) =>
    Array.from({ length: 2 * reach }, (_each, tap) => {
      const x = tap - reach + 1 - phase / factor;
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
      return sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / reach));
    }),
  );
  return Float32Array.from({ length: samples.length * factor }, (_, at) => {
    const from = Math.floor(at / factor) - reach + 1;
    const phase = weights[at % factor] ?? [];
    return phase.reduce((sum, weight, tap) => sum + weight * (samples[from + tap] ?? 0), 0);
  });
}

const clipped = (sound: Float32Array, gain: number) =>
  louder(sound, gain).map((sample) => Math.max(-1, Math.min(1, sample)));
/** Cut off at the top alone, as by a sound card with a constant part. */
const clippedAbove = (sound: Float32Array, gain: number, top: number) =>
  louder(sound, gain).map((sample) => Math.max(-1, Math.min(top, sample)));
const withConstant = (sound: Float32Array, constant: number) => sound.map((sample) => sample + constant);
const spoken = voice();
const phoned = overTelephone();
const melody = (time: number) => Math.max(0, 1 - (time % 0.5) * 2);

type Recording = readonly [name: string, sound: Float32Array, expected: Warning[]];

const recordings: Recording[] = [
  ['a voice', spoken, []],
  ['another voice', voice(5), []],
  ['a soft voice in a quiet room', together(louder(spoken, -16), noise(seconds, -75)), []],
  ['a voice in a noisy room', together(spoken, noise(seconds, -50)), []],
  ['a voice over the hum of a power line', together(spoken, tones(seconds, [50, 100, 150, 250], -45)), []],
  ['a voice over a fan', together(spoken, below(noise(seconds, 0), 800, -45)), []],
  ['a voice while somebody types', together(spoken, knocks(seconds, 5, -25, 12)), []],
  ['a voice with breaths between', together(spoken, breaths(seconds, 4, 1.3, -45)), []],
  ['a voice that pauses for seconds', shaped(spoken, (time) => (time < 7 ? 1 : 0.0005)), []],
  ['a loud voice that is just not cut off', louder(spoken, 3), []],
  ['a voice over the hum of a line of 60 Hz', together(spoken, tones(seconds, [60, 120, 180, 300], -40)), []],
  ['a voice with a constant part', withConstant(spoken, 0.3), []],
  ['a voice in eight bits', spoken.map((sample) => Math.round(sample * 128) / 128), []],
  ['the noise of a microphone', noise(seconds, -65), ['no-voice']],
  ['noise with a constant part', withConstant(noise(seconds, -70), 0.1), ['no-voice']],
  ['the noise of a bad microphone', noise(seconds, -45), ['no-voice']],
  [
    'noise that a gain control has turned up',
    shaped(noise(seconds, -40), (t) => 1 + 0.5 * Math.sin(t)),
    ['no-voice'],
  ],
  ['hum', tones(seconds, [50, 100, 150, 250, 350], -30), ['no-voice']],
  ['a fan', below(noise(seconds, 0), 800, -35), ['no-voice']],
  ['keys', together(noise(seconds, -65), knocks(seconds, 5, -20, 12)), ['no-voice']],
  ['breath', together(noise(seconds, -65), breaths(seconds, 4, 1.3, -35)), ['no-voice']],
  ['traffic', below(noise(seconds, 0), 100, -25), ['no-voice']],
  ['a beeper', shaped(tones(seconds, [1000], -20), (t) => (t % 1 < 0.5 ? 1 : 0.001)), ['no-voice']],
  ['a melody', shaped(tones(seconds, [440, 880, 1320], -20), melody), ['no-voice']],
  [
    'paper',
    shaped(aboveHertz(noise(seconds, 0), 1500, -30), (t) => Math.max(0, Math.sin(10.7 * t))),
    ['no-voice'],
  ],
  ['a voice that is lost in the noise', together(louder(spoken, -45), noise(seconds, -45)), ['no-voice']],
  [
    'a voice from the other end of the room',
    together(louder(spoken, -34), noise(seconds, -75)),
    ['too-quiet'],
  ],
  [
    'a voice from the other end of the room, with a constant part',
    withConstant(together(louder(spoken, -34), noise(seconds, -75)), 0.3),
    ['too-quiet'],
  ],
  [
    'a voice from the other end of the room, in steps of eight bits',
    louder(spoken, -34).map((sample) => Math.round(sample * 128) / 128),
    ['too-quiet'],
  ],
  [
    'a voice at the microphone of another room',
    together(louder(spoken, -40), noise(seconds, -78)),
    ['too-quiet'],
  ],
  ['a voice that is cut off', clipped(spoken, 20), ['clipping']],
  ['a voice that is cut off, and then turned down', louder(clipped(spoken, 20), -12), ['clipping']],
  ['a voice that is cut off at one side', clippedAbove(spoken, 6, 0.4), ['clipping']],
  [
    'a voice that a constant part moves over the edge',
    clippedAbove(withConstant(spoken, 0.3), 6, 1),
    ['clipping'],
  ],
  ['a headset of 8 kHz with a constant part', withConstant(phoned, 0.3), ['narrow-band']],
  ['a headset of 8 kHz', phoned, ['narrow-band']],
  ['a headset of 8 kHz that is cut off', clipped(phoned, 20), ['clipping']],
  ['nothing at all', new Float32Array(seconds * soundRate), ['silent-microphone']],
];

describe('a recording of a microphone', () => {
  it.each(recordings)('is judged as it should be: %s', (_name, samples, expected) => {
    expect(microphoneVerdict({ samples, sampleRate: soundRate })).toEqual(expected);
  });

  it('raises no warning for any voice at any usual loudness over any low noise', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.double({ min: -14, max: 0, noNaN: true }),
        fc.double({ min: -90, max: -60, noNaN: true }),
        (seed, gain, floor) => {
          const samples = together(louder(voice(seed), gain), noise(seconds, floor, seed + 1));
          expect(microphoneVerdict({ samples, sampleRate: soundRate }, 30)).toEqual([]);
        },
      ),
      { numRuns: 5 },
    );
  });

  it('is no voice for any noise at any loudness', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.double({ min: -80, max: -20, noNaN: true }), (seed, level) => {
        const samples = noise(seconds, level, seed + 1);
        expect(microphoneVerdict({ samples, sampleRate: soundRate }, 30)).toEqual(['no-voice']);
      }),
      { numRuns: 5 },
    );
  });
});

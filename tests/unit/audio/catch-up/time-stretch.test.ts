import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTimeStretch } from '../../../../utils/audio/catch-up/time-stretch.ts';

const speeds = [1.1, 1.25, 1.5];
const rates = [16_000, 44_100, 48_000];

/** Stretches a sound that is pushed in pieces of these lengths, in samples, over and over. */
function stretched(
  sound: Float32Array,
  sampleRate: number,
  speed: number,
  lengths: readonly number[],
): Float32Array {
  const stretch = createTimeStretch({ sampleRate, speed });
  const pieces: Float32Array[] = [];
  for (let at = 0, turn = 0; at < sound.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    pieces.push(...stretch.push(sound.slice(at, at + length)));
    at += length;
  }
  pieces.push(stretch.flush());
  const whole = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  pieces.reduce((from, piece) => (whole.set(piece, from), from + piece.length), 0);
  return whole;
}

const sine = (seconds: number, sampleRate: number, hertz: number) =>
  Float32Array.from(
    { length: seconds * sampleRate },
    (_, index) => 0.5 * Math.sin((2 * Math.PI * hertz * index) / sampleRate),
  );

const level = (sound: Float32Array) =>
  Math.sqrt(sound.reduce((sum, each) => sum + each ** 2, 0) / sound.length);
const greatestStep = (sound: Float32Array) =>
  sound.reduce((most, each, index) => Math.max(most, Math.abs(each - (sound[index - 1] ?? each))), 0);

const cases = speeds.flatMap((speed) => rates.map((rate) => [speed, rate] as const));

describe('sound that is played faster', () => {
  it.each(cases)(
    'is as much shorter as it is faster, and is otherwise the same tone (%f times, %i Hz)',
    (speed, rate) => {
      for (const hertz of [110, 220, 440, 1000]) {
        const tone = sine(4, rate, hertz);
        const made = stretched(tone, rate, speed, [rate / 100]);
        expect(Math.abs(made.length / rate - 4 / speed)).toBeLessThan(0.04);
        expect(level(made) / level(tone)).toBeGreaterThan(0.97);
        expect(level(made) / level(tone)).toBeLessThan(1.03);
        // No join is a jump: none that the tone itself does not have.
        expect(greatestStep(made)).toBeLessThan(1.25 * greatestStep(tone));
      }
    },
  );

  it('is the same however it is cut into pieces, and never more or less than all of it', () => {
    const tone = sine(1, 16_000, 200);
    const whole = stretched(tone, 16_000, 1.25, [160]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 5 }), (lengths) => {
        expect(stretched(tone, 16_000, 1.25, lengths).length).toBe(whole.length);
      }),
      { numRuns: 30 },
    );
  });

  it('begins and ends as it was', () => {
    const tone = sine(1, 48_000, 300);
    const made = stretched(tone, 48_000, 1.5, [480]);
    expect(made.slice(0, 480)).toEqual(tone.slice(0, 480));
    expect(made.slice(-240)).toEqual(tone.slice(-240));
  });

  it('is sound that is too short to change as it was', () => {
    const tone = sine(0.02, 48_000, 300);
    expect(stretched(tone, 48_000, 1.25, [480])).toEqual(tone);
  });
});

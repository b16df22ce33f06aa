import { describe, expect, it } from 'vitest';
import {
  hasSound,
  judgeSound,
  presumedSounding,
  type SoundVerdict,
} from '../../../../utils/domain/microphone/silence.ts';

const zeros = { sounds: false, expected: true };
const mutedZeros = { sounds: false, expected: false };
const sound = { sounds: true, expected: true };

function after(frames: number, judged: typeof zeros, before: SoundVerdict = presumedSounding): SoundVerdict {
  let verdict = before;
  for (let index = 0; index < frames; index += 1) verdict = judgeSound(verdict, judged);
  return verdict;
}

describe('judgeSound', () => {
  it('calls a microphone silent after 4 s of zeros, and not one frame earlier', () => {
    expect(after(399, zeros).condition).toBe('sounding');
    expect(after(400, zeros).condition).toBe('silent');
  });

  it('calls it sounding again at the first sound', () => {
    expect(after(1, sound, after(1000, zeros))).toEqual(presumedSounding);
  });

  it('begins to count anew after a sound', () => {
    expect(after(399, zeros, after(1, sound, after(399, zeros))).condition).toBe('sounding');
  });

  it('judges no zeros while none but zeros are expected', () => {
    expect(after(5000, mutedZeros).condition).toBe('sounding');
  });

  it('gives 4 s after a mute, however long it took', () => {
    const unmuted = after(5000, mutedZeros, after(399, zeros));
    expect(after(399, zeros, unmuted).condition).toBe('sounding');
    expect(after(400, zeros, unmuted).condition).toBe('silent');
  });

  it('keeps its verdict during a mute', () => {
    expect(after(100, mutedZeros, after(400, zeros)).condition).toBe('silent');
  });
});

describe('hasSound', () => {
  it.each([
    ['zeros', [0, -0, 0], false],
    ['what a filter still rings with after a word', [1e-9, -3e-8, 5e-30], false],
    ['the least step of 24 bits', [0, -(2 ** -24), 0], true],
    ['the least step of 16 bits', [0, 2 ** -15, 0], true],
    ['a single loud sample', [0, 0, -1], true],
    ['nothing at all', [], false],
  ])('reads %s', (_, samples, expected) => {
    expect(hasSound(Float32Array.from(samples))).toBe(expected);
  });
});

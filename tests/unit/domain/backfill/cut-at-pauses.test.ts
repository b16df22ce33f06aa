import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutAtPauses, firstVoice, reachFrames } from '../../../../utils/domain/backfill/cut-at-pauses.ts';

/** Frames of sound (`x`) and of quiet (`.`), ten to a letter. */
function frames(drawn: string): boolean[] {
  return Array.from(drawn).flatMap((each) => Array<boolean>(10).fill(each === '.'));
}

const quiet = fc.array(
  fc
    .tuple(fc.boolean(), fc.integer({ min: 1, max: 60 }))
    .map(([is, count]) => Array<boolean>(count).fill(is)),
  { maxLength: 30 },
);

describe('the cut of what is sent', () => {
  it('holds the wanted part with its context, and no more than the reach beyond', () => {
    fc.assert(
      fc.property(quiet, fc.nat(1000), fc.nat(500), fc.nat(200), (runs, start, length, context) => {
        const all = runs.flat();
        const from = Math.min(start, all.length);
        const to = Math.min(from + length, all.length);
        const cut = cutAtPauses(all, { from, to }, context);
        const [first, last] = [Math.max(0, from - context), Math.min(all.length, to + context)];
        expect(cut.from).toBeLessThanOrEqual(first);
        expect(cut.from).toBeGreaterThanOrEqual(Math.max(0, first - reachFrames));
        expect(cut.to).toBeGreaterThanOrEqual(last);
        expect(cut.to).toBeLessThanOrEqual(Math.min(all.length, last + reachFrames));
        if (cut.from < first) expect(all[cut.from]).toBe(true);
        if (cut.to > last) expect(all[cut.to - 1]).toBe(true);
      }),
    );
  });

  it.each([
    [
      'goes on to the pauses on both sides',
      'xx....xxxxxxxxxx....xx',
      { from: 100, to: 120 },
      20,
      { from: 54, to: 166 },
    ],
    [
      'cuts where there is no pause',
      'xxxxxxxxxxxxxxxxxxxxxx',
      { from: 100, to: 120 },
      20,
      { from: 80, to: 140 },
    ],
    ['ends with the recording', 'xxxx', { from: 10, to: 30 }, 100, { from: 0, to: 40 }],
    ['takes no silence inside a word', 'xxx.xxxxxxxxxx', { from: 100, to: 120 }, 20, { from: 80, to: 140 }],
  ])('%s', (_, drawn, wanted, context, cut) => {
    expect(cutAtPauses(frames(drawn), wanted, context)).toEqual(cut);
  });
});

describe('a voice', () => {
  it.each([
    ['is a sound that lasts', '...xx...', 30],
    ['is not a knock', '...x...x..', null],
    ['is not outside of the part', 'xxx........', null],
    ['may reach into the part', 'xxxxxxx....', 50],
  ])('%s', (_, drawn, at) => {
    const all = frames(drawn);
    expect(firstVoice(all, { from: drawn.startsWith('x') ? 50 : 0, to: all.length })).toBe(at);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bandKinds,
  mostBands,
  thinBands,
  type BandKind,
  type SessionBand,
} from '../../../../utils/domain/past/session-bands.ts';

/** Bands one after the other, the last one open. */
function bandsOf(parts: readonly (readonly [BandKind, number])[]): SessionBand[] {
  let at = 0;
  return parts.map(([kind, length], index) => {
    const from = at;
    at += length;
    return { kind, from, to: index === parts.length - 1 ? null : at };
  });
}

function shareOf(kind: BandKind, bands: readonly SessionBand[]): number {
  const until = bands.at(-1)?.from ?? 0;
  const own = bands.filter((band) => band.kind === kind && band.to !== null);
  return own.reduce((sum, { from, to }) => sum + ((to ?? until) - from), 0) / until;
}

function alternating(count: number, good: number, bad: (index: number) => number): SessionBand[] {
  const parts = Array.from({ length: count }, (_, index) => [
    ['live', good] as const,
    ['recovering', bad(index)] as const,
  ]);
  return bandsOf([...parts.flat(), ['live', good]]);
}

describe('bands of which there are too many to be seen', () => {
  it('stay mostly good where they were, and keep the longest troubles', () => {
    const many = alternating(400, 84_000, (index) => 1000 + index);
    const thinned = thinBands(many);
    expect(thinned.length).toBeLessThanOrEqual(mostBands);
    expect(shareOf('recovering', thinned)).toBeLessThanOrEqual(shareOf('recovering', many));
    const lengths = thinned.flatMap(({ kind, from, to }) => (kind === 'recovering' && to ? [to - from] : []));
    expect(Math.max(...lengths)).toBe(1399);
  });

  it('stay mostly trouble where they were', () => {
    const many = alternating(400, 1000, () => 30_000);
    expect(shareOf('recovering', thinBands(many))).toBeGreaterThanOrEqual(shareOf('recovering', many));
  });

  it('follow each other without a gap, from the first beginning, with the last as it was', () => {
    const part = fc.tuple(fc.constantFrom(...bandKinds), fc.integer({ min: 1, max: 100_000 }));
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 3, maxLength: 60 }),
        fc.integer({ min: 2, max: 20 }),
        (parts, most) => {
          const bands = bandsOf(parts);
          const thinned = thinBands(bands, most);
          expect(thinned.length).toBeLessThanOrEqual(Math.max(most, 2));
          expect(thinned[0]?.from).toBe(0);
          expect(thinned.at(-1)).toEqual(bands.at(-1));
          for (const [index, { to }] of thinned.slice(0, -1).entries())
            expect(to).toBe(thinned[index + 1]?.from);
        },
      ),
    );
  });

  it('are left as they are while there are few', () => {
    const few = alternating(10, 5000, () => 1000);
    expect(thinBands(few)).toEqual(few);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../../utils/domain/samples/sample.ts';
import { minuteMs, packMinute, unpackMinute } from '../../../../utils/history/rows/packed-minute.ts';

const minute = 29_000_000;
const figure = (highest: number) => fc.option(fc.double({ min: 0, max: highest, noNaN: true }));
const ms = figure(655_000);
const samples = fc
  .array(
    fc.record<Sample>({
      sessionId: fc.constant('one'),
      at: fc.nat(minuteMs - 1).map((offset) => minute * minuteMs + offset),
      roundTripTime: figure(6),
      jitter: figure(6),
      fractionLost: figure(1),
      bitrate: figure(6_000_000),
      audioLevel: figure(1),
      capturedMsAgo: ms,
      sentMsAgo: ms,
      heardMsAgo: ms,
      understoodMsAgo: ms,
      consecutiveErrors: fc.nat(1000),
    }),
    { maxLength: 70 },
  )
  .map((made) => made.toSorted((one, other) => one.at - other.at));

/** The greatest error of a packed figure: half a unit. */
const precision = {
  roundTripTime: 0.00005,
  jitter: 0.00005,
  fractionLost: 0.00001,
  bitrate: 50,
  audioLevel: 0.00001,
  capturedMsAgo: 5,
  sentMsAgo: 5,
  heardMsAgo: 5,
  understoodMsAgo: 5,
  consecutiveErrors: 0,
} as const;

describe('a packed minute', () => {
  it('gives back every sample, each figure as precisely as it promises', () => {
    fc.assert(
      fc.property(samples, (before) => {
        const after = unpackMinute(packMinute('one', minute, before));
        expect(after.map(({ at }) => at)).toEqual(before.map(({ at }) => at));
        for (const [index, sample] of before.entries()) {
          for (const [name, step] of Object.entries(precision)) {
            const key = name as keyof typeof precision;
            const [was, is] = [sample[key], after[index]?.[key]];
            if (was === null || is === null || is === undefined) expect(is).toBe(was);
            else expect(Math.abs(is - was)).toBeLessThanOrEqual(step + 1e-9);
          }
        }
      }),
    );
  });

  it('keeps what does not fit as the most that does', () => {
    const [sample] = fc.sample(
      samples.filter(({ length }) => length > 0).map(([first]) => first),
      1,
    );
    if (!sample) throw new Error('a sample was generated');
    const [packed] = unpackMinute(packMinute('one', minute, [{ ...sample, roundTripTime: 100, jitter: -1 }]));
    expect(packed?.roundTripTime).toBeCloseTo(6.5534);
    expect(packed?.jitter).toBe(0);
  });

  it('takes 22 bytes a sample', () => {
    fc.assert(
      fc.property(samples, (some) => {
        expect(packMinute('one', minute, some).data.byteLength).toBe(some.length * 22);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPullRhythm } from '../../../../utils/audio/puller/pull-rhythm.ts';

interface Conditions {
  /** Milliseconds of sound in one delivery. */
  deliveryMs?: number;
  /** Milliseconds that a read takes whose frame is already there. */
  readMs?: () => number;
  /** How much faster the sound comes than its length says. */
  drift?: number;
  /** The range of deliveries that do not come. */
  missing?: { from: number; to: number };
}

/**
 * Simulates a puller that has only this rhythm, in simulated time: it rests until the next multiple of 100
 * ms.
 */
function simulate(
  seconds: number,
  { deliveryMs = 10, readMs = () => 0.1, drift = 0, missing }: Conditions = {},
) {
  let time = 0;
  let pulled = 0;
  let waits = 0;
  let rests = 0;
  let mostBacklog = 0;
  const rhythm = createPullRhythm(time);
  const comesAt = (index: number) => {
    const skipped = missing && index >= missing.from ? missing.to - missing.from : 0;
    return ((index + 1 + skipped) * deliveryMs) / (1 + drift);
  };

  while (time < seconds * 1000) {
    rhythm.asks(time);
    const ready = comesAt(pulled);
    if (ready > time) waits += 1;
    time = Math.max(time + readMs(), ready);
    pulled += 1;
    if (!rhythm.mayRest(deliveryMs, time)) continue;
    rests += 1;
    let backlog = 0;
    while (comesAt(pulled + backlog) <= time) backlog += 1;
    mostBacklog = Math.max(mostBacklog, backlog);
    time = Math.floor(time / 100 + 1) * 100;
  }
  return { restsPerSecond: rests / seconds, waitsPerSecond: waits / seconds, mostBacklog };
}

describe('pull rhythm', () => {
  it('rests ten times a second, and hardly ever waits for a frame', () => {
    const { restsPerSecond, waitsPerSecond } = simulate(60);
    expect(restsPerSecond).toBeCloseTo(10, 0);
    expect(waitsPerSecond).toBeLessThan(2);
  });

  it.each([
    ['deliveries of 23.2 ms', { deliveryMs: 1024 / 44.1 }],
    ['deliveries of 2.7 ms', { deliveryMs: 128 / 48 }],
    ['sound that comes a tenth of a per mille too fast', { drift: 1e-4 }],
    ['sound that comes a tenth of a per mille too slowly', { drift: -1e-4 }],
    ['a hole of a second', { missing: { from: 1000, to: 1100 } }],
  ])('rests as often, and leaves hardly a frame behind, with %s', (_, conditions) => {
    const { restsPerSecond, waitsPerSecond, mostBacklog } = simulate(300, conditions);
    expect(restsPerSecond).toBeGreaterThan(8);
    expect(waitsPerSecond).toBeLessThan(4);
    expect(mostBacklog).toBeLessThanOrEqual(2);
  });

  it.each([3, 5, 7, 9])('falls no further behind the longer every read takes %d ms', (readMs) => {
    expect(simulate(120, { readMs: () => readMs }).mostBacklog).toBeLessThanOrEqual(5);
  });

  it('does not fall further behind on a computer so busy that the length of reads varies', () => {
    const holdUps = fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: 20, maxLength: 100 });
    fc.assert(
      fc.property(holdUps, (taken) => {
        let index = 0;
        const readMs = () => taken[(index += 1) % taken.length] ?? 0;
        expect(simulate(120, { readMs }).mostBacklog).toBeLessThanOrEqual(5);
      }),
      { numRuns: 50 },
    );
  });
});

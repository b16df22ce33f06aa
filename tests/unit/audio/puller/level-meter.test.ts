import { describe, expect, it } from 'vitest';
import { createLevelMeter } from '../../../../utils/audio/puller/level-meter.ts';
import { frame } from '../builders.ts';

const sine = Array.from({ length: 480 }, (_, index) => Math.sin((2 * Math.PI * index) / 48));

describe('level meter', () => {
  it.each([
    ['silence', Array<number>(480).fill(0), 0],
    ['full scale', Array.from({ length: 480 }, (_, index) => (index % 2 === 0 ? 1 : -1)), 1],
    ['a sine of full scale', sine, Math.SQRT1_2],
    ['a constant part', Array<number>(480).fill(0.3), 0],
    ['a sine with a constant part', sine.map((sample) => sample / 4 + 0.5), Math.SQRT1_2 / 4],
  ])('gives the root mean square of %s', (_, samples, expected) => {
    const meter = createLevelMeter();
    meter.consume(frame(samples));
    expect(meter.take()).toBeCloseTo(expected, 6);
  });

  it('takes all the frames since the last reading together', () => {
    const meter = createLevelMeter();
    meter.consume(frame(Array.from({ length: 480 }, (_, index) => (index % 2 === 0 ? 1 : -1))));
    for (let index = 0; index < 3; index += 1) meter.consume(frame(Array<number>(480).fill(0)));
    expect(meter.take()).toBeCloseTo(0.5, 6);
  });

  it('falls to zero when no frame came since the last reading', () => {
    const meter = createLevelMeter();
    meter.consume(frame());
    meter.take();
    expect(meter.take()).toBe(0);
  });
});

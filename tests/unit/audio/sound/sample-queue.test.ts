import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSampleQueue } from '../../../../utils/audio/sound/sample-queue.ts';

/** Samples that a worklet asks for at once. */
const blockLength = 128;
const rate = 48_000;

/** What the queue gives in so many blocks. */
function taken(queue: ReturnType<typeof createSampleQueue>, blocks: number, sampleRate = rate): number[] {
  return Array.from({ length: blocks }, () => {
    const block = new Float32Array(blockLength);
    queue.take(block, sampleRate);
    return [...block];
  }).flat();
}

/** Sound of which no sample is zero, each other than the one before. */
const counted = (from: number, length: number) =>
  Float32Array.from({ length }, (_, index) => (from + index + 1) / 100_000);

describe('sound that comes in pieces and is taken at a steady rate', () => {
  it('gives each sample once and in order, however long the pieces are and whenever they come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ length: fc.integer({ min: 1, max: 2000 }), blocks: fc.nat(20) }), {
          minLength: 1,
          maxLength: 60,
        }),
        (pieces) => {
          const queue = createSampleQueue();
          const heard: number[] = [];
          let written = 0;
          for (const { length, blocks } of pieces) {
            queue.add(counted(written, length), rate);
            written += length;
            heard.push(...taken(queue, blocks));
          }
          // The last pieces may be waited for others to follow.
          queue.add(new Float32Array(rate / 10), rate);
          heard.push(...taken(queue, Math.ceil((written + rate / 5) / blockLength)));
          expect(heard.filter((sample) => sample !== 0)).toEqual([...counted(0, written)]);
        },
      ),
    );
  });

  it('waits for a reserve of 60 ms, at the beginning and where nothing was left', () => {
    const queue = createSampleQueue();
    queue.add(counted(0, 480), rate);
    expect(taken(queue, 4).every((sample) => sample === 0)).toBe(true);
    queue.add(counted(480, 2400), rate);
    expect(taken(queue, 23).findIndex((sample) => sample !== 0)).toBe(0);
    queue.add(counted(0, 480), rate);
    expect(taken(queue, 4).every((sample) => sample === 0)).toBe(true);
  });

  it.each([16_000, 44_100, 48_000])(
    'plays sound of %i samples a second as fast as it was captured',
    (own) => {
      const queue = createSampleQueue();
      for (let piece = 0; piece < 100; piece += 1) queue.add(counted(0, own / 100), own);
      const heard = taken(queue, 500).filter((sample) => sample !== 0).length;
      expect(heard / rate).toBeGreaterThan(0.999);
      expect(heard / rate).toBeLessThan(1.001);
    },
  );

  it('leaves silence out where the writer runs ahead, and never anything else', () => {
    const queue = createSampleQueue();
    for (let piece = 0; piece < 50; piece += 1) {
      queue.add(counted(piece * 480, 480), rate);
      queue.add(new Float32Array(480), rate);
    }
    const heard = taken(queue, 1000);
    expect(heard.filter((sample) => sample !== 0)).toEqual([...counted(0, 50 * 480)]);
    expect(heard.findLastIndex((sample) => sample !== 0)).toBeLessThan(rate * 0.65);
  });
});

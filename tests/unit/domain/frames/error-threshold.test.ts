import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  frameAccepted,
  frameFailed,
  framesDropped,
  noFrames,
  thresholdReached,
} from '../../../../utils/domain/frames/error-threshold.ts';
import type { FrameCounts } from '../../../../utils/domain/frames/frame-counts.ts';
import { frameErrorCauses } from '../../../../utils/domain/frames/frame-error-causes.ts';
import { mainCause } from '../../../../utils/domain/frames/main-cause.ts';

const cause = fc.constantFrom(...frameErrorCauses);

describe('error threshold', () => {
  it('begins with nothing counted', () => {
    expect(noFrames()).toEqual({
      handedOn: 0,
      failed: { 'no-frame': 0, 'queue-full': 0, 'consumer-threw': 0, disconnected: 0 },
      dropped: 0,
      consecutiveErrors: 0,
    });
  });

  it('is reached by exactly that many consecutive errors, of any causes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.array(cause, { minLength: 200, maxLength: 200 }),
        (threshold, causes) => {
          let counts = noFrames();
          causes.slice(0, threshold).forEach((each, index) => {
            counts = frameFailed(counts, each);
            expect(thresholdReached(counts, threshold)).toBe(index + 1 === threshold);
          });
        },
      ),
    );
  });

  it('counts errors since the last accepted frame, and totals since the beginning', () => {
    const outcome = fc.oneof(fc.constant('accepted' as const), cause);
    fc.assert(
      fc.property(fc.array(outcome), (outcomes) => {
        const counts = outcomes.reduce<FrameCounts>(
          (before, each) => (each === 'accepted' ? frameAccepted(before) : frameFailed(before, each)),
          noFrames(),
        );
        expect(counts.consecutiveErrors).toBe(outcomes.length - 1 - outcomes.lastIndexOf('accepted'));
        expect(counts.handedOn).toBe(outcomes.filter((each) => each === 'accepted').length);
        for (const each of frameErrorCauses) {
          expect(counts.failed[each]).toBe(outcomes.filter((one) => one === each).length);
        }
      }),
    );
  });

  it('counts dropped frames beside the errors', () => {
    const counts = framesDropped(frameFailed(noFrames(), 'queue-full'), 3);
    expect(counts).toMatchObject({ dropped: 3, consecutiveErrors: 1 });
  });

  it('never changes the counts it was given', () => {
    const before = noFrames();
    frameAccepted(before);
    frameFailed(before, 'no-frame');
    framesDropped(before, 1);
    expect(before).toEqual(noFrames());
  });
});

describe('mainCause', () => {
  const none = noFrames().failed;

  it.each([
    ['the only cause', {}, { 'queue-full': 50 }, 'queue-full', 'queue-full'],
    [
      'the most frequent, though another came last',
      {},
      { 'queue-full': 49, 'no-frame': 1 },
      'no-frame',
      'queue-full',
    ],
    ['the last one of a tie', {}, { 'queue-full': 25, disconnected: 25 }, 'disconnected', 'disconnected'],
    [
      'what came in a row, whatever was frequent before',
      { 'no-frame': 400 },
      { 'no-frame': 401, 'consumer-threw': 49 },
      'no-frame',
      'consumer-threw',
    ],
  ] as const)('is %s', (_, before, now, last, expected) => {
    expect(mainCause({ ...none, ...before }, { ...none, ...now }, last)).toBe(expected);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  recordingsToRemove,
  undeliveredDays,
  type KeptRecording,
} from '../../../../utils/history/retention/recording-retention.ts';

const dayMs = 86_400_000;
const now = Date.UTC(2026, 10, 22);
const limits = { keepDays: 30, keepMegabytes: 2000 };

function aRecording(given: Partial<KeptRecording> & { days?: number } = {}): KeptRecording {
  const { days = 0, ...others } = given;
  return {
    sessionId: 'one',
    keep: 'always',
    isKept: false,
    lastEventAt: now - days * dayMs,
    isRunning: false,
    isDelivered: true,
    bytes: 1000,
    ...others,
  };
}

describe('the recordings that are removed', () => {
  it.each<[string, Partial<KeptRecording> & { days?: number }, boolean]>([
    ['arrived and was kept until then', { keep: 'until-delivered' }, true],
    ['did not arrive, lately', { keep: 'until-delivered', isDelivered: false, days: 6.9 }, false],
    ['did not arrive, a week ago', { keep: 'until-delivered', isDelivered: false, days: 7.1 }, true],
    ['is always kept, and new', { days: 29 }, false],
    ['is always kept, and old', { days: 31 }, true],
    ['arrived, and was chosen by the user', { keep: 'until-delivered', isKept: true }, false],
    ['is old, and was chosen by the user', { days: 300, isKept: true }, false],
    ['arrived so far, and runs', { keep: 'until-delivered', isRunning: true }, false],
    ['runs for very long', { days: 40, isRunning: true }, false],
  ])('one that %s', (_, given, isRemoved) => {
    expect(recordingsToRemove([aRecording(given)], limits, now)).toEqual(isRemoved ? ['one'] : []);
  });

  it('are none by date where the clock cannot be trusted', () => {
    const undelivered = aRecording({
      sessionId: 'two',
      keep: 'until-delivered',
      isDelivered: false,
      days: 400,
    });
    expect(recordingsToRemove([aRecording({ days: 400 }), undelivered], limits, null)).toEqual([]);
  });

  it('are the oldest first where all are too much', () => {
    const recordings = [3, 1, 2].map((days) => aRecording({ sessionId: String(days), days, bytes: 9e8 }));
    expect(recordingsToRemove(recordings, limits, now)).toEqual(['3']);
    expect(recordingsToRemove(recordings, { ...limits, keepMegabytes: 10 }, now)).toEqual(['3', '2', '1']);
    expect(recordingsToRemove(recordings, { ...limits, keepMegabytes: null }, now)).toEqual([]);
  });

  it('are never one that runs or that the user keeps, and no more than brings the rest within the limit', () => {
    const recording = fc.record({
      keep: fc.constantFrom('until-delivered' as const, 'always' as const),
      isKept: fc.boolean(),
      isRunning: fc.boolean(),
      isDelivered: fc.boolean(),
      days: fc.integer({ min: 0, max: 60 }),
      bytes: fc.integer({ min: 0, max: 1_500_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(recording, { maxLength: 20 }), (given) => {
        const all = given.map((each, index) => aRecording({ ...each, sessionId: String(index) }));
        const removed = new Set(recordingsToRemove(all, limits, now));
        const left = all.filter(({ sessionId }) => !removed.has(sessionId));
        expect(
          all.filter(({ sessionId, ...each }) => removed.has(sessionId) && (each.isKept || each.isRunning)),
        ).toEqual([]);
        const bytes = left.reduce((sum, each) => sum + each.bytes, 0);
        const removable = left.filter(({ isKept, isRunning }) => !isKept && !isRunning);
        expect(bytes <= limits.keepMegabytes * 1e6 || removable.length === 0).toBe(true);
        // All that is left is newer than all that had to go for want of room alone.
        const forRoom = all.filter(
          (each) =>
            removed.has(each.sessionId) &&
            !(each.keep === 'until-delivered' && each.isDelivered) &&
            each.lastEventAt >=
              now - (each.keep === 'until-delivered' ? undeliveredDays : limits.keepDays) * dayMs,
        );
        for (const gone of forRoom) {
          expect(removable.filter(({ lastEventAt }) => lastEventAt < gone.lastEventAt)).toEqual([]);
        }
      }),
    );
  });
});

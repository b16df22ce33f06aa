import { describe, expect, it } from 'vitest';
import { mayBeRevived, mayGoOn, recentLosses } from '../../../../utils/domain/recovery/resumption-policy.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const now = 400 * day;

describe('the losses of a host', () => {
  it.each([
    ['three within five minutes', [1, 2, 3], true],
    ['four within five minutes', [1, 2, 3, 4], false],
    ['four, one of them earlier', [1, 2, 3, 6], true],
    ['three, and some of a clock that was hours ahead', [1, 2, 3, -60, -120, -180], true],
    ['three, and some of a clock that was a year ahead', [1, 2, 3, -525_600, -525_601], true],
  ])('let a session go on or not: %s', (_words, minutesAgo, goesOn) => {
    const losses = minutesAgo.map((ago) => now - ago * minute);
    expect(mayGoOn(losses, now)).toBe(goesOn);
    expect(recentLosses(losses, now).length).toBeLessThanOrEqual(losses.length);
  });
});

describe('a session that was seen before its extension ended', () => {
  it.each([
    ['a minute ago', minute, true],
    ['two minutes ago', 2 * minute, false],
    ['a day ago', day, false],
    ['at a moment that is an hour to come', -60 * minute, false],
    ['at a moment that is a year to come', -365 * day, false],
  ])('is gone on with unasked or not: %s', (_words, agoMs, isRevived) => {
    expect(mayBeRevived({ windowIds: [1], at: now - agoMs }, [1], now)).toBe(isRevived);
  });
});

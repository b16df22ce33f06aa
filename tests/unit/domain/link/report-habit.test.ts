import { describe, expect, it } from 'vitest';
import { readMediaStats } from '../../../../utils/domain/link/media-stats.ts';
import {
  followReports,
  missedReports,
  noReports,
  type ReportHabit,
} from '../../../../utils/domain/link/report-habit.ts';

/** Reports once a second; each of them says something new where its jitter is another one. */
function reportsAt(seconds: readonly number[], jitterAt: (second: number) => number | null): ReportHabit {
  return seconds.reduce<ReportHabit>((habit, second) => {
    const at = second * 1000;
    const stats = { ...readMediaStats([]), reportedAt: at, jitter: jitterAt(second), packetsLost: 0 };
    return followReports(habit, stats, { at, isGapKnown: true });
  }, noReports);
}

const seconds = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('the habit of reports', () => {
  it.each<[string, (second: number) => number | null, number]>([
    ['says something new each time', (second) => second, 0],
    ['repeats itself from the tenth on, as while nothing arrives', (second) => Math.min(second, 10), 4],
    ['has always repeated itself, so that nothing is known of it', () => 0, 0],
    ['tells no jitter', () => null, 0],
  ])('misses what a far side says that %s', (_, jitterAt, missed) => {
    expect(missedReports(reportsAt(seconds(20), jitterAt), 20_000)).toBe(missed);
  });

  it('is not known before eight reports with something new', () => {
    expect(
      missedReports(
        reportsAt(seconds(8), (second) => second),
        60_000,
      ),
    ).toBe(0);
    expect(
      missedReports(
        reportsAt(seconds(9), (second) => second),
        60_000,
      ),
    ).toBe(23);
  });

  it('takes nothing from a gap of which it is not known whether it was a silence', () => {
    const habit = reportsAt(seconds(12), (second) => second);
    const stats = { ...readMediaStats([]), reportedAt: 72_000, jitter: 72, packetsLost: 0 };
    expect(followReports(habit, stats, { at: 72_000, isGapKnown: false }).gapsMs).toEqual(habit.gapsMs);
  });
});

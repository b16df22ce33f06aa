import { greatest } from '../../utils/domain/numbers/extremes.ts';
import type { Pattern, Share } from '../../utils/domain/past/patterns.ts';
import type { Texts } from '../../utils/texts/texts.ts';

/** One bar of a pattern's small chart. */
export interface PatternBar {
  name: string;
  /** A shorter name, where all of it would take too much room below the bar. */
  below?: string;
  /** What the bar stands for, in words. */
  text: string;
  /** The bar's height, as a share (0 to 1) of the chart's. */
  share: number;
  /** Whether the pattern is about this bar. */
  marked: boolean;
}

const bins = 16;

/** Draws a pattern as bars. */
export function patternBars(texts: Texts, pattern: Pattern): PatternBar[] {
  switch (pattern.pattern) {
    case 'same-age':
      return ageBars(texts, pattern.ages, pattern.age);
    case 'worst-hours':
      return pattern.byHour.map((slot, hour) => ({
        ...shareBar(texts, slot),
        name: texts.hour(hour),
        marked: isBetween(hour, pattern.fromHour, pattern.toHour),
      }));
    case 'profiles':
      return pattern.profiles.map((profile) => ({
        ...shareBar(texts, profile),
        name: profile.name,
        marked: profile === pattern.worse,
      }));
    case 'text-delays': {
      const longest = greatest(pattern.sessions.map(({ delay }) => delay));
      return pattern.sessions.map(({ name, delay, startedAt }) => ({
        name: `${name}, ${texts.shortMoment(startedAt)}`,
        below: texts.shortMoment(startedAt),
        text: texts.duration(delay),
        share: delay / longest,
        marked: name === pattern.slow.name,
      }));
    }
  }
}

function ageBars(texts: Texts, ages: readonly number[], marked: number): PatternBar[] {
  const width = (Math.max(greatest(ages), marked) * 1.001) / bins;
  const counts = Array.from({ length: bins }, () => 0);
  for (const age of ages) {
    const bin = Math.floor(age / width);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const most = greatest(counts);
  return counts.map((count, bin) => ({
    name: texts.t('patterns_age_range', texts.duration(bin * width), texts.duration((bin + 1) * width)),
    text: texts.number(count),
    share: count / most,
    marked: bin === Math.floor(marked / width),
  }));
}

function shareBar(texts: Texts, { troubled, total }: Share): Pick<PatternBar, 'text' | 'share'> {
  return { text: texts.t('patterns_share', troubled, total), share: total === 0 ? 0 : troubled / total };
}

/** Whether an hour lies in a range, which may span midnight. */
function isBetween(hour: number, from: number, to: number): boolean {
  return from < to ? hour >= from && hour < to : hour >= from || hour < to;
}

import type { Pattern } from '../domain/past/patterns.ts';
import { keyPart } from './key-part.ts';
import type { Texts } from './texts.ts';

export interface PatternTexts {
  title: string;
  /** What the sessions have in common. */
  text: string;
  /** The probable cause, and what to do; null where `text` says it already. */
  advice: string | null;
  /** What the pattern's chart shows. */
  chart: string;
}

/** Puts a pattern, which many sessions have in common, into words. */
export function patternTexts(texts: Texts, pattern: Pattern): PatternTexts {
  const { t, duration, hour } = texts;
  switch (pattern.pattern) {
    case 'same-age':
      return {
        title: t('patterns_same_age_title', pattern.profile.name),
        text: t('patterns_same_age', pattern.reached, pattern.died, duration(pattern.age)),
        advice: t(`patterns_${keyPart(pattern.cause)}`),
        chart: t('patterns_chart_ages'),
      };
    case 'worst-hours':
      return {
        title: t('patterns_hours_title', hour(pattern.fromHour), hour(pattern.toHour)),
        text: t(
          'patterns_hours',
          pattern.troubled,
          pattern.total,
          pattern.troubledElsewhere,
          pattern.totalElsewhere,
        ),
        advice: null,
        chart: t('patterns_chart_hours'),
      };
    case 'profiles': {
      const { worse, better } = pattern;
      return {
        title: t('patterns_profiles_title', worse.name, better.name),
        text: t(
          'patterns_profiles',
          worse.name,
          worse.troubled,
          worse.total,
          better.name,
          better.troubled,
          better.total,
        ),
        advice: null,
        chart: t('patterns_chart_profiles'),
      };
    }
    case 'text-delays': {
      const { quick, slow } = pattern;
      return {
        title: t('patterns_delays_title', slow.name, quick.name),
        text: t('patterns_delays', slow.name, duration(slow.delay), quick.name, duration(quick.delay)),
        advice: null,
        chart: t('patterns_chart_delays', slow.name),
      };
    }
  }
}

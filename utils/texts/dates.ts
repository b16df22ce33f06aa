import { clampMoment } from '../domain/bounds/bounds.ts';
import { once } from './once.ts';

/** English locales by the order of their dates: the first letters of day, month and year. */
const englishByOrder: Record<string, string> = { dmy: 'en-001', mdy: 'en-US', ymd: 'en-SE' };

const hourMs = 3_600_000;

/**
 * Formats moments and hours; the one place that knows in which locale. The words are those of `language`;
 * the order of a date and the hours of a day (12 or 24) are those of the region of `preferred`, a BCP 47 tag,
 * because who reads English words in a browser may live anywhere.
 */
export function createDates(language: string, preferred: string) {
  const region = once(() => datesOfRegion(language, preferred));
  /** `numeric` takes the place of `options` where a date is written in figures. */
  const format = (options: Intl.DateTimeFormatOptions, numeric = options) => {
    const made = once(() => {
      const { locale, isNumeric } = region();
      return new Intl.DateTimeFormat(locale, isNumeric ? numeric : options);
    });
    return (at: number): string => made().format(clampMoment(at));
  };
  const numericMoment = { dateStyle: 'short', timeStyle: 'short' } as const;
  const hour = format({ hour: 'numeric', timeZone: 'UTC' });

  return {
    /** Formats the hours and minutes of a moment, in epoch milliseconds. */
    time: format({ timeStyle: 'short' }),
    /** Formats a full hour of the day, 0 to 24, without a date or a time zone, as on a clock's face. */
    hour: (of: number): string => hour(of * hourMs),
    timeWithSeconds: format({ timeStyle: 'medium' }),
    day: format(
      { dateStyle: 'full' },
      { weekday: 'long', year: 'numeric', month: '2-digit', day: '2-digit' },
    ),
    /** Formats day and time of a moment in a short form. */
    shortMoment: format({ dateStyle: 'medium', timeStyle: 'short' }, numericMoment),
    /** Formats day and time of a moment. */
    moment: format({ dateStyle: 'long', timeStyle: 'short' }, numericMoment),
  };
}

/**
 * The locale of dates. Where English is not the region's own language, an English locale with the region's
 * order stands in, because ICU has English dates for few regions and gives those of the United States to all
 * others; where the year comes first a date is written in figures (`isNumeric`), as no English date with
 * words begins with the year.
 */
function datesOfRegion(language: string, preferred: string): { locale: string; isNumeric: boolean } {
  // The world's: a language that nobody speaks at home has no region.
  const { region = '001' } = new Intl.Locale(preferred).maximize();
  const native = new Intl.Locale('und', { region }).maximize().language;
  const locale = `${native}-${region}`;
  if (native === language) return { locale, isNumeric: false };
  if (language !== 'en') return { locale: language, isNumeric: false };
  const { hourCycle } = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions();
  const order = new Intl.DateTimeFormat(locale, { dateStyle: 'short' })
    .formatToParts(0)
    .map(({ type }) => (/^(?:day|month|year)$/.test(type) ? type.charAt(0) : ''))
    .join('');
  return {
    locale: `${englishByOrder[order] ?? 'en-001'}-u-hc-${hourCycle ?? 'h23'}`,
    isNumeric: order === 'ymd',
  };
}

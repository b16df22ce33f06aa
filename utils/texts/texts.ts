import { clampNumber } from '../domain/bounds/bounds.ts';
import { createDates } from './dates.ts';
import { once } from './once.ts';
import type messages from '../../public/_locales/en/messages.json';
import type japanese from '../../public/_locales/ja/messages.json';

type Messages = typeof messages;

/** The key of a text, which both languages have. */
export type TextKey = Extract<keyof Messages, keyof typeof japanese>;

/**
 * The base of a text that depends on a number: its keys are `<base>_one` and `<base>_other`, and the number
 * is `$1`.
 */
export type PluralBase = TextKey extends infer Key
  ? Key extends `${infer Base}_other`
    ? Base
    : never
  : never;

type Value = string | number;
type Substitutions<Key extends TextKey> = Messages[Key] extends { placeholders: object }
  ? [Value, ...Value[]]
  : [];

export interface TextsDeps {
  /** Looks up a text as `browser.i18n.getMessage` does: an unknown key gives an empty text. */
  getMessage(this: void, key: string, substitutions: string[]): string;
  /** The language of the browser's own words, a BCP 47 tag. */
  locale: string;
  /** The language that the user prefers for web pages, which names their region. Default: `locale`. */
  preferred?: string;
}

export type Texts = ReturnType<typeof createTexts>;

/** The number of durations whose words are cached. */
const mostDurations = 1000;

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * Gives all words and figures that a person sees, in the language that the browser has chosen. No function
 * throws, whatever the figure: a figure beyond the bounds of `bounds.ts` is shown as the nearest one within
 * them.
 */
export function createTexts({ getMessage, locale: browserLocale, preferred = '' }: TextsDeps) {
  // A browser in a third language gets English words, so the figures among them must be English too.
  const language = getMessage('texts_language', []);
  const locale = browserLocale.split('-')[0] === language ? browserLocale : language;

  const home = isLocale(preferred) ? preferred : browserLocale;

  // A browser takes milliseconds to make the first formatter of each kind, and a view that opens needs few of
  // them.
  const pluralRules = once(() => new Intl.PluralRules(locale));
  const numbers = once(() => new Intl.NumberFormat(locale));
  const tenths = once(
    () => new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
  );
  const percents = once(() => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }));
  const words = once(() => new Intl.DurationFormat(locale, { style: 'short' }));
  const tenthsOfSeconds = once(
    () => new Intl.NumberFormat(locale, { style: 'unit', unit: 'second', maximumFractionDigits: 1 }),
  );
  const milliseconds = once(
    () => new Intl.NumberFormat(locale, { style: 'unit', unit: 'millisecond', maximumSignificantDigits: 3 }),
  );
  // A browser takes half a millisecond to format a duration, and a list asks for the same ones whenever it is
  // drawn.
  const knownDurations = new Map<number, string>();
  const clocks = once(() => new Intl.DurationFormat(locale, { style: 'digital' }));
  const clocksWithTenths = once(
    () => new Intl.DurationFormat(locale, { style: 'digital', fractionalDigits: 1 }),
  );

  const asText = (value: Value) => (typeof value === 'number' ? numbers().format(value) : value);
  // Japanese has no spaces between words, so a line would break at the space before a unit.
  const together =
    language === 'ja'
      ? (text: string) => text.replace(/(\d) (?=(?:ms|Hz|[kM]B|kbit\/s)\b)/g, '$1\u00a0')
      : (text: string) => text;
  const find = (key: TextKey, values: readonly Value[]) => together(getMessage(key, values.map(asText)));

  return {
    /** The language of the words, for the `lang` attribute. */
    locale,

    /** Looks up a text. Numbers are formatted in the language; strings are inserted as they are. */
    t: <Key extends TextKey>(key: Key, ...values: Substitutions<Key>): string => find(key, values),

    /**
     * Looks up a text whose key is one of several that take different values; the caller has to give those
     * that fit.
     */
    named: (key: TextKey, values: readonly Value[]): string => find(key, values),

    /** Looks up the plural form of a text that fits `count`, which is the text's first substitution. */
    plural: (base: PluralBase, count: number, ...values: Value[]): string =>
      find(`${base}_${pluralRules().select(count) === 'one' ? 'one' : 'other'}`, [count, ...values]),

    /** The origin that servers see in the requests of this extension (Chrome's i18n API, predefined messages). */
    ownOrigin: (): string => `chrome-extension://${getMessage('@@extension_id', [])}`,

    number: (value: number): string => numbers().format(value),

    /** Formats an amount of data, in steps of 1000 as disks count. */
    bytes(count: number): string {
      const unit = count < 1e6 ? 'kilobyte' : count < 1e9 ? 'megabyte' : 'gigabyte';
      const divisor = { kilobyte: 1e3, megabyte: 1e6, gigabyte: 1e9 }[unit];
      const format = { style: 'unit', unit, maximumSignificantDigits: 3 } as const;
      return new Intl.NumberFormat(locale, format).format(Math.ceil(count / (divisor / 1e3)) / 1e3);
    },

    /** Formats a number with exactly one decimal. */
    tenths: (value: number): string => tenths().format(value),

    /** Formats a share from 0 to 1 as a percentage. */
    percent: (share: number): string => percents().format(share),

    /** Formats a duration in words, as exact as a reader needs. */
    duration(ms: number): string {
      const length = Math.max(0, clampNumber(ms));
      if (length < second) return closeUp(words().format({ milliseconds: Math.max(1, Math.round(length)) }));
      if (length < 10 * second) return closeUp(tenthsOfSeconds().format(length / second));
      const whole = Math.round(length / second) * second;
      const known = knownDurations.get(whole);
      if (known !== undefined) return known;
      const hours = Math.floor(whole / hour);
      const minutes = Math.floor((whole % hour) / minute);
      const seconds = (whole % minute) / second;
      const days = Math.floor(whole / day);
      const parts =
        days > 1 ? { days, hours: hours % 24 } : hours > 0 ? { hours, minutes } : { minutes, seconds };
      const said = closeUp(words().format(parts));
      if (knownDurations.size === mostDurations) knownDurations.clear();
      knownDurations.set(whole, said);
      return said;
    },

    /** Formats a short duration as a number of milliseconds. */
    milliseconds: (ms: number): string => milliseconds().format(ms),

    /** Formats a duration as a clock shows it, rounded down to whole seconds (or tenths). */
    clock(ms: number, { withTenths = false } = {}): string {
      const length = Math.max(0, Math.floor(clampNumber(ms)));
      const parts = {
        hours: Math.floor(length / hour),
        minutes: Math.floor((length % hour) / minute),
        seconds: Math.floor((length % minute) / second),
      };
      if (!withTenths) return clocks().format(parts);
      return clocksWithTenths().format({ ...parts, milliseconds: length % second });
    },

    /** The sign before decimals in the user's region. */
    decimalSign: (): string =>
      new Intl.NumberFormat(home).formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.',

    ...createDates(language, home),
  };
}

/** Whether a text is a BCP 47 tag; a browser does not check the languages that its user prefers. */
function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** Removes the space that unit formats put before 分 and 秒, which nobody writes. */
function closeUp(text: string): string {
  return text.replace(/\s?(\p{Script=Han}+)\s?/gu, '$1');
}

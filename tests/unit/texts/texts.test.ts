import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createTexts } from '../../../utils/texts/texts.ts';
import { getMessageOf, textsOf } from '../../support/messages.ts';

const en = textsOf('en');
const ja = textsOf('ja');

describe('t', () => {
  it('fills placeholders in, and writes numbers as the language does', () => {
    expect(en.t('note_server', 'speech.example')).toBe('Your voice goes to speech.example');
    expect(en.t('problem_range', 5, 1000)).toBe('Enter a whole number from 5 to 1,000.');
    expect(ja.t('problem_range', 5, 1000)).toBe('5から1,000までの整数を入力してください。');
  });

  it('takes a text that was filled in as it is, whatever is in it', () => {
    expect(en.t('note_server', '$1 <b>$SERVER$</b>')).toBe('Your voice goes to $1 <b>$SERVER$</b>');
  });
});

describe('a line of Japanese', () => {
  it('does not break between a figure and its unit', () => {
    expect(ja.t('event_microphone_acquired', '2 mics 48 Hz')).toContain('2 mics 48\u00a0Hz');
    expect(en.t('event_microphone_acquired', '2 mics 48 Hz')).toContain('2 mics 48 Hz');
  });
});

describe('plural', () => {
  it.each([
    [1, 'The server sent 1 finished text.'],
    [0, 'The server sent 0 finished texts.'],
    [1200, 'The server sent 1,200 finished texts.'],
  ])('%i is written with the form that fits', (count, text) => {
    expect(en.plural('event_texts_counted', count)).toBe(text);
  });
});

describe('locale', () => {
  it.each([
    ['en-GB', 'en', 'en-GB'],
    ['ja-JP', 'ja', 'ja-JP'],
    ['fr', 'en', 'en'],
  ] as const)('a browser in %s that shows %s words has figures of %s', (locale, words, figures) => {
    expect(createTexts({ getMessage: getMessageOf(words), locale }).locale).toBe(figures);
  });
});

describe('duration', () => {
  it.each([
    [0, '1 ms', '1 ms'],
    [412, '412 ms', '412 ms'],
    [3214, '3.2 sec', '3.2秒'],
    [43_000, '43 sec', '43秒'],
    [763_000, '12 min, 43 sec', '12分43秒'],
    [4_363_000, '1 hr, 12 min', '1時間12分'],
    [169_200_000, '47 hr', '47時間'],
    [176_400_000, '2 days, 1 hr', '2日1時間'],
    [2_592_000_000, '30 days', '30日'],
    [-5, '1 ms', '1 ms'],
  ])('%i ms in words', (ms, english, japanese) => {
    expect(en.duration(ms)).toBe(english);
    expect(ja.duration(ms)).toBe(japanese);
  });

  it('rounds up to the next unit, never to 60 of the smaller one', () => {
    expect(en.duration(59_700)).toBe('1 min');
    expect(en.duration(3_599_900)).toBe('1 hr');
  });
});

describe('clock', () => {
  it.each([
    [0, '0:00:00'],
    [59_999, '0:00:59'],
    [763_400, '0:12:43'],
    [36_000_000, '10:00:00'],
    [-1, '0:00:00'],
  ])('%i ms on a clock', (ms, shown) => {
    expect(en.clock(ms)).toBe(shown);
  });

  it('shows tenths where they are wanted', () => {
    expect(en.clock(3214, { withTenths: true })).toBe('0:00:03.2');
  });
});

describe('moments', () => {
  const at = new Date(2026, 10, 22, 14, 3, 22).getTime();

  it('are written as the language writes them', () => {
    expect(en.moment(at)).toBe('November 22, 2026 at 2:03 PM');
    expect(ja.moment(at)).toBe('2026年11月22日 14:03');
    expect(en.timeWithSeconds(at)).toMatch(/^2:03:22\sPM$/);
    expect(ja.time(at)).toBe('14:03');
    expect(ja.day(at)).toBe('2026年11月22日日曜日');
  });
});

describe('dates follow the region, whatever the language of the words', () => {
  const at = new Date(2026, 10, 30, 14, 5, 7).getTime();
  const spaces = /[\u202f\u00a0]/g;

  it.each([
    // words, language of the browser, language preferred, short moment, day, seconds
    ['en', 'en-US', 'en-US', 'Nov 30, 2026, 2:05 PM', 'Monday, November 30, 2026', '2:05:07 PM'],
    ['en', 'en-GB', 'en-GB', '30 Nov 2026, 14:05', 'Monday 30 November 2026', '14:05:07'],
    ['en', 'en-AU', 'en-AU', '30 Nov 2026, 2:05 pm', 'Monday 30 November 2026', '2:05:07 pm'],
    ['en', 'de', 'de', '30 Nov 2026, 14:05', 'Monday 30 November 2026', '14:05:07'],
    ['en', 'de', 'de-CH', '30 Nov 2026, 14:05', 'Monday 30 November 2026', '14:05:07'],
    ['en', 'pt-BR', 'pt-BR', '30 Nov 2026, 14:05', 'Monday 30 November 2026', '14:05:07'],
    ['en', 'hi', 'hi', '30 Nov 2026, 2:05 pm', 'Monday 30 November 2026', '2:05:07 pm'],
    ['en', 'en-US', 'de-DE', '30 Nov 2026, 14:05', 'Monday 30 November 2026', '14:05:07'],
    ['en', 'en-US', 'ja-JP', '2026-11-30, 14:05', 'Monday 2026-11-30', '14:05:07'],
    ['en', 'en-US', 'en-JP', '2026-11-30, 14:05', 'Monday 2026-11-30', '14:05:07'],
    ['en', 'ko', 'ko', '2026-11-30, 2:05 pm', 'Monday 2026-11-30', '2:05:07 pm'],
    ['en', 'sv', 'sv-SE', '2026-11-30, 14:05', 'Monday 2026-11-30', '14:05:07'],
    ['ja', 'ja', 'ja', '2026/11/30 14:05', '2026年11月30日月曜日', '14:05:07'],
    ['ja', 'ja', 'en-US', '2026/11/30 14:05', '2026年11月30日月曜日', '14:05:07'],
  ] as const)('%s words, browser in %s, preferred %s: %s', (words, locale, preferred, short, day, time) => {
    const texts = createTexts({ getMessage: getMessageOf(words), locale, preferred });
    const said = [texts.shortMoment(at), texts.day(at), texts.timeWithSeconds(at)];
    expect(said.map((each) => each.replace(spaces, ' ').replace(/^Monday,(?= \d)/, 'Monday'))).toEqual([
      short,
      day,
      time,
    ]);
    expect(texts.moment(at)).toMatch(/2026/);
    expect(texts.hour(14)).toMatch(time.startsWith('14') ? /^14/ : /^2/);
  });

  it.each(['en-US', 'de', 'fr-CH', 'ja-JP', 'fa', 'ar-EG', 'es-419', 'zh-Hant-TW', 'en-001', 'tlh', 'und'])(
    'a browser in %s can write every moment and hour',
    (locale) => {
      for (const words of ['en', 'ja'] as const) {
        const texts = createTexts({ getMessage: getMessageOf(words), locale });
        for (const say of [texts.time, texts.timeWithSeconds, texts.day, texts.shortMoment, texts.moment]) {
          expect(say(at)).not.toBe('');
          expect(() => say(8.64e15)).not.toThrow();
        }
        expect(texts.hour(24)).not.toBe('');
        expect(texts.decimalSign()).toHaveLength(1);
      }
    },
  );

  it.each(['', 'en_US', 'x', '*', 'de-'])(
    'a preferred language %j that is none changes nothing',
    (preferred) => {
      const texts = createTexts({ getMessage: getMessageOf('en'), locale: 'en-GB', preferred });
      expect(texts.time(at)).toBe('14:05');
      expect(texts.decimalSign()).toBe('.');
    },
  );

  it('are made in one place, so that no other one can take another locale', () => {
    const makers = globSync('{entrypoints,components,utils}/**/*.{ts,vue}')
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => /DateTimeFormat|toLocale\w*String|Intl\.Locale\b/.test(readFileSync(path, 'utf8')));
    expect(makers, 'say a moment by utils/texts/dates.ts').toEqual(['utils/texts/dates.ts']);
  });
});

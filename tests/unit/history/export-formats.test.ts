import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moment } from '../../../utils/domain/bounds/plain-data.ts';
import { cell } from '../../../utils/history/export/export-csv.ts';
import {
  csvDialect,
  defaultMask,
  usualSeparator,
  type CsvDialect,
  type ExportFormat,
} from '../../../utils/history/export/export-request.ts';
import { unpackMinute } from '../../../utils/history/rows/packed-minute.ts';
import { arbitraryOf } from '../../support/arbitrary-of-schema.ts';
import { anyLog } from '../../support/history/arbitrary-events.ts';
import { generateHistory, type GeneratedSession } from '../../support/history/generate-history.ts';
import { openHistory, type OpenedHistory } from '../../support/history/open-history.ts';
import { extractFeatures } from '../../support/history/dump-readers/features-reader.ts';
import { readInternals, tracesOfInternals } from '../../support/history/dump-readers/internals-reader.ts';
import { readRtcstats } from '../../support/history/dump-readers/rtcstats-reader.ts';
import { readCsv } from '../../support/history/read-csv.ts';
import { aSample } from '../../support/samples.ts';

const options = { seed: 11, sessions: 3, eventsPerSession: 40, samplesPerSession: 120 };
let history: OpenedHistory;
let made: GeneratedSession[];

beforeEach(async () => {
  history = openHistory();
  made = [...generateHistory({ ...options, endsAt: Date.UTC(2026, 10, 22) })].slice(0, 2);
  await history.fill(made);
});
afterEach(() => history.database.delete());

async function textOf(format: ExportFormat): Promise<string> {
  const sessionIds = made.map(({ row }) => row.id).toReversed();
  return (await history.export({ sessionIds, format, mask: defaultMask })).content.text();
}

const allEvents = () => made.flatMap(({ events }) => events);
const allSamples = () => made.flatMap(({ minutes }) => minutes.flatMap(unpackMinute));

const dialects = {
  'with commas': csvDialect('comma', ','),
  'with semicolons, in a region with decimal points': csvDialect('semicolon', '.'),
  'with semicolons, in a region with decimal commas': csvDialect('semicolon', ','),
  'with tabs, in a region with decimal commas': csvDialect('tab', ','),
};
const { 'with commas': commas } = dialects;

describe('a CSV file', () => {
  const inDialect = async (format: 'csv-events' | 'csv-samples', csv: CsvDialect) => {
    const sessionIds = made.map(({ row }) => row.id).toReversed();
    const { content } = await history.export({ sessionIds, format, mask: defaultMask, csv });
    return readCsv(await content.text(), csv.separator);
  };

  it('of events has a line for each, the oldest session first', async () => {
    const [head, ...rows] = readCsv(await textOf('csv-events'), ',');
    expect(head).toEqual(['session', 'profile', 'time', 'local time', 'at', 'writer', 'seq', 'kind', 'data']);
    expect(rows.map((row) => row[7])).toEqual(allEvents().map(({ kind }) => kind));
    expect(rows.every((row) => row.length === 9 && JSON.parse(row[8] ?? '') !== null)).toBe(true);
    expect(rows[0]?.[2]).toBe(new Date(allEvents()[0]?.at ?? 0).toISOString());
  });

  it('begins with a byte order mark, or office programs take it for something else than UTF-8', async () => {
    const { content } = await history.export({ sessionIds: [], format: 'csv-events', mask: defaultMask });
    const bytes = new Uint8Array(await content.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  });

  it.each(Object.entries(dialects))('%s has a line for each second, with its figures', async (_, csv) => {
    const [head, ...rows] = await inDialect('csv-samples', csv);
    expect(head?.slice(0, 5)).toEqual(['session', 'time', 'local time', 'at', 'roundTripTime']);
    expect(rows.every((row) => row.length === head?.length)).toBe(true);
    expect(rows.map((row) => Number(row[3]))).toEqual(allSamples().map(({ at }) => at));
    allSamples().forEach(({ roundTripTime }, index) => {
      const written = rows[index]?.[4] ?? '';
      if (roundTripTime === null) expect(written).toBe('');
      else expect(Number(written.replace(csv.decimalSign, '.'))).toBeCloseTo(roundTripTime, 6);
    });
  });

  it.each(Object.entries(dialects))('%s has the local time beside the one for programs', async (_, csv) => {
    for (const format of ['csv-events', 'csv-samples'] as const) {
      const [head = [], ...rows] = await inDialect(format, csv);
      const [iso, local] = [head.indexOf('time'), head.indexOf('local time')];
      for (const row of rows) {
        expect(row[local]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
        // A text of this form without a zone is local time (ECMA-262, section 21.4.1.32).
        const moment = Date.parse((row[local] ?? '').replace(' ', 'T'));
        expect(Math.floor(Date.parse(row[iso] ?? '') / 1000)).toBe(moment / 1000);
      }
    }
  });

  it.each([
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['+1', `"'+1"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['＝1＋1', `"'＝1＋1"`],
    ['＋1', `"'＋1"`],
    ['－1', `"'－1"`],
    ['＠SUM(A1)', `"'＠SUM(A1)"`],
    ['\t=1', `"'\t=1"`],
    ['\tHeadset', `"'\tHeadset"`],
    ['\rHeadset', `"'\rHeadset"`],
    ['\n=1', `"'\n=1"`],
    ['  =1', `"'  =1"`],
    ['\u3000＝1', `"'\u3000＝1"`],
    ['﹦1﹢1', `"'﹦1﹢1"`],
    ['﹫SUM(A1)', `"'﹫SUM(A1)"`],
    ['\u0000=1', `"'\u0000=1"`],
    ['\u200b\u202e=1', `"'\u200b\u202e=1"`],
    ['a,b\r\n"c"', '"a,b\r\n""c"""'],
    ['Headset', '"Headset"'],
    [-1.5, '-1.5'],
    [null, ''],
  ])('makes of %j the cell %s', (value, written) => {
    expect(cell(value, commas)).toBe(written);
  });

  it('never begins a cell as a formula, whatever a name is, and gives the name back', () => {
    const signs = Array.from('=+-@＝＋－＠﹦﹢﹣﹫\t\r\n\u3000\u0000\u200b\u202e ,;"\'');
    const names = fc.string({
      unit: fc.oneof(fc.constantFrom(...signs), fc.string({ unit: 'grapheme' })),
    });
    fc.assert(
      fc.property(names, fc.constantFrom(...Object.values(dialects)), (name, csv) => {
        const line = `${cell(name, csv)}${csv.separator}${cell(1.5, csv)}\r\n`;
        const [[read = '', figure] = []] = readCsv(line, csv.separator);
        expect(read).not.toMatch(/^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠﹦﹢﹣﹫]|^[\t\r\n]/u);
        expect([name, `'${name}`]).toContain(read);
        expect(figure).toBe(`1${csv.decimalSign}5`);
      }),
    );
  });

  it('is separated as spreadsheets of the region expect it, and never by the sign before decimals', () => {
    expect([usualSeparator('.'), usualSeparator(','), usualSeparator('٫')]).toEqual([
      'comma',
      'semicolon',
      'comma',
    ]);
    for (const separator of ['comma', 'semicolon', 'tab'] as const) {
      for (const sign of ['.', ',', '٫']) {
        const csv = csvDialect(separator, sign);
        expect(csv.separator).not.toBe(csv.decimalSign);
        if (separator !== 'comma' && sign === ',') expect(csv.decimalSign).toBe(',');
      }
    }
  });
});

it('a file is named after the day on the clock of its user', async () => {
  const before = process.env['TZ'];
  try {
    // The history's clock stands at midnight in UTC.
    for (const [zone, day] of [
      ['Pacific/Kiritimati', '2026-11-22'],
      ['Asia/Tokyo', '2026-11-22'],
      ['America/New_York', '2026-11-21'],
    ] as const) {
      process.env['TZ'] = zone;
      const { name } = await history.export({ sessionIds: [], format: 'json', mask: defaultMask });
      expect(name).toBe(`steadymic-0.2.0-${day}-sessions.json`);
    }
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
});

const formats = ['json', 'csv-events', 'csv-samples', 'webrtc-internals', 'rtcstats'] as const;

it('every format takes a session of any content, and its readers take that', async () => {
  const figures = fc.constantFrom(null, 0, -1, 1e13, 1e-320);
  const samples = fc.array(fc.tuple(arbitraryOf(moment), figures), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(anyLog('odd'), samples, fc.boolean(), async (log, seconds, isMasked) => {
      await history.remove(['odd']);
      await history.storeEvents(log);
      await history.database.samples.bulkPut(
        seconds.map(([at, value]) => aSample({ sessionId: 'odd', at, jitter: value, bitrate: value })),
      );
      const mask = { addresses: isMasked, microphones: isMasked, servers: isMasked };
      for (const format of formats) {
        const { content } = await history.export({ sessionIds: ['odd'], format, mask });
        expect(content.size, format).toBeGreaterThan(0);
        if (format === 'webrtc-internals')
          extractFeatures(tracesOfInternals(readInternals(await content.text())));
        if (format === 'rtcstats') extractFeatures(readRtcstats(await content.text()));
      }
    }),
    { numRuns: 30 },
  );
});

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

  it('says by its first bytes that it is UTF-8, or an office takes it for something else', async () => {
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
    ['a,b\r\n"c"', '"a,b\r\n""c"""'],
    ['Headset', '"Headset"'],
    [-1.5, '-1.5'],
    [null, ''],
  ])('makes of %j the cell %s', (value, written) => {
    expect(cell(value, commas)).toBe(written);
  });

  it('never begins a cell as a formula, whatever a name is, and gives the name back', () => {
    const signs = Array.from('=+-@＝＋－＠\t\r\n\u3000 ,;"\'');
    const names = fc.string({
      unit: fc.oneof(fc.constantFrom(...signs), fc.string({ unit: 'grapheme' })),
    });
    fc.assert(
      fc.property(names, fc.constantFrom(...Object.values(dialects)), (name, csv) => {
        const line = `${cell(name, csv)}${csv.separator}${cell(1.5, csv)}\r\n`;
        const [[read = '', figure] = []] = readCsv(line, csv.separator);
        expect(read).not.toMatch(/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/);
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
      expect(name).toBe(`steadymic-${day}-sessions.json`);
    }
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
});

interface InternalsDump {
  UserAgent: string;
  UserAgentData: { brand: string; version: string }[];
  getUserMedia: {
    pid: number;
    rid: number;
    request_id: number;
    origin?: string;
    audio_track_info?: string;
  }[];
  PeerConnections: Record<
    string,
    {
      url: string;
      rtcConfiguration: string;
      updateLog: { time: string; type: string; value: string }[];
      stats: Record<string, { startTime: string; endTime: string; statsType: string; values: string }>;
    }
  >;
}

/** The members of each report over time, as importers build them: a name is split at its last hyphen. */
function seriesOf({ stats }: InternalsDump['PeerConnections'][string]) {
  const reports = new Map<string, { type: string; members: Map<string, unknown[]> }>();
  for (const [name, { values, statsType }] of Object.entries(stats)) {
    const cut = name.lastIndexOf('-');
    const report = reports.get(name.slice(0, cut)) ?? {
      type: statsType,
      members: new Map<string, unknown[]>(),
    };
    report.members.set(name.slice(cut + 1), JSON.parse(values) as unknown[]);
    reports.set(name.slice(0, cut), report);
  }
  return reports;
}

/**
 * The parts of a dump that the dump importer of the rtcstats project reads, of which other importers are
 * copies.
 */
describe('a dump of webrtc-internals', () => {
  const readDump = async () => JSON.parse(await textOf('webrtc-internals')) as InternalsDump;

  it('begins as an object, and names the browser by the third brand and its version', async () => {
    const text = await textOf('webrtc-internals');
    expect(text.startsWith('{')).toBe(true);
    const { UserAgent, UserAgentData } = await readDump();
    expect(UserAgent).not.toBe('');
    expect(UserAgentData).toHaveLength(3);
    expect(UserAgentData[2]).toEqual({
      brand: expect.any(String) as string,
      version: expect.any(String) as string,
    });
  });

  it('has for every session a connection with its origin, its configuration and its log', async () => {
    const connections = Object.values((await readDump()).PeerConnections);
    expect(connections).toHaveLength(2);
    for (const [index, { updateLog, url, rtcConfiguration }] of connections.entries()) {
      const { row, events } = made[index] ?? expect.fail();
      expect(url).toBe(row.serverOrigin ?? 'loopback');
      expect(JSON.parse(rtcConfiguration)).toMatchObject({ bundlePolicy: 'max-bundle' });
      expect(updateLog).toHaveLength(events.length);
      expect(updateLog.filter(({ type }) => type === 'connectionstatechange')[0]?.value).toBe('"connected"');
      for (const { time, type, value } of updateLog) {
        expect(Date.parse(time)).not.toBeNaN();
        expect(type).not.toBe('');
        expect(() => JSON.parse(value) as unknown).not.toThrow();
        // An importer would take such a text for a description with SDP.
        expect(value).not.toMatch(/^\{"type":|, sdp: /);
      }
    }
  });

  it('has in every report a timestamp for each value, and whole series of what was measured', async () => {
    const connections = Object.values((await readDump()).PeerConnections);
    for (const [index, connection] of connections.entries()) {
      const samples = (made[index]?.minutes ?? expect.fail()).flatMap(unpackMinute);
      expect(Object.keys(connection.stats).join()).not.toContain('[');
      const reports = seriesOf(connection);
      for (const { type, members } of reports.values()) {
        expect(type).not.toBe('');
        const timestamps = members.get('timestamp') ?? [];
        for (const values of members.values()) expect(values).toHaveLength(timestamps.length);
      }
      const times = reports.get('RI01A')?.members.get('roundTripTime') as (number | null)[];
      expect(times).toHaveLength(samples.length);
      times.forEach((time, at) => expect(time ?? -1).toBeCloseTo(samples[at]?.roundTripTime ?? -1, 6));
      expect(reports.get('OT01A')?.members.get('kind')?.[0]).toBe('audio');
    }
  });

  it('leads from the transport to the pair that was used, and from there to both candidates', async () => {
    for (const connection of Object.values((await readDump()).PeerConnections)) {
      const reports = seriesOf(connection);
      const last = (id: unknown, member: string) => reports.get(String(id))?.members.get(member)?.at(-1);
      const [transport = ''] = [...reports].find(([, { type }]) => type === 'transport') ?? [];
      const pair = last(transport, 'selectedCandidatePairId');
      expect(reports.get(String(pair))?.type).toBe('candidate-pair');
      expect(last(pair, 'transportId')).toBe(transport);
      const local = last(pair, 'localCandidateId');
      expect(reports.get(String(local))?.type).toBe('local-candidate');
      expect(reports.get(String(last(pair, 'remoteCandidateId')))?.type).toBe('remote-candidate');
      expect(last(local, 'candidateType')).toBe('srflx');
      expect(last(local, 'protocol')).toBe('udp');
    }
  });

  it('has each request for a microphone with its answer', async () => {
    const { getUserMedia } = JSON.parse(await textOf('webrtc-internals')) as InternalsDump;
    expect(getUserMedia).toHaveLength(4);
    const [request, answer] = getUserMedia;
    expect(request?.origin).toBe('chrome-extension://test');
    expect(answer).toMatchObject({ pid: request?.pid, rid: request?.rid, request_id: request?.request_id });
    expect(answer).not.toHaveProperty('origin');
    expect(answer?.audio_track_info).toContain('label:');
  });
});

type Report = Record<string, unknown>;

/**
 * Reads version 3 of the format as the importer of the rtcstats project does: relative timestamps, and
 * reports of differences. A member is never null: after a null, the importer takes later values for the
 * members of an object. A report is null, for gone, only where it existed: another one has no type to read.
 */
function readRtcstats(text: string) {
  expect(text.startsWith('RTCStatsDump\n{')).toBe(true);
  const [, head, ...lines] = text.trimEnd().split('\n');
  expect(JSON.parse(head ?? '')).toMatchObject({
    fileFormat: 3,
    userAgent: expect.any(String) as string,
    url: expect.any(String) as string,
  });
  let at = 0;
  const known = new Map<string, Record<string, Report>>();
  return lines.map((line) => {
    const [method, id, value, ...extra] = JSON.parse(line) as [string, string, unknown, ...number[]];
    at += extra.pop() ?? NaN;
    expect(extra).toEqual([]);
    expect(new Date(at).getTime()).not.toBeNaN();
    if (method !== 'getStats') return { method, id, at, value };
    const after = { ...known.get(id) };
    for (const [name, delta] of Object.entries(value as Record<string, Report | null>)) {
      if (delta === null) {
        expect(after).toHaveProperty(name);
        Reflect.deleteProperty(after, name);
      } else {
        expect(Object.values(delta)).not.toContain(null);
        after[name] = { ...after[name], ...delta };
        expect(after[name]).toMatchObject({ type: expect.any(String) as string, timestamp: at });
      }
    }
    known.set(id, after);
    return { method, id, at, value: after };
  });
}

describe('an RTCStats file', () => {
  it('has every event and every sample of each session at its time, between create and close', async () => {
    const calls = readRtcstats(await textOf('rtcstats'));
    for (const [index, { events, minutes, row }] of made.entries()) {
      const own = calls.filter(({ id }) => id === `PC_${String(index)}`);
      expect(own.at(0)).toMatchObject({ method: 'create', at: row.startedAt });
      expect(own.at(-1)).toMatchObject({ method: 'close' });
      const stats = own.filter(({ method }) => method === 'getStats');
      const samples = minutes.flatMap(unpackMinute);
      expect(stats.map(({ at }) => at)).toEqual(samples.map(({ at }) => at));
      expect(own).toHaveLength(events.length + samples.length + 1);
      const last = stats.at(-1)?.value as Record<string, Report>;
      expect(last['SteadyMic']).toMatchObject({ type: 'steadymic', timestamp: samples.at(-1)?.at });
      expect(last['RI01A']).toMatchObject({ type: 'remote-inbound-rtp', kind: 'audio' });
      expect(own.find(({ method }) => method === 'onconnectionstatechange')?.value).toBe('connected');
    }
  });

  it('has the figures of every second, and where one is not known none instead of the last', async () => {
    const stats = readRtcstats(await textOf('rtcstats')).filter(
      ({ method, id }) => method === 'getStats' && id === 'PC_0',
    );
    const samples = (made[0]?.minutes ?? expect.fail()).flatMap(unpackMinute);
    expect(samples.some(({ jitter }) => jitter === null)).toBe(true);
    stats.forEach(({ value }, index) => {
      const remote = (value as Record<string, Report>)['RI01A'];
      const { jitter } = samples[index] ?? expect.fail();
      if (jitter === null) expect(remote ?? {}).not.toHaveProperty('jitter');
      else expect(remote?.['jitter']).toBeCloseTo(jitter, 6);
    });
  });

  it('counts the bytes that were sent from the bitrate of every second', async () => {
    const stats = readRtcstats(await textOf('rtcstats')).filter(
      ({ method, id }) => method === 'getStats' && id === 'PC_0',
    );
    const sent = stats.map(({ value }) => Number((value as Record<string, Report>)['OT01A']?.['bytesSent']));
    expect(sent[0]).toBe(0);
    expect(sent.every((bytes, index) => bytes >= (sent[index - 1] ?? 0))).toBe(true);
    const seconds = (stats.at(-1)?.at ?? 0) / 1000 - (stats[0]?.at ?? 0) / 1000;
    expect((sent.at(-1) ?? 0) / seconds).toBeGreaterThan(2500);
  });
});

const formats = ['json', 'csv-events', 'csv-samples', 'webrtc-internals', 'rtcstats'] as const;

it('every format takes a session of any content, with moments and figures at every bound', async () => {
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
      }
    }),
    { numRuns: 30 },
  );
});

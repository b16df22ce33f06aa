import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cell } from '../../../utils/history/export-csv.ts';
import { defaultMask, type ExportFormat } from '../../../utils/history/export-request.ts';
import { unpackMinute } from '../../../utils/history/packed-minute.ts';
import { generateHistory, type GeneratedSession } from '../../support/history/generate-history.ts';
import { openHistory, type OpenedHistory } from '../../support/history/open-history.ts';

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

/** RFC 4180, as a spreadsheet reads it. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    if (end === '' && row.length === 0) break;
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== ',') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

describe('a CSV file', () => {
  it('of events has a line for each, the oldest session first', async () => {
    const [head, ...rows] = readCsv(await textOf('csv-events'));
    expect(head).toEqual(['session', 'profile', 'time', 'at', 'writer', 'seq', 'kind', 'data']);
    expect(rows.map((row) => row[6])).toEqual(allEvents().map(({ kind }) => kind));
    expect(rows.every((row) => row.length === 8 && JSON.parse(row[7] ?? '') !== null)).toBe(true);
    expect(rows[0]?.[2]).toBe(new Date(allEvents()[0]?.at ?? 0).toISOString());
  });

  it('says by its first bytes that it is UTF-8, or an office takes it for something else', async () => {
    const { content } = await history.export({ sessionIds: [], format: 'csv-events', mask: defaultMask });
    const bytes = new Uint8Array(await content.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  });

  it('of samples has a line for each second', async () => {
    const [head, ...rows] = readCsv(await textOf('csv-samples'));
    expect(head?.slice(0, 4)).toEqual(['session', 'time', 'at', 'roundTripTime']);
    expect(rows.map((row) => Number(row[2]))).toEqual(allSamples().map(({ at }) => at));
  });

  it.each([
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['+1', `"'+1"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['\t=1', `"'\t=1"`],
    ['  =1', `"'  =1"`],
    ['a,b\r\n"c"', '"a,b\r\n""c"""'],
    ['Headset', '"Headset"'],
    [-1.5, '-1.5'],
    [null, ''],
  ])('makes of %j the cell %s', (value, written) => {
    expect(cell(value)).toBe(written);
  });

  it('never begins a cell as a formula, whatever a name is, and gives the name back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const [[read = ''] = []] = readCsv(`${cell(name)}\r\n`);
        expect(read).not.toMatch(/^\s*[=+\-@]/);
        expect([name, `'${name}`]).toContain(read);
      }),
    );
  });
});

interface InternalsDump {
  UserAgent: string;
  UserAgentData: { brand: string }[];
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
      updateLog: { time: string; type: string; value: string }[];
      stats: Record<string, { startTime: string; endTime: string; statsType: string; values: string }>;
    }
  >;
}

describe('a dump of webrtc-internals', () => {
  it('is read as importers read it: by series, each with the timestamps of its report', async () => {
    const dump = JSON.parse(await textOf('webrtc-internals')) as InternalsDump;
    expect(dump.UserAgentData).toHaveLength(3);
    const connections = Object.values(dump.PeerConnections);
    expect(connections).toHaveLength(2);
    for (const [index, { stats, updateLog, url }] of connections.entries()) {
      const { row, events, minutes } = made[index] ?? expect.fail();
      expect(url).toBe(row.serverOrigin ?? 'loopback');
      expect(updateLog).toHaveLength(events.length);
      expect(updateLog.filter(({ type }) => type === 'connectionstatechange')[0]?.value).toBe('"connected"');
      expect(updateLog.every(({ time }) => !Number.isNaN(Date.parse(time)))).toBe(true);
      for (const [name, { values, statsType }] of Object.entries(stats)) {
        expect(statsType).not.toBe('');
        // Importers cut at the last hyphen.
        const id = name.slice(0, name.lastIndexOf('-'));
        const timestamps = JSON.parse(stats[`${id}-timestamp`]?.values ?? '[]') as number[];
        expect(JSON.parse(values)).toHaveLength(timestamps.length);
      }
      const samples = minutes.flatMap(unpackMinute);
      const times = JSON.parse(stats['RI01A-roundTripTime']?.values ?? '[]') as (number | null)[];
      expect(times).toHaveLength(samples.length);
      times.forEach((time, at) => expect(time ?? -1).toBeCloseTo(samples[at]?.roundTripTime ?? -1, 6));
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

/** Version 3 of the format: relative timestamps, and reports that hold what has changed. */
function readRtcstats(text: string) {
  const [magic, head, ...lines] = text.trimEnd().split('\n');
  expect(magic).toBe('RTCStatsDump');
  expect(JSON.parse(head ?? '')).toMatchObject({ fileFormat: 3 });
  let at = 0;
  const known = new Map<string, Record<string, Report>>();
  return lines.map((line) => {
    const [method, id, value, ...extra] = JSON.parse(line) as [string, string, unknown, ...number[]];
    at += extra.pop() ?? NaN;
    if (method !== 'getStats') return { method, id, at, value };
    const before = known.get(id) ?? {};
    const after: Record<string, Report> = {};
    for (const [name, delta] of Object.entries({ ...before, ...(value as object) }) as [
      string,
      Report | null,
    ][]) {
      if (delta !== null) after[name] = { ...before[name], ...delta };
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

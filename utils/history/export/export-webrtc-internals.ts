import type { ExportSource } from './export-source.ts';
import { createCalls, track } from './export-calls.ts';
import { rounded } from './export-json.ts';
import { createStatsReports, ids } from './export-stats.ts';
import type { Masker } from './masker.ts';

/** The browser, as a dump names it. */
export interface ExportBrowser {
  userAgent: string;
  brands: readonly { brand: string; version: string }[];
}

/** The values of one member of one report over time. */
interface Series {
  statsType: string;
  values: (string | number | boolean | null)[];
}

/**
 * Begins a dump of chrome://webrtc-internals, with one peer connection for each session. Importers need three
 * brands (since M138) and a series of timestamps beside those of a report (since M117).
 */
export function* internalsBeginning(
  { userAgent, brands }: ExportBrowser,
  startedAt: number,
): Generator<string> {
  const three = [...brands, ...Array.from({ length: 3 }, () => ({ brand: '', version: '' }))].slice(0, 3);
  yield `{"timestamp":${startedAt},"UserAgent":${JSON.stringify(userAgent)},"UserAgentData":${JSON.stringify(three)},"PeerConnections":{`;
}

/** Writes one session; `number` counts the sessions of the file from 1. */
export async function* internalsSession(
  { row, events, samples }: ExportSource,
  masker: Masker,
  number: number,
): AsyncGenerator<string> {
  const log = masker.value(events);
  const { serverOrigin } = masker.value({ serverOrigin: row.serverOrigin });
  const toCalls = createCalls();
  const calls = log.flatMap((event) => [...toCalls(event)].map((call) => ({ ...event, ...call })));
  const connection = {
    pid: number,
    rid: 1,
    url: serverOrigin ?? 'loopback',
    rtcConfiguration: calls.find(({ name }) => name === 'create')?.value ?? {},
    constraints: '',
    updateLog: calls.map(({ at, name, kind, value }) => update(at, name ?? kind, value)),
  };
  yield `${number === 1 ? '' : ','}\n"${number}-1":${JSON.stringify(connection).slice(0, -1)},"stats":{`;

  const toReports = createStatsReports(log);
  const series = new Map<string, Series>();
  let [startTime, endTime] = [0, 0];
  for await (const piece of samples()) {
    for (const sample of piece) {
      startTime ||= sample.at;
      endTime = sample.at;
      const reports = toReports(sample);
      // What chrome://webrtc-internals has calculated itself; readers draw it, and not the sum of the bytes.
      Object.assign(reports[ids.outbound] ?? {}, { '[bytesSent_in_bits/s]': rounded(sample.bitrate) });
      for (const [id, { type, ...report }] of Object.entries(reports)) {
        for (const [name, value] of Object.entries(report)) {
          const key = `${id}-${name}`;
          const one = series.get(key) ?? { statsType: type, values: [] };
          // Readers take a series for figures if its first value is one, and a shorter one for one that
          // begins later.
          if (value === null && one.values.length === 0) continue;
          one.values.push(value);
          series.set(key, one);
        }
      }
    }
  }
  const times = {
    startTime: new Date(startTime).toISOString(),
    endTime: new Date(endTime).toISOString(),
  };
  let separator = '';
  for (const [key, { statsType, values }] of series) {
    yield `${separator}\n"${key}":${JSON.stringify({ ...times, statsType, values: JSON.stringify(values) })}`;
    separator = ',';
  }
  yield '}}';
}

/** Ends the dump with `getUserMedia`, because the requests of all sessions are known only then. */
export function* internalsEnd(requests: readonly object[]): Generator<string> {
  yield `\n},"getUserMedia":${JSON.stringify(requests)}}\n`;
}

/** The request for a session's microphone and its answer, as two entries. */
export function microphoneRequests(
  { events }: ExportSource,
  masker: Masker,
  number: number,
  origin: string,
): object[] {
  const opened = events.find((event) => event.kind === 'microphone-acquired');
  if (!opened) return [];
  const { label } = masker.value({ label: opened.label });
  const request = {
    pid: number,
    rid: 1,
    request_id: number,
    request_type: 'getUserMedia',
    timestamp: opened.at,
  };
  const info = JSON.stringify({ id: track.id, label });
  return [
    { ...request, origin, audio: '' },
    { ...request, stream_id: track.stream, audio_track_info: info },
  ];
}

/** An entry of a connection's log. */
function update(at: number, type: string, value: unknown) {
  // Readers take a text with these signs for SDP.
  const json = JSON.stringify(value).replaceAll(', sdp: ', ',\\u0020sdp: ');
  return { time: new Date(at).toISOString(), timestamp: at, type, value: json };
}

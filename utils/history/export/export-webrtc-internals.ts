import type { SessionEvent } from '../../domain/log/session-event.ts';
import type { ExportSource } from './export-source.ts';
import { createStatsReports } from './export-stats.ts';
import type { Masker } from './masker.ts';

/** The browser, as a dump names it. */
export interface ExportBrowser {
  userAgent: string;
  brands: readonly { brand: string; version: string }[];
}

/** The values of one member of one report over time. */
interface Series {
  statsType: string;
  values: (string | number | null)[];
}

/**
 * Begins a dump of chrome://webrtc-internals, with one peer connection for each session. Importers need three
 * brands (since M138) and a series of timestamps beside those of a report (since M117).
 */
export function* internalsBeginning({ userAgent, brands }: ExportBrowser): Generator<string> {
  const three = [...brands, ...Array.from({ length: 3 }, () => ({ brand: '', version: '' }))].slice(0, 3);
  yield `{"UserAgent":${JSON.stringify(userAgent)},"UserAgentData":${JSON.stringify(three)},"PeerConnections":{`;
}

/** Writes one session; `number` counts the sessions of the file from 1. */
export async function* internalsSession(
  { row, events, samples }: ExportSource,
  masker: Masker,
  number: number,
): AsyncGenerator<string> {
  const log = masker.value(events);
  const { serverOrigin } = masker.value({ serverOrigin: row.serverOrigin });
  const connection = {
    pid: number,
    rid: 1,
    url: serverOrigin ?? 'loopback',
    rtcConfiguration: configuration(log),
    constraints: '',
    updateLog: log.map(update),
  };
  yield `${number === 1 ? '' : ','}\n"${number}-1":${JSON.stringify(connection).slice(0, -1)},"stats":{`;

  const toReports = createStatsReports(log);
  const series = new Map<string, Series>();
  let [startTime, endTime] = [0, 0];
  for await (const piece of samples()) {
    for (const sample of piece) {
      startTime ||= sample.at;
      endTime = sample.at;
      for (const [id, { type, ...report }] of Object.entries(toReports(sample))) {
        for (const [name, value] of Object.entries(report)) {
          const key = `${id}-${name}`;
          const one = series.get(key) ?? { statsType: type, values: [] };
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
  const request = { pid: number, rid: 1, request_id: number, timestamp: opened.at };
  return [
    { ...request, request_type: 'getUserMedia', origin, audio: '' },
    { ...request, request_type: 'getUserMediaOnSuccess', audio_track_info: `label:${label}` },
  ];
}

function configuration(events: readonly SessionEvent[]): string {
  const started = events.find((event) => event.kind === 'session-started');
  if (!started) return '';
  const { iceServerCount, iceTransportPolicy } = started;
  return JSON.stringify({ iceServerCount, iceTransportPolicy, bundlePolicy: 'max-bundle' });
}

/**
 * Writes an event as an update: the two states under the names that importers highlight, everything else
 * under its own.
 */
function update({ at, kind, ...data }: SessionEvent): { time: string; type: string; value: string } {
  const { sessionId: _, writer: __, seq: ___, ...rest } = data;
  const time = new Date(at).toISOString();
  if ('connectionState' in rest) {
    return { time, type: 'connectionstatechange', value: JSON.stringify(rest.connectionState) };
  }
  return { time, type: kind, value: JSON.stringify(rest) };
}

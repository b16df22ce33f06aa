import { demand, drawGraphs, isReport, type Graph, type Series, type Traces } from './trace.ts';

/** What the two importers show of one connection. */
export interface ShownConnection {
  url: string;
  configuration: unknown;
  /** The states in the order in which they are shown at the top: those of the connection, and of ICE. */
  states: string[];
  iceStates: string[];
  log: { at: number; type: string; value: unknown }[];
  graphs: Map<string, Graph>;
  /** The last values of every report, out of which the table of candidates is made. */
  last: Map<string, Record<string, unknown>>;
}

interface Entry {
  time: string;
  timestamp: number;
  type: string;
  value: string;
}

interface Dump {
  timestamp: number;
  UserAgent: string;
  UserAgentData: { brand: string; version: string }[];
  getUserMedia: Record<string, unknown>[];
  PeerConnections: Record<
    string,
    {
      url: string;
      rtcConfiguration: unknown;
      constraints: unknown;
      updateLog: Entry[];
      stats: Record<string, { startTime: string; endTime: string; statsType: string; values: string }>;
    }
  >;
}

/**
 * Reads a dump of chrome://webrtc-internals, and demands what these take for granted, each line for a line of
 * theirs: the importer of github.com/rtcstats/rtcstats (dump-importer, August 2026), its table of candidates,
 * its masking of addresses, and the older github.com/fippo/webrtc-dump-importer.
 */
export function readInternals(text: string) {
  demand(text.startsWith('{'), 'the format is told from the first character');
  const dump = JSON.parse(text) as Dump;
  demand(dump.UserAgentData.length >= 3, 'the third brand names the browser');
  const [, , named] = dump.UserAgentData;
  demand(typeof named?.brand === 'string' && typeof named.version === 'string', 'a brand has a version');
  demand(typeof dump.UserAgent === 'string', 'the browser has a name');
  return {
    dump,
    userAgent: `${named.brand} ${named.version} / ${dump.UserAgent}`,
    microphones: readMicrophones(dump.getUserMedia),
    connections: Object.values(dump.PeerConnections).map(readConnection),
  };
}

/** Reads requests for microphones: an entry with an origin is a request, one without answers an earlier one. */
function readMicrophones(entries: readonly Record<string, unknown>[]): string[] {
  const rows = new Map<string, string>();
  for (const { pid, rid, request_id: id, origin, audio, audio_track_info: info, ...entry } of entries) {
    const key = [pid, rid, id].join('-');
    if (typeof origin === 'string' && origin !== '') {
      demand(entry['request_type'] === 'getUserMedia' && audio === '', 'a request asks for a microphone');
      rows.set(key, '');
    } else {
      demand(rows.has(key), 'an answer finds the row of its request');
      demand(typeof info === 'string', 'an answer says what was opened');
      rows.set(key, info);
    }
  }
  return [...rows.values()];
}

function readConnection(connection: Dump['PeerConnections'][string]): ShownConnection {
  demand(typeof connection.url === 'string', 'a connection has a URL');
  demand(isReport(connection.rtcConfiguration), 'a configuration is an object');
  const log = connection.updateLog.map(readEntry);
  const statesOf = (type: string) =>
    log.flatMap((entry) => (entry.type === type ? [String(entry.value)] : []));
  const reports = readReports(connection.stats);
  const last = new Map(
    [...reports].map(([id, { type, members }]) => [
      id,
      { type, ...Object.fromEntries([...members].map(([name, series]) => [name, series.at(-1)?.[1]])) },
    ]),
  );
  return {
    url: connection.url,
    configuration: connection.rtcConfiguration,
    states: statesOf('connectionstatechange'),
    iceStates: statesOf('iceconnectionstatechange'),
    log,
    graphs: drawGraphs(reports),
    last,
  };
}

function readEntry({ time, timestamp, type, value }: Entry) {
  demand(!Number.isNaN(Date.parse(time)), 'the older importer shows `time`');
  demand(Date.parse(time) === Math.floor(timestamp), 'the importer shows `timestamp` in its place');
  demand(type !== '', 'an entry has a type');
  demand(typeof value === 'string', 'a value is a text, of which methods are called');
  demand(!value.startsWith('{"type":') && !value.includes(', sdp: '), 'such a value is taken for SDP');
  demand(!['icecandidate', 'addIceCandidate'].includes(type), 'such an entry is taken for a candidate');
  return { at: timestamp, type, value: JSON.parse(value) as unknown };
}

/** The reports by their ids, each with its members over time. */
function readReports(stats: Dump['PeerConnections'][string]['stats']) {
  const reports = new Map<string, { type: string; members: Map<string, Series> }>();
  for (const [name, { statsType, values, startTime, endTime }] of Object.entries(stats)) {
    const [id, member] = splitName(name);
    demand(typeof statsType === 'string', 'a series names the type of its report');
    demand(!Number.isNaN(Date.parse(startTime) + Date.parse(endTime)), 'a series has a beginning and an end');
    const timestamps = stats[`${id}-timestamp`];
    demand(timestamps, 'a report has its moments, or no series of the file is read');
    const moments = JSON.parse(timestamps.values) as number[];
    const figures = JSON.parse(values) as unknown[];
    demand(figures.length > 0, `${name} has no value: the first and the last are read`);
    demand(figures.length <= moments.length, `${name} has more values than moments`);
    // A shorter series is one that began later.
    const offset = moments.length - figures.length;
    const report = reports.get(id) ?? { type: statsType, members: new Map<string, Series>() };
    report.members.set(
      member,
      figures.map((figure, index) => [moments[index + offset] ?? NaN, figure]),
    );
    reports.set(id, report);
  }
  return reports;
}

/** Splits the name of a series at its last hyphen, or before what the browser has calculated: `[a/s]`. */
function splitName(name: string): [id: string, member: string] {
  const bracket = name.indexOf('[');
  const cut = bracket === -1 ? name.lastIndexOf('-') : bracket - 1;
  demand(cut > 0, `${name} names no report`);
  return [name.slice(0, cut), name.slice(cut + 1)];
}

/** Turns a dump into traces, as the extraction of features does before it reads them. */
export function tracesOfInternals({ dump, connections }: ReturnType<typeof readInternals>): Traces {
  const client = {
    type: 'create',
    timestamp: dump.timestamp,
    value: { userAgentData: dump.UserAgentData },
  };
  const requests = dump.getUserMedia.map(({ audio_track_info: info, stream_id: stream, ...entry }) => {
    const type = `navigator.mediaDevices.${String(entry['request_type'])}`;
    const timestamp = Number(entry['timestamp']);
    if (typeof info !== 'string') return { type, timestamp, value: { audio: true } };
    const { id, label } = JSON.parse(info) as { id: string; label: string };
    return { type: `${type}OnSuccess`, timestamp, value: [['audio', id, label, stream]] };
  });
  const traces: Traces = { null: [client, ...requests] };
  Object.values(dump.PeerConnections).forEach(({ stats }, index) => {
    const { configuration, log } = connections[index] ?? { configuration: null, log: [] };
    const byMoment = new Map<number, Record<string, Record<string, unknown>>>();
    for (const [id, { type, members }] of readReports(stats)) {
      for (const [name, series] of members) {
        for (const [at, value] of series) {
          const reports = byMoment.get(at) ?? {};
          reports[id] = { ...reports[id], type, timestamp: at, [name]: value };
          byMoment.set(at, reports);
        }
      }
    }
    traces[`PC_${String(index)}`] = [
      { type: 'create', timestamp: log[0]?.at ?? dump.timestamp, value: configuration },
      ...log.map(({ at, type, value }) => ({ type, timestamp: at, value })),
      ...[...byMoment].map(([timestamp, value]) => ({ type: 'getStats', timestamp, value })),
    ].sort((one, other) => one.timestamp - other.timestamp);
  });
  return traces;
}

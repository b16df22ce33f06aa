import { demand, isReport, type Reports, type TraceEvent, type Traces } from './trace.ts';

interface ConnectionFeatures {
  connected: boolean;
  iceConnected: boolean;
  iceRestart: boolean;
  closed: boolean;
  iceServers: number | undefined;
  isRelayOnly: boolean | undefined;
  /** The types of the candidates of the first pair that was selected once the connection was up. */
  firstPair: [local: unknown, remote: unknown] | null;
  tracks: TrackFeatures[];
}

interface TrackFeatures {
  id: string;
  /** The report of statistics that belongs to the track; null where none was found. */
  statsId: string | null;
  codec: unknown;
  durationMs: number;
}

/**
 * Extracts features of a dump, and demands what the extraction of github.com/rtcstats/rtcstats
 * (rtcstats-features, August 2026) takes for granted, where it would throw.
 */
export function extractFeatures({ null: client, ...connections }: Traces) {
  demand(client && client.length > 0, 'the client itself has a trace');
  const create = client.find(({ type }) => type === 'create');
  demand(isReport(create?.value), 'the trace of the client begins with its creation');
  const microphones = client.flatMap(({ type, value }) => {
    if (type !== 'navigator.mediaDevices.getUserMediaOnSuccess') return [];
    demand(Array.isArray(value), 'what was opened is a list of tracks');
    return (value as unknown[]).map((each) => {
      demand(Array.isArray(each), 'a track is a list');
      const [kind, id, label] = each as unknown[];
      demand(kind === 'audio' && typeof id === 'string' && typeof label === 'string', 'a track has a name');
      return label;
    });
  });
  return {
    askedForMicrophone: client.some(
      ({ type, value }) =>
        type === 'navigator.mediaDevices.getUserMedia' && isReport(value) && Boolean(value['audio']),
    ),
    microphones,
    durationMs: (client.at(-1)?.timestamp ?? 0) - (client[0]?.timestamp ?? 0),
    connections: Object.values(connections).map(connectionFeatures),
  };
}

function connectionFeatures(trace: TraceEvent[]): ConnectionFeatures {
  demand(trace.length > 0, 'a connection has an event');
  const has = (type: string, value: string) =>
    trace.some((event) => event.type === type && event.value === value);
  const configuration = trace.find(({ type }) => type === 'create')?.value;
  const servers = isReport(configuration) ? configuration['iceServers'] : undefined;
  if (servers !== undefined) {
    demand(Array.isArray(servers), 'the servers of a configuration are a list');
    for (const server of servers as unknown[])
      demand(isReport(server) && Array.isArray(server['urls']), 'a server has a list of URLs');
  }
  return {
    connected: has('onconnectionstatechange', 'connected'),
    iceConnected: has('oniceconnectionstatechange', 'connected'),
    iceRestart: trace.some(
      ({ type, value }) => type === 'createOffer' && isReport(value) && value['iceRestart'] === true,
    ),
    closed: trace.at(-1)?.type === 'close',
    iceServers: Array.isArray(servers) ? servers.length : undefined,
    isRelayOnly: isReport(configuration) ? configuration['iceTransportPolicy'] === 'relay' : undefined,
    firstPair: firstPair(trace),
    tracks: tracksOf(trace),
  };
}

/** Looks up the pair of every reading, as some feature or other does of each, and keeps the first one. */
function firstPair(trace: TraceEvent[]): [unknown, unknown] | null {
  let first: [unknown, unknown] | null = null;
  let isUp = false;
  for (const { type, value } of trace) {
    isUp ||= type === 'onconnectionstatechange' && value === 'connected';
    if (type !== 'getStats') continue;
    const reports = value as Reports;
    for (const report of Object.values(reports)) demand(isReport(report), 'a report is an object');
    const transport = Object.values(reports).find(
      (report) => report['type'] === 'transport' && report['selectedCandidatePairId'],
    );
    const pair = reports[String(transport?.['selectedCandidatePairId'])];
    if (!pair) continue;
    const local = reports[String(pair['localCandidateId'])];
    const remote = reports[String(pair['remoteCandidateId'])];
    demand(local && remote, 'a selected pair has both its candidates');
    if (isUp) first ??= [local['candidateType'], remote['candidateType']];
  }
  return first;
}

function tracksOf(trace: TraceEvent[]): TrackFeatures[] {
  const tracks: { id: string; from: number; statsId: string | null }[] = [];
  for (const { type, value, timestamp } of trace) {
    if (type === 'addTrack') {
      demand(Array.isArray(value), 'a track is a list: kind, id, label, and its streams');
      tracks.push({ id: String((value as unknown[])[1]), from: timestamp, statsId: null });
    }
    if (type !== 'getStats') continue;
    const reports = value as Reports;
    for (const [id, report] of Object.entries(reports)) {
      if (report['type'] !== 'outbound-rtp') continue;
      const source = reports[String(report['mediaSourceId'])]?.['trackIdentifier'];
      const track = tracks.find(
        (each) => (each.statsId ?? id) === id && (each.statsId || each.id === source),
      );
      if (track) track.statsId = id;
    }
  }
  return tracks.map(({ id, from, statsId }) => {
    const readings = trace.filter(
      ({ type, value }) => type === 'getStats' && statsId !== null && statsId in (value as Reports),
    );
    const codecs = readings.map(({ value }) => {
      const reports = value as Reports;
      return reports[String(reports[String(statsId)]?.['codecId'])]?.['mimeType'];
    });
    return {
      id,
      statsId,
      codec: codecs.find((codec) => codec !== undefined),
      durationMs: (readings.at(-1)?.timestamp ?? from) - from,
    };
  });
}

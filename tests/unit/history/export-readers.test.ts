import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sample } from '../../../utils/domain/samples/sample.ts';
import type { SessionEventBody } from '../../../utils/domain/log/session-event.ts';
import { defaultMask, type ExportFormat } from '../../../utils/history/export/export-request.ts';
import { unpackMinute } from '../../../utils/history/rows/packed-minute.ts';
import { extractFeatures } from '../../support/history/dump-readers/features-reader.ts';
import { readInternals, tracesOfInternals } from '../../support/history/dump-readers/internals-reader.ts';
import { graphsOf, readRtcstats } from '../../support/history/dump-readers/rtcstats-reader.ts';
import type { Graph, Series } from '../../support/history/dump-readers/trace.ts';
import { generateHistory, type GeneratedSession } from '../../support/history/generate-history.ts';
import { openHistory, type OpenedHistory } from '../../support/history/open-history.ts';
import { aSample } from '../../support/samples.ts';
import { eventsOf } from '../../support/session-rows.ts';

let history: OpenedHistory;

beforeEach(() => {
  history = openHistory();
});
afterEach(() => history.database.delete());

const textOf = async (format: ExportFormat, sessionIds: string[], mask = defaultMask) =>
  (await history.export({ sessionIds, format, mask })).content.text();

const internalsOf = async (...ids: string[]) => readInternals(await textOf('webrtc-internals', ids));
const rtcstatsOf = async (...ids: string[]) => readRtcstats(await textOf('rtcstats', ids));

/** The two dumps, each with the graphs of its first connection and the features of all. */
const dumps = {
  async 'webrtc-internals'(id: string) {
    const read = await internalsOf(id);
    const graphs = read.connections[0]?.graphs ?? expect.fail();
    return { graphs, features: extractFeatures(tracesOfInternals(read)) };
  },
  async rtcstats(id: string) {
    const traces = await rtcstatsOf(id);
    return { graphs: graphsOf(traces, 'PC_0'), features: extractFeatures(traces) };
  },
};
const bothDumps = Object.entries(dumps);

const start = Date.UTC(2026, 10, 20, 9);

const started: SessionEventBody = {
  kind: 'session-started',
  profile: { id: 'studio', name: 'Studio', kind: 'whip' },
  serverOrigin: 'https://studio.example',
  iceServerCount: 2,
  iceTransportPolicy: 'relay',
  watch: { errorThreshold: 50, checkIntervalMs: 500, connectDeadlineMs: 15_000 },
};
const relayed = {
  localType: 'relay',
  remoteType: 'host',
  protocol: 'udp',
  relayProtocol: 'tls',
  relayUrl: 'turns:turn.example',
};
const direct = { localType: 'srflx', remoteType: 'prflx', protocol: 'udp', relayProtocol: null };
const status = (
  connectionState: 'connecting' | 'connected',
  iceConnectionState: 'checking' | 'connected',
) => ({
  kind: 'connection-status-changed' as const,
  status: connectionState === 'connected' ? ('connected' as const) : ('connecting' as const),
  connectionState,
  iceConnectionState,
});

/** A session whose figures become known one after the other, and whose path changes once. */
const log: SessionEventBody[] = [
  started,
  { kind: 'microphone-acquired', label: 'Desk, sdp: none', sampleRate: 48_000 },
  status('connecting', 'checking'),
  status('connecting', 'connected'),
  status('connected', 'connected'),
  { kind: 'candidate-pair-selected', pair: relayed },
  { kind: 'codec-selected', codec: { mimeType: 'audio/opus', clockRate: 48_000, channels: 2 } },
  { kind: 'ice-restart-began' },
  { kind: 'candidate-pair-selected', pair: direct },
  { kind: 'stop-requested' },
];

/** Seconds after the start at which a figure is first known. */
const firstKnown = { bitrate: 3, roundTripTime: 4, jitter: 4, fractionLost: 6, audioLevel: 1 };

function samplesOf(sessionId: string): Sample[] {
  return Array.from({ length: 12 }, (_, second) => {
    const sample = aSample({ sessionId, at: start + second * 1000 });
    for (const [figure, from] of Object.entries(firstKnown) as [keyof typeof firstKnown, number][]) {
      // Nothing is heard in the ninth second.
      const isKnown = second >= from && (second !== 9 || figure === 'audioLevel');
      sample[figure] = isKnown ? (second + 1) / 100 : null;
    }
    sample.bitrate = sample.bitrate === null ? null : sample.bitrate * 1e6;
    return sample;
  });
}

async function storeSession(id: string, bodies = log): Promise<Sample[]> {
  await history.storeEvents(eventsOf(id, start, bodies));
  const samples = samplesOf(id);
  await history.database.samples.bulkPut(samples);
  return samples;
}

/** A graph with these curves, whose report is of this type. */
function curvesOf(graphs: ReadonlyMap<string, Graph>, type: string): Map<string, Series> {
  const found = [...graphs.values()].filter((graph) => graph.type === type);
  expect(found.length, type).toBeGreaterThan(0);
  return new Map(found.flatMap(({ curves }) => [...curves]));
}

const known = (series: Series | undefined) => series?.filter(([, value]) => value !== null);

describe.each(bothDumps)('a dump for the readers of %s', (name, dump) => {
  it('shows every figure from the moment at which it was known, however late that was', async () => {
    const samples = await storeSession('late');
    const { graphs } = await dump('late');
    const remote = curvesOf(graphs, 'remote-inbound-rtp');
    for (const figure of ['roundTripTime', 'jitter', 'fractionLost'] as const) {
      const figures = samples.flatMap(({ at, [figure]: value }) => (value === null ? [] : [[at, value]]));
      // In RTCStats a report is gone in the first second in which something of it is not known.
      expect(known(remote.get(figure))).toEqual(figures);
    }
    const levels = curvesOf(graphs, 'media-source').get('audioLevel');
    expect(known(levels)).toEqual(
      samples.flatMap(({ at, audioLevel }) => (audioLevel === null ? [] : [[at, audioLevel]])),
    );
    const times = curvesOf(graphs, 'candidate-pair').get('currentRoundTripTime');
    expect(times?.every(([at]) => at >= start + 5000)).toBe(true);
  });

  it('shows the bits that were sent in every second', async () => {
    const samples = await storeSession('bits');
    const bits = curvesOf((await dump('bits')).graphs, 'outbound-rtp').get('[bytesSent_in_bits/s]');
    const byMoment = new Map(bits?.map(([at, value]) => [at, Number(value)]));
    for (const { at, bitrate } of samples) {
      if (bitrate !== null) expect(Math.abs((byMoment.get(at) ?? NaN) - bitrate)).toBeLessThan(8);
    }
  });

  it('has the features of the session: its states, its path, its track and its codec', async () => {
    await storeSession('features');
    const { features } = await dump('features');
    expect(features).toMatchObject({
      askedForMicrophone: true,
      microphones: ['Desk, sdp: none'],
      connections: [{ iceServers: 2, isRelayOnly: true, iceRestart: true }],
    });
    const [connection] = features.connections;
    expect(connection?.tracks).toEqual([
      { id: 'microphone', statsId: 'OT01A', codec: 'audio/opus', durationMs: 10_000 },
    ]);
    if (name === 'rtcstats') {
      expect(connection).toMatchObject({ connected: true, iceConnected: true, closed: true });
      expect(connection?.firstPair).toEqual(['relay', 'host']);
    }
  });

  it.each<[string, SessionEventBody[]]>([
    ['before any path was selected', [started, status('connected', 'connected')]],
    ['that ended before the microphone was open', [started, { kind: 'stop-requested' }]],
    ['whose beginning is lost', [{ kind: 'stop-requested' }]],
    [
      'that changes from a relay to a direct path and back',
      [
        ...log,
        ...[relayed, direct, relayed].map((pair) => ({ kind: 'candidate-pair-selected' as const, pair })),
      ],
    ],
  ])('of a session %s makes no reader throw', async (_, bodies) => {
    await storeSession('odd', bodies);
    await expect(dump('odd')).resolves.toBeDefined();
  });
});

it('a session without a single figure makes no reader throw', async () => {
  await history.storeEvents(eventsOf('mute', start, log));
  expect((await internalsOf('mute')).connections[0]?.graphs.size).toBe(0);
  expect(extractFeatures(await rtcstatsOf('mute')).connections).toHaveLength(1);
});

it('a file without a session can be read', async () => {
  expect((await internalsOf()).connections).toEqual([]);
  expect(extractFeatures(await rtcstatsOf()).connections).toEqual([]);
});

describe('the importer of webrtc-internals', () => {
  it('shows the states of the connection and of ICE, each when it changed', async () => {
    await storeSession('states');
    const [connection] = (await internalsOf('states')).connections;
    expect(connection?.states).toEqual(['connecting', 'connected']);
    expect(connection?.iceStates).toEqual(['checking', 'connected']);
  });

  it('names the browser by the third brand, and each microphone with its request', async () => {
    await storeSession('browser');
    const { userAgent, microphones } = await internalsOf('browser');
    expect(userAgent).toMatch(/Test.* SteadyMic\/\d/);
    expect(microphones.map((info) => JSON.parse(info) as unknown)).toEqual([
      { id: 'microphone', label: 'Desk, sdp: none' },
    ]);
  });

  it('leads from the transport to the last pair, and from there to both its candidates', async () => {
    await storeSession('pairs');
    const last = (await internalsOf('pairs')).connections[0]?.last ?? expect.fail();
    const transport = [...last.values()].find(({ type }) => type === 'transport');
    const pair = last.get(String(transport?.['selectedCandidatePairId']));
    expect(pair).toMatchObject({ type: 'candidate-pair', transportId: 'T01' });
    expect(last.get(String(pair?.['localCandidateId']))).toMatchObject({
      type: 'local-candidate',
      isRemote: false,
      candidateType: 'srflx',
      protocol: 'udp',
    });
    expect(last.get(String(pair?.['remoteCandidateId']))).toMatchObject({
      type: 'remote-candidate',
      isRemote: true,
      candidateType: 'prflx',
    });
  });

  it('keeps every event that is no call, under its own kind', async () => {
    await storeSession('kinds');
    const types = (await internalsOf('kinds')).connections[0]?.log.map(({ type }) => type);
    expect(types).toEqual([
      'create',
      'session-started',
      'addTrack',
      'microphone-acquired',
      'iceconnectionstatechange',
      'connectionstatechange',
      'iceconnectionstatechange',
      'connectionstatechange',
      'candidate-pair-selected',
      'codec-selected',
      'createOffer',
      'candidate-pair-selected',
      'stop-requested',
    ]);
  });
});

describe('many sessions in one dump', () => {
  const options = { seed: 11, sessions: 3, eventsPerSession: 40, samplesPerSession: 120 };
  let made: GeneratedSession[];

  beforeEach(async () => {
    made = [...generateHistory({ ...options, endsAt: Date.UTC(2026, 10, 22) })].slice(0, 2);
    await history.fill(made);
  });

  const ids = () => made.map(({ row }) => row.id).toReversed();

  it('are a connection each, with the origin of its server and a whole trace', async () => {
    const { connections } = await internalsOf(...ids());
    expect(connections.map(({ url }) => url)).toEqual(made.map(({ row }) => row.serverOrigin ?? 'loopback'));
    expect(connections.every(({ states }) => states[0] === 'connected')).toBe(true);
  });

  it('have every second at its time in RTCStats, between creation and close', async () => {
    const traces = await rtcstatsOf(...ids());
    for (const [index, { events, minutes, row }] of made.entries()) {
      const trace = traces[`PC_${String(index)}`] ?? expect.fail();
      expect(trace.at(0)).toMatchObject({ type: 'create', timestamp: row.startedAt });
      expect(trace.at(-1)).toMatchObject({ type: 'close' });
      const samples = minutes.flatMap(unpackMinute);
      const stats = trace.filter(({ type }) => type === 'getStats');
      expect(stats.map(({ timestamp }) => timestamp)).toEqual(samples.map(({ at }) => at));
      const kinds = trace.flatMap(({ type }) => (type.startsWith('steadymic.') ? [type.slice(10)] : []));
      const notCalls = events.filter(({ kind }) => kind !== 'connection-status-changed');
      expect(kinds).toEqual(notCalls.map(({ kind }) => kind));
    }
  });

  it('count the bytes that were sent from the bitrate of every second', async () => {
    const bytes =
      curvesOf(graphsOf(await rtcstatsOf(...ids()), 'PC_0'), 'outbound-rtp').get('bytesSent') ?? [];
    const sums = bytes.map(([, value]) => Number(value));
    expect(sums[0]).toBe(0);
    expect(sums.every((sum, index) => sum >= (sums[index - 1] ?? 0))).toBe(true);
    const seconds = ((bytes.at(-1)?.[0] ?? 0) - (bytes[0]?.[0] ?? 0)) / 1000;
    expect((sums.at(-1) ?? 0) / seconds).toBeGreaterThan(2500);
  });
});

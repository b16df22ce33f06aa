import type { SelectedCodec, SelectedPair } from '../../domain/link/selected-path.ts';
import type { Sample } from '../../domain/samples/sample.ts';
import type { SessionEvent } from '../../domain/log/session-event.ts';
import { track } from './export-calls.ts';
import { rounded } from './export-json.ts';

type Figures = Record<string, string | number | boolean | null>;

/**
 * Reports by their ids, as `getStats()` would have given them, as far as they follow from samples and log
 * (W3C webrtc-stats).
 */
export type StatsReports = Record<string, { type: string; timestamp: number } & Figures>;

/** Ids that are the same in every report; those of a candidate pair have its number behind them. */
export const ids = {
  source: 'SA1',
  outbound: 'OT01A',
  remote: 'RI01A',
  codec: 'COT01A',
  transport: 'T01',
  pair: 'CP',
  local: 'IL',
  far: 'IR',
  proofs: 'SteadyMic',
};

/**
 * Makes reports out of samples, one after the other; `events` are masked where the user wants that. Counters
 * go on from one sample to the next.
 */
export function createStatsReports(events: readonly SessionEvent[]) {
  const pairs = events.filter((event) => event.kind === 'candidate-pair-selected');
  const codecs = events.filter((event) => event.kind === 'codec-selected');
  let bytesSent = 0;
  let lastAt: number | null = null;

  return (sample: Sample): StatsReports => {
    const seconds = lastAt === null ? 0 : Math.min(60, (sample.at - lastAt) / 1000);
    bytesSent += ((sample.bitrate ?? 0) / 8) * seconds;
    lastAt = sample.at;
    const { at: timestamp, roundTripTime, jitter, fractionLost, audioLevel } = sample;
    const number = pairs.findLastIndex(({ at }) => at <= sample.at) + 1;
    const pair = pairs[number - 1]?.pair;
    const codec = codecs.findLast(({ at }) => at <= sample.at)?.codec;
    return {
      [ids.source]: {
        type: 'media-source',
        timestamp,
        kind: 'audio',
        trackIdentifier: track.id,
        audioLevel: rounded(audioLevel),
      },
      [ids.outbound]: {
        type: 'outbound-rtp',
        timestamp,
        kind: 'audio',
        mediaSourceId: ids.source,
        remoteId: ids.remote,
        transportId: ids.transport,
        ...(codec && { codecId: ids.codec }),
        bytesSent: Math.round(bytesSent),
      },
      [ids.remote]: {
        type: 'remote-inbound-rtp',
        timestamp,
        kind: 'audio',
        localId: ids.outbound,
        transportId: ids.transport,
        roundTripTime: rounded(roundTripTime),
        jitter: rounded(jitter),
        fractionLost: rounded(fractionLost),
      },
      [ids.transport]: {
        type: 'transport',
        timestamp,
        // Readers look for a selected pair and both its candidates without asking whether they are there.
        ...(pair && { selectedCandidatePairId: `${ids.pair}${number}` }),
      },
      ...(pair && pairReports(pair, number, timestamp, rounded(roundTripTime))),
      ...(codec && { [ids.codec]: codecReport(codec, timestamp) }),
      // A report of the extension's own: the four proofs and the error budget.
      [ids.proofs]: {
        type: 'steadymic',
        timestamp,
        capturedMsAgo: sample.capturedMsAgo,
        sentMsAgo: sample.sentMsAgo,
        heardMsAgo: sample.heardMsAgo,
        understoodMsAgo: sample.understoodMsAgo,
        consecutiveErrors: sample.consecutiveErrors,
      },
    };
  };
}

function codecReport({ mimeType, clockRate, channels }: SelectedCodec, timestamp: number) {
  return { type: 'codec', timestamp, transportId: ids.transport, mimeType, clockRate, channels };
}

/** The report of a pair and those of its candidates; another pair has others, as the browser's own have. */
function pairReports(
  pair: SelectedPair,
  number: number,
  timestamp: number,
  currentRoundTripTime: number | null,
): StatsReports {
  const { localType, remoteType, protocol, relayProtocol, relayUrl = null } = pair;
  const common = { timestamp, transportId: ids.transport };
  const local = `${ids.local}${number}`;
  const far = `${ids.far}${number}`;
  return {
    [`${ids.pair}${number}`]: {
      ...common,
      type: 'candidate-pair',
      localCandidateId: local,
      remoteCandidateId: far,
      currentRoundTripTime,
    },
    [local]: {
      ...common,
      type: 'local-candidate',
      isRemote: false,
      candidateType: localType,
      protocol,
      relayProtocol,
      url: relayUrl,
    },
    [far]: { ...common, type: 'remote-candidate', isRemote: true, candidateType: remoteType, protocol },
  };
}

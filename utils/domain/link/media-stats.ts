import type { SelectedCodec, SelectedPair } from './selected-path.ts';

/** The figures of one `getStats()` report that tell whether media leaves and is heard (webrtc-stats names). */
export interface MediaStats {
  /** SSRC of the stream that is sent: another stream counts from zero. */
  ssrc: number | null;
  /** Epoch milliseconds when the sent packets were counted. */
  timestamp: number | null;
  packetsSent: number;
  /** The packets among these that were sent again, because the far side had missed them (NACK). */
  retransmittedPacketsSent: number;
  bytesSent: number;
  /** Energy of the sound that is sent: level squared times seconds. */
  totalAudioEnergy: number;
  /** Round-trip time in seconds. */
  totalSamplesDuration: number;
  /**
   * Received packets of RTCP, DTLS and SCTP, but no STUN, on all candidate pairs: the far side need not
   * answer on the pair that we send on.
   */
  packetsReceived: number;
  /** Messages received on all data channels. */
  messagesReceived: number;
  /**
   * Connectivity checks sent on the selected pair (RFC 8445, section 7), those for consent (RFC 7675) among
   * them.
   */
  requestsSent: number;
  responsesReceived: number;
  /** Answers to connectivity checks on each candidate pair, by the pair's id. */
  responsesOf: Readonly<Record<string, number>>;
  /**
   * Epoch milliseconds of the last received packet, without STUN, on any candidate pair: the far side need
   * not answer on the pair that we send on (RFC 8445, section 8).
   */
  lastPacketReceivedTimestamp: number | null;
  /** Round-trip time in seconds. */
  roundTripTime: number | null;
  /** Jitter in seconds, as the far side measured it. */
  jitter: number | null;
  packetsLost: number | null;
  /**
   * Share of lost packets from 0 to 1, between the last two reports of the far side (RFC 3550, section
   * 6.4.1).
   */
  fractionLost: number | null;
  /** Epoch milliseconds when the far side's last report came. */
  reportedAt: number | null;
  /** The number of reports by which a round trip could be measured: all from soon after the beginning. */
  reportsReceived: number;
  /** The id of the candidate pair that we send on, only to see whether that is still the same pair. */
  pairId: string | null;
  pair: SelectedPair | null;
  /** URL of the TURN server that relays; null where the path is direct, or the browser does not tell. */
  relayUrl: string | null;
  /** The codec of the stream that is sent; null before it is known. */
  codec: SelectedCodec | null;
}

type Entry = Record<string, unknown> & { type: string };

/** Picks the figures of the audio sender and of the selected pair out of an RTCStatsReport. */
export function readMediaStats(report: Iterable<[string, unknown]>): MediaStats {
  const entries = new Map<string, Entry>();
  for (const [id, entry] of report) entries.set(id, entry as Entry);
  const ofType = (type: string) => [...entries.values()].filter((entry) => entry.type === type);

  const outbound = ofType('outbound-rtp').find(({ kind }) => kind === 'audio');
  const remote = ofType('remote-inbound-rtp').find(({ kind }) => kind === 'audio');
  const source = ofType('media-source').find(({ kind }) => kind === 'audio');
  const transport = ofType('transport')[0];
  const pairId = asText(transport?.['selectedCandidatePairId']);
  const pair = entries.get(pairId ?? '');
  const pairs = [...entries].filter(([, { type }]) => type === 'candidate-pair');
  const responses = pairs.map(([id, each]) => [id, asNumber(each['responsesReceived']) ?? 0] as const);

  return {
    ssrc: asNumber(outbound?.['ssrc']),
    timestamp: asNumber(outbound?.['timestamp']),
    packetsSent: asNumber(outbound?.['packetsSent']) ?? 0,
    retransmittedPacketsSent: asNumber(outbound?.['retransmittedPacketsSent']) ?? 0,
    bytesSent: asNumber(outbound?.['bytesSent']) ?? 0,
    totalAudioEnergy: asNumber(source?.['totalAudioEnergy']) ?? 0,
    totalSamplesDuration: asNumber(source?.['totalSamplesDuration']) ?? 0,
    packetsReceived: sumOf(ofType('candidate-pair'), 'packetsReceived'),
    messagesReceived: sumOf(ofType('data-channel'), 'messagesReceived'),
    requestsSent: asNumber(pair?.['requestsSent']) ?? 0,
    responsesReceived: asNumber(pair?.['responsesReceived']) ?? 0,
    responsesOf: Object.fromEntries(responses),
    lastPacketReceivedTimestamp: ofType('candidate-pair')
      .map((each) => asNumber(each['lastPacketReceivedTimestamp']))
      .reduce((latest, each) => (each === null ? latest : Math.max(latest ?? 0, each)), null),
    roundTripTime: asNumber(pair?.['currentRoundTripTime']),
    jitter: asNumber(remote?.['jitter']),
    packetsLost: asNumber(remote?.['packetsLost']),
    fractionLost: asNumber(remote?.['fractionLost']),
    reportedAt: asNumber(remote?.['timestamp']),
    reportsReceived: asNumber(remote?.['roundTripTimeMeasurements']) ?? 0,
    pairId,
    pair: pair ? selectedPair(pair, entries) : null,
    relayUrl: relayUrl(entries.get(asText(pair?.['localCandidateId']) ?? '')),
    codec: selectedCodec(entries.get(asText(outbound?.['codecId']) ?? '')),
  };
}

function selectedPair(pair: Entry, entries: Map<string, Entry>): SelectedPair {
  const local = entries.get(asText(pair['localCandidateId']) ?? '');
  const remote = entries.get(asText(pair['remoteCandidateId']) ?? '');
  const relay = relayUrl(local);
  return {
    localType: asText(local?.['candidateType']) ?? 'unknown',
    remoteType: asText(remote?.['candidateType']) ?? 'unknown',
    protocol: asText(local?.['protocol']) ?? 'unknown',
    relayProtocol: asText(local?.['relayProtocol']),
    // A TURN URI has no user (RFC 7065); where one has, it is kept out of the log.
    ...(relay !== null && { relayUrl: relay.replace(/^(turns?:).*@/i, '$1') }),
  };
}

function selectedCodec(codec: Entry | undefined): SelectedCodec | null {
  const mimeType = asText(codec?.['mimeType']);
  if (mimeType === null) return null;
  return { mimeType, clockRate: asNumber(codec?.['clockRate']), channels: asNumber(codec?.['channels']) };
}

function relayUrl(local: Entry | undefined): string | null {
  return local?.['candidateType'] === 'relay' ? asText(local['url']) : null;
}

function sumOf(entries: readonly Entry[], member: string): number {
  return entries.reduce((sum, entry) => sum + (asNumber(entry[member]) ?? 0), 0);
}

function asNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

import { describe, expect, it } from 'vitest';
import { connectFailure } from '../../../utils/domain/connect-failure.ts';
import { connectionStatus } from '../../../utils/domain/connection-status.ts';
import { noEvidence, weighEvidence } from '../../../utils/domain/link-evidence.ts';
import { readMediaStats, type MediaStats } from '../../../utils/domain/media-stats.ts';

describe('connection status', () => {
  it.each<[RTCPeerConnectionState, RTCIceConnectionState, string]>([
    ['connected', 'connected', 'connected'],
    ['connected', 'completed', 'connected'],
    ['connected', 'disconnected', 'disconnected'],
    ['failed', 'disconnected', 'failed'],
    ['connecting', 'failed', 'failed'],
    ['connected', 'closed', 'closed'],
    ['connecting', 'connected', 'connecting'],
    ['new', 'checking', 'new'],
  ])('of connectionState %s and iceConnectionState %s is the worse: %s', (connection, ice, status) => {
    expect(connectionStatus(connection, ice)).toBe(status);
  });
});

function stats(overrides: Partial<MediaStats> = {}): MediaStats {
  return { ...readMediaStats([]), ...overrides };
}

describe('evidence of a link', () => {
  it('counts as sent when packets have left since the last look', () => {
    const first = weighEvidence(noEvidence, stats({ packetsSent: 5 }), 100);
    expect(first.sentAt).toBe(100);
    expect(weighEvidence(first, stats({ packetsSent: 5 }), 200).sentAt).toBe(100);
    expect(weighEvidence(first, stats({ packetsSent: 6 }), 300).sentAt).toBe(300);
  });

  it('hears the far side by whatever arrived last, and never goes back in time', () => {
    const heard = weighEvidence(noEvidence, stats({ lastPacketReceivedTimestamp: 90 }), 100);
    expect(heard.heardAt).toBe(90);
    expect(weighEvidence(heard, stats({ lastPacketReceivedTimestamp: null }), 200).heardAt).toBe(90);
    expect(weighEvidence(heard, stats({ lastPacketReceivedTimestamp: 80 }), 200).heardAt).toBe(90);
  });

  it('counts what comes as heard now where the clocks are apart, as from a sleep on', () => {
    const hour = 3_600_000;
    const before = weighEvidence(noEvidence, stats({ lastPacketReceivedTimestamp: 5000 }), 5000);
    const slept = weighEvidence(before, stats({ lastPacketReceivedTimestamp: 6000 }), hour);
    expect(slept.heardAt).toBe(hour);
    expect(weighEvidence(slept, stats({ lastPacketReceivedTimestamp: 6000 }), hour + 500).heardAt).toBe(hour);
    const setBack = weighEvidence(slept, stats({ lastPacketReceivedTimestamp: 6500 }), 7000);
    expect(setBack.heardAt).toBe(6500);
  });

  it('hears answers to connectivity checks where nothing else shows itself often, as early as they can have come', () => {
    const [one, two] = [2, 3].map((responsesReceived) => stats({ responsesReceived, pairId: 'P' }));
    const hearsAnswers = true;
    const before = weighEvidence(noEvidence, one ?? stats(), 1000, { hearsAnswers });
    expect(before.heardAt).toBeNull();
    expect(weighEvidence(before, two ?? stats(), 1500, { hearsAnswers }).heardAt).toBe(1001);
    expect(weighEvidence(before, two ?? stats(), 900, { hearsAnswers }).heardAt).toBe(900);
    expect(weighEvidence(before, one ?? stats(), 1500, { hearsAnswers }).heardAt).toBeNull();
    expect(weighEvidence(before, two ?? stats(), 1500).heardAt).toBeNull();
    const otherPair = stats({ responsesReceived: 9, pairId: 'Q' });
    expect(weighEvidence(before, otherPair, 1500, { hearsAnswers }).heardAt).toBeNull();
  });

  it('asks more of a receiver of our own: while there is sound, sound has to arrive', () => {
    const sounding = stats({ totalAudioEnergy: 1, totalSamplesDuration: 1, lastPacketReceivedTimestamp: 95 });
    expect(weighEvidence(noEvidence, sounding, 100, { soundReceivedAt: null }).heardAt).toBeNull();
    expect(weighEvidence(noEvidence, sounding, 100, { soundReceivedAt: 98 }).heardAt).toBe(98);
  });

  it.each([
    ['silent', 0],
    ['as quiet as a codec’s own noise', 1e-8],
  ])('takes the transport for enough while the microphone is %s', (_name, totalAudioEnergy) => {
    const quiet = stats({ totalAudioEnergy, totalSamplesDuration: 1, lastPacketReceivedTimestamp: 95 });
    expect(weighEvidence(noEvidence, quiet, 100, { soundReceivedAt: null }).heardAt).toBe(95);
  });
});

describe('media statistics', () => {
  it('reads the audio sender and the selected pair out of a report, without addresses', () => {
    const report = new Map<string, unknown>([
      [
        'O',
        { type: 'outbound-rtp', kind: 'audio', packetsSent: 12, bytesSent: 900, ssrc: 77, timestamp: 5000 },
      ],
      ['V', { type: 'outbound-rtp', kind: 'video', packetsSent: 99 }],
      ['R', { type: 'remote-inbound-rtp', kind: 'audio', jitter: 0.01, packetsLost: 2, fractionLost: 0.1 }],
      ['T', { type: 'transport', selectedCandidatePairId: 'P2' }],
      ['P1', { type: 'candidate-pair', packetsReceived: 1 }],
      [
        'P2',
        {
          type: 'candidate-pair',
          packetsReceived: 7,
          responsesReceived: 3,
          currentRoundTripTime: 0.05,
          lastPacketReceivedTimestamp: 4000,
          localCandidateId: 'L',
          remoteCandidateId: 'M',
        },
      ],
      [
        'L',
        {
          type: 'local-candidate',
          candidateType: 'relay',
          protocol: 'udp',
          relayProtocol: 'tcp',
          address: '198.18.0.1',
        },
      ],
      ['M', { type: 'remote-candidate', candidateType: 'host', protocol: 'udp', address: '198.18.0.2' }],
    ]);
    const read = readMediaStats(report);
    expect(read).toMatchObject({
      ssrc: 77,
      timestamp: 5000,
      packetsSent: 12,
      packetsReceived: 7,
      roundTripTime: 0.05,
      packetsLost: 2,
      fractionLost: 0.1,
      pair: { localType: 'relay', remoteType: 'host', protocol: 'udp', relayProtocol: 'tcp' },
    });
    expect(JSON.stringify(read)).not.toContain('198.18');
  });
});

it('hears the far side on whatever candidate pair it answers', () => {
  const pair = (lastPacketReceivedTimestamp?: number) => ({
    type: 'candidate-pair',
    lastPacketReceivedTimestamp,
  });
  const transport = { type: 'transport', selectedCandidatePairId: 'P1' };
  const heardAt = (...pairs: object[]) =>
    readMediaStats([
      ['T', transport],
      ...pairs.map((each, index): [string, unknown] => [`P${String(index)}`, each]),
    ]).lastPacketReceivedTimestamp;
  expect(heardAt(pair(300), pair())).toBe(300);
  expect(heardAt(pair(300), pair(400), pair(200))).toBe(400);
  expect(heardAt(pair(), pair())).toBeNull();
});

describe('a connection that never came about', () => {
  const turn = 'turn:relay.example:3478?transport=udp';
  it.each<[string, number, RTCIceTransportPolicy, string]>([
    [turn, 401, 'relay', 'turn-unauthorized'],
    [turn, 401, 'all', 'turn-unauthorized'],
    [turn, 441, 'relay', 'turn-unauthorized'],
    [turn, 701, 'relay', 'turn-unreachable'],
    [turn, 701, 'all', 'connect-timeout'],
    ['stun:stun.example', 701, 'all', 'connect-timeout'],
  ])('after %s answered %i under policy %s is told as %s', (url, errorCode, policy, reason) => {
    expect(connectFailure([{ url, errorCode }], policy)).toEqual({ reason });
  });
});

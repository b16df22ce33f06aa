import { describe, expect, it } from 'vitest';
import { connectionStatus } from '../../../../utils/domain/link/connection-status.ts';
import { togetherMs } from '../../../../utils/domain/link/far-side-packets.ts';
import { noEvidence, weighEvidence, type LinkEvidence } from '../../../../utils/domain/link/link-evidence.ts';
import { readMediaStats, type MediaStats } from '../../../../utils/domain/link/media-stats.ts';

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
  it('counts as sent when packets have left since the last reading', () => {
    const first = weighEvidence(noEvidence, stats({ packetsSent: 5 }), 100);
    expect(first.sentAt).toBe(100);
    expect(weighEvidence(first, stats({ packetsSent: 5 }), 200).sentAt).toBe(100);
    expect(weighEvidence(first, stats({ packetsSent: 6 }), 300).sentAt).toBe(300);
  });

  /**
   * The evidence after `count` packets that came close together and may be answers, the last of them at that
   * time.
   */
  const afterPackets = (
    before: LinkEvidence,
    packets: number,
    lastPacketReceivedTimestamp: number,
    now = lastPacketReceivedTimestamp + 10,
    more: Partial<MediaStats> = {},
  ) => {
    const packetsReceived = (before.stats?.packetsReceived ?? 0) + packets;
    return weighEvidence(before, stats({ packetsReceived, lastPacketReceivedTimestamp, ...more }), now);
  };
  const beginning = weighEvidence(noEvidence, stats({ packetsReceived: 4 }), 50);

  it('is heard when answers came close together, at the time of the last, and never goes back in time', () => {
    const heard = afterPackets(beginning, 3, 90);
    expect(heard).toMatchObject({ heardAt: 90, signAt: 90 });
    expect(weighEvidence(heard, stats({ packetsReceived: 7 }), 200).heardAt).toBe(90);
    expect(afterPackets(heard, 3, 80, 200).heardAt).toBe(90);
  });

  it('takes one packet for a sign that proves nothing, and the handshake before the first reading not even for that', () => {
    expect(beginning).toMatchObject({ heardAt: null, signAt: null });
    const one = afterPackets(beginning, 1, 90);
    expect(one).toMatchObject({ heardAt: null, signAt: 90 });
    const two = afterPackets(one, 1, 200);
    expect(two.heardAt).toBeNull();
    expect(afterPackets(two, 1, 300).heardAt).toBe(300);
    expect(afterPackets(two, 1, 90 + togetherMs + 1).heardAt).toBeNull();
  });

  it('is not moved by a receiver report, and counts what came before that in the same reading', () => {
    const report = { reportedAt: 90.4 };
    expect(afterPackets(beginning, 1, 90, 100, report)).toMatchObject({ heardAt: null, signAt: null });
    expect(afterPackets(beginning, 4, 90, 100, report)).toMatchObject({ heardAt: 51, signAt: 70.5 });
    expect(afterPackets(beginning, 4, 95, 100, report)).toMatchObject({ heardAt: 95, signAt: 95 });
  });

  it('counts what comes as heard now where the clocks are apart, as from a sleep on', () => {
    const hour = 3_600_000;
    const before = afterPackets(beginning, 3, 5000, 5000);
    const slept = afterPackets(before, 30_000, 6000, hour);
    expect(slept.heardAt).toBe(hour);
    expect(afterPackets(slept, 0, 6000, hour + 500).heardAt).toBe(hour);
    expect(afterPackets(slept, 3, 6500, 7000).heardAt).toBe(6500);
  });

  it('hears answers to connectivity checks where nothing else answers often, as early as they can have come', () => {
    const [one, two] = [2, 3].map((responses) => stats({ responsesOf: { P: responses, Q: 9 }, pairId: 'P' }));
    const hearsAnswers = true;
    const before = weighEvidence(noEvidence, one ?? stats(), 1000, { hearsAnswers });
    expect(before.heardAt).toBe(1000);
    expect(weighEvidence(before, two ?? stats(), 1500, { hearsAnswers }).heardAt).toBe(1001);
    expect(weighEvidence(before, two ?? stats(), 900, { hearsAnswers }).heardAt).toBe(900);
    expect(weighEvidence(before, one ?? stats(), 1500, { hearsAnswers }).heardAt).toBe(1000);
    const unasked = weighEvidence(before, two ?? stats(), 1500);
    expect(unasked).toMatchObject({ heardAt: 1000, answeredAt: 1001 });
  });

  it('takes no old answer on a path for a new one when that is chosen', () => {
    const hearsAnswers = true;
    const on = (pairId: string, responses: number) =>
      stats({ pairId, responsesOf: { P: 2, Q: responses, ...(responses > 9 && { R: 1 }) } });
    const before = weighEvidence(noEvidence, on('P', 9), 1000, { hearsAnswers });
    expect(weighEvidence(before, on('Q', 9), 1500, { hearsAnswers }).heardAt).toBe(1000);
    expect(weighEvidence(before, on('Q', 10), 1500, { hearsAnswers }).heardAt).toBe(1001);
    expect(weighEvidence(before, on('R', 10), 1500, { hearsAnswers }).heardAt).toBe(1001);
  });

  it('needs arriving sound at a receiver of our own, while there is sound', () => {
    const sounding = stats({ totalAudioEnergy: 1, totalSamplesDuration: 1, lastPacketReceivedTimestamp: 95 });
    expect(weighEvidence(noEvidence, sounding, 100, { soundReceivedAt: null }).heardAt).toBeNull();
    expect(weighEvidence(noEvidence, sounding, 100, { soundReceivedAt: 98 }).heardAt).toBe(98);
  });

  it.each([
    ['silent', 0],
    ['as quiet as a codec’s own noise', 1e-8],
  ])('takes the transport for enough while the microphone is %s', (_name, totalAudioEnergy) => {
    const quiet = stats({ totalAudioEnergy, totalSamplesDuration: 1, responsesOf: { P: 1 }, pairId: 'P' });
    const hearing = { soundReceivedAt: null, hearsAnswers: true };
    expect(weighEvidence(noEvidence, quiet, 100, hearing).heardAt).toBe(100);
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
      ['D1', { type: 'data-channel', messagesReceived: 2 }],
      ['D2', { type: 'data-channel', messagesReceived: 3 }],
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
      packetsReceived: 8,
      responsesReceived: 3,
      responsesOf: { P1: 0, P2: 3 },
      messagesReceived: 5,
      roundTripTime: 0.05,
      packetsLost: 2,
      fractionLost: 0.1,
      pair: { localType: 'relay', remoteType: 'host', protocol: 'udp', relayProtocol: 'tcp' },
    });
    expect(JSON.stringify(read)).not.toContain('198.18');
  });
});

it('a link’s evidence counts answers of the far side on any candidate pair', () => {
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

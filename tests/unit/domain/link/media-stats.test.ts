import { describe, expect, it } from 'vitest';
import { readMediaStats } from '../../../../utils/domain/link/media-stats.ts';

/** Chromium's statistics of a stream that goes over a relay. */
function report(local: object = {}, codec: object | null = { mimeType: 'audio/opus' }) {
  return new Map<string, unknown>([
    ['O', { type: 'outbound-rtp', kind: 'audio', codecId: 'C' }],
    ['T', { type: 'transport', selectedCandidatePairId: 'P' }],
    ['P', { type: 'candidate-pair', localCandidateId: 'L', remoteCandidateId: 'R' }],
    [
      'L',
      { type: 'local-candidate', candidateType: 'relay', protocol: 'udp', relayProtocol: 'tls', ...local },
    ],
    ['R', { type: 'remote-candidate', candidateType: 'host', protocol: 'udp' }],
    ...(codec ? [['C', { type: 'codec', clockRate: 48_000, channels: 2, ...codec }] as const] : []),
  ]);
}

describe('the path that is in use', () => {
  it.each([
    ['turn:turn.example:3478?transport=udp', 'turn:turn.example:3478?transport=udp'],
    ['turns:203.0.113.7:443', 'turns:203.0.113.7:443'],
    ['turn:user:secret@turn.example:3478', 'turn:turn.example:3478'],
  ])('names the relay server of %s as %s', (url, named) => {
    expect(readMediaStats(report({ url })).pair).toEqual({
      localType: 'relay',
      remoteType: 'host',
      protocol: 'udp',
      relayProtocol: 'tls',
      relayUrl: named,
    });
  });

  it.each([
    ['leads over no relay', { candidateType: 'srflx', url: 'stun:stun.example' }],
    ['is of a browser that does not tell', {}],
  ])('names none where it %s', (_, local) => {
    expect(readMediaStats(report(local)).pair).not.toHaveProperty('relayUrl');
  });
});

describe('the codec', () => {
  it('is that of the stream which is sent', () => {
    expect(readMediaStats(report()).codec).toEqual({
      mimeType: 'audio/opus',
      clockRate: 48_000,
      channels: 2,
    });
  });

  it('is not known before the browser tells', () => {
    expect(readMediaStats(report({}, null)).codec).toBeNull();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectFailure, type ConnectEvidence } from '../../../../utils/domain/failure/connect-failure.ts';
import type { Failure } from '../../../../utils/domain/failure/failure.ts';
import { usualCauses } from '../../../../utils/domain/failure/failure-rules.ts';

const udp = (address: string, port = 40_000) =>
  `a=candidate:1 1 udp 2122260223 ${address} ${String(port)} typ host`;
const tcp = (address: string, type = 'passive') =>
  `a=candidate:2 1 TCP 1518280447 ${address} 443 typ host tcptype ${type}`;
const answerWith = (...candidates: string[]) =>
  ['v=0', 's=-', 'm=audio 9 UDP/TLS/RTP/SAVPF 111', ...candidates, ''].join('\r\n');

/** A connection between two computers with public addresses of both families, whose packets are lost. */
const blocked: ConnectEvidence = {
  iceErrors: [],
  policy: 'all',
  own: ['198.51.100.4', '2001:db8:1::4'],
  gathers: true,
  answer: answerWith(udp('203.0.113.7')),
  reachedHost: 'speech.example',
  lacksKeys: false,
};
const turn = 'turn:relay.example:3478?transport=udp';

describe('a connection that was never established', () => {
  it.each<[string, number, Partial<ConnectEvidence>, Failure]>([
    [turn, 401, { policy: 'relay', own: [] }, { reason: 'turn-unauthorized' }],
    [turn, 401, {}, { reason: 'turn-unauthorized' }],
    [turn, 441, { policy: 'relay', own: [] }, { reason: 'turn-unauthorized' }],
    [turn, 701, { policy: 'relay', own: [] }, { reason: 'turn-unreachable' }],
    [turn, 486, { policy: 'relay', own: [] }, { reason: 'turn-unreachable', code: 486 }],
    [turn, 508, { policy: 'relay', own: [] }, { reason: 'turn-unreachable', code: 508 }],
    [turn, 701, { policy: 'relay' }, { reason: 'connect-timeout', obstacle: 'relayed' }],
    [turn, 701, {}, { reason: 'connect-timeout' }],
    ['stun:stun.example', 701, {}, { reason: 'connect-timeout' }],
  ])('after %s answered %i (%o) is told as %o', (url, errorCode, known, failure) => {
    expect(connectFailure({ ...blocked, ...known, iceErrors: [{ url, errorCode }] })).toEqual(failure);
  });

  it.each<[string, Partial<ConnectEvidence>, object]>([
    ['nothing of the kind', {}, {}],
    ['no candidate', { answer: answerWith() }, { obstacle: 'no-address' }],
    [
      'candidates of a rejected m-line alone',
      { answer: answerWith('m=video 0 UDP/TLS/RTP/SAVPF 96', udp('203.0.113.7')) },
      { obstacle: 'no-address' },
    ],
    [
      'candidates for RTCP alone',
      { answer: answerWith('a=candidate:1 2 udp 1 203.0.113.7 4001 typ host') },
      { obstacle: 'no-address' },
    ],
    [
      'TCP that its owner opens itself',
      { answer: answerWith(tcp('203.0.113.7', 'active')) },
      { obstacle: 'no-address' },
    ],
    [
      'TCP alone',
      { answer: answerWith(tcp('203.0.113.7'), tcp('[2001:db8::7]'.slice(1, -1))) },
      { obstacle: 'tcp', named: '203.0.113.7 (TCP), 2001:db8::7 (TCP)' },
    ],
    [
      'a relay that cannot pass TCP on',
      { answer: answerWith(tcp('203.0.113.7')), policy: 'relay', own: ['198.51.100.9'] },
      { obstacle: 'tcp', named: '203.0.113.7 (TCP)' },
    ],
    [
      'IPv6 alone, and none here',
      { answer: answerWith(udp('2001:db8::7')), own: ['198.51.100.4'] },
      { obstacle: 'ipv6', named: '2001:db8::7' },
    ],
    ['IPv4 alone, and none here', { own: ['2001:db8:1::4'] }, { obstacle: 'ipv4', named: '203.0.113.7' }],
    ['IPv6 alone, and this computer has it', { answer: answerWith(udp('2001:db8::7')) }, {}],
    [
      'IPv6 alone, and this computer’s addresses are hidden',
      { answer: answerWith(udp('2001:db8::7')), own: ['198.51.100.4', 'a.local'] },
      {},
    ],
    [
      'an IPv4 address in an IPv6 one',
      { answer: answerWith(udp('::ffff:10.0.0.9')) },
      { obstacle: 'nearby', named: '::ffff:10.0.0.9' },
    ],
    [
      'more private addresses than can be read',
      { answer: answerWith(...[1, 2, 3, 4, 2].map((end) => udp(`10.0.0.${String(end)}`))) },
      { obstacle: 'nearby', named: '10.0.0.1, 10.0.0.2, 10.0.0.3, …' },
    ],
    [
      'the private address that was asked',
      { answer: answerWith(udp('10.0.0.9')), reachedHost: '10.0.0.9' },
      {},
    ],
    [
      'the private IPv6 address that was asked',
      { answer: answerWith(udp('FD00::0:9')), reachedHost: '[fd00::9]' },
      {},
    ],
    [
      'another private address than was asked',
      { answer: answerWith(udp('172.17.0.2')), reachedHost: '10.0.0.9' },
      { obstacle: 'nearby', named: '172.17.0.2' },
    ],
    ['the loopback that was asked', { answer: answerWith(udp('127.0.0.1')), reachedHost: 'localhost' }, {}],
    [
      'a loopback elsewhere',
      { answer: answerWith(udp('127.0.0.1')) },
      { obstacle: 'nearby', named: '127.0.0.1' },
    ],
    ['an address of this computer', { answer: answerWith(udp('192.168.1.4')), own: ['192.168.1.4'] }, {}],
    [
      'a name of its containers',
      { answer: answerWith(udp('mediamtx')) },
      { obstacle: 'nearby', named: 'mediamtx' },
    ],
    [
      'names of its own network alone',
      { answer: answerWith(udp('media.lan'), udp('host.docker.internal'), udp('nas.home.arpa')) },
      { obstacle: 'nearby', named: 'media.lan, host.docker.internal, nas.home.arpa' },
    ],
    [
      'a private address behind a translator',
      { answer: answerWith(udp('64:ff9b::a00:9')) },
      { obstacle: 'nearby', named: '64:ff9b::a00:9' },
    ],
    ['what is thrown away', { answer: answerWith(udp('100::1')) }, { obstacle: 'no-address' }],
    [
      'a relay within its own network',
      { answer: answerWith(`${udp('10.0.0.9').replace('typ host', 'typ relay')} raddr 0.0.0.0 rport 0`) },
      { obstacle: 'nearby', named: '10.0.0.9' },
    ],
    ['a name that anybody may resolve', { answer: answerWith(udp('media.speech.example')) }, {}],
    ['a path without keys', { lacksKeys: true, answer: answerWith(udp('10.0.0.9')) }, { obstacle: 'keys' }],
    ['no address of this computer', { own: [] }, { obstacle: 'no-network' }],
  ])('and whose candidates show %s is told so', (_, known, shown) => {
    expect(connectFailure({ ...blocked, ...known })).toEqual({ reason: 'connect-timeout', ...shown });
  });
});

/** Draws one of these addresses; those of each family in each scope (the registries' own examples and edges). */
const publicIpv4 = fc.constantFrom(
  '203.0.113.7',
  '8.8.8.8',
  '172.15.255.255',
  '172.32.0.0',
  '100.63.1.1',
  '100.128.0.1',
  '192.167.1.1',
  '223.255.255.255',
  '192.0.1.1',
);
const publicIpv6 = fc.constantFrom('2001:db8::7', '2a00:1450:4001:80b::200e', 'fbff::1', '64:ff9b::808:808');
const nearby = fc.constantFrom(
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.254',
  '192.168.0.9',
  '169.254.7.7',
  '100.64.0.1',
  '100.127.255.1',
  '127.0.0.9',
  'fd12::9',
  'fc00::1',
  'fe80::9',
  'febf::1',
  'fec0::1',
  '192.0.0.8',
  '64:ff9b::c0a8:9',
  '64:ff9b:1::808:808',
  'mediamtx',
  'media.internal',
  '::1',
  'printer.local',
);
const nowhere = fc.constantFrom(
  '0.0.0.0',
  '::',
  '224.0.0.251',
  '239.1.1.1',
  '255.255.255.255',
  '240.0.0.1',
  'ff02::fb',
  '100::9',
);

const lines = {
  free: publicIpv4.map((address) => udp(address)),
  ipv6: publicIpv6.map((address) => udp(address)),
  nearby: fc.oneof(
    nearby.map((address) => udp(address)),
    nearby.map((address) => tcp(address)),
  ),
  tcp: publicIpv4.map((address) => tcp(address)),
  useless: fc.oneof(
    nowhere.map((address) => udp(address)),
    publicIpv4.map((address) => udp(address, 0)),
    publicIpv4.map((address) => tcp(address, 'active')),
    publicIpv4.map((address) => `a=candidate:3 2 udp 1 ${address} 5000 typ host`),
  ),
};
type Kind = keyof typeof lines;
const kinds = Object.keys(lines) as Kind[];
const drawn = fc.array(
  fc.constantFrom(...kinds).chain((kind) => lines[kind].map((line) => ({ kind, line }))),
  { maxLength: 6 },
);

describe('the candidates in an answer', () => {
  it('decide the words before a firewall does, in whichever order and number they come', () => {
    fc.assert(
      fc.property(drawn, fc.boolean(), (candidates, hasIpv6) => {
        const own = hasIpv6 ? ['198.51.100.4', '2001:db8:1::4'] : ['198.51.100.4'];
        const failure = connectFailure({
          ...blocked,
          own,
          answer: answerWith(...candidates.map(({ line }) => line)),
        });
        if (failure.reason !== 'connect-timeout') throw new Error(failure.reason);
        const isFree = (kind: Kind) => kind === 'free' || (kind === 'ipv6' && hasIpv6);
        const shown = new Set(candidates.flatMap(({ kind }) => (kind === 'useless' ? [] : [kind])));
        const expected = [...shown].some(isFree)
          ? undefined
          : shown.size > 1
            ? 'mixed'
            : ([...shown][0] ?? 'no-address');
        expect(failure.obstacle).toBe(expected);
        expect(usualCauses(failure).includes('proxy')).toBe(expected === undefined);
        // Every name is one of an address that stands in the answer.
        for (const name of failure.named?.replace(', …', '').split(', ') ?? [])
          expect(candidates.map(({ line }) => line).join(' ')).toContain(` ${name.replace(' (TCP)', '')} `);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['', 'candidate:', '1 1 udp', 'candidate:1 1 udp 1 \u202e10.0.0.1 9 typ host', 'x'.repeat(9000)])(
    'that are none (%j) neither throw nor are shown',
    (line) => {
      const failure = connectFailure({ ...blocked, answer: answerWith(`a=${line}`) });
      expect(failure.reason).toBe('connect-timeout');
      expect(JSON.stringify(failure)).not.toContain('\u202e');
    },
  );
});

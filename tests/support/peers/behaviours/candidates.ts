import type { Obstacle } from '../../../../utils/domain/link/obstacles.ts';
import { withAnotherFingerprint, withAnotherPassword, withCandidates } from '../whip/answer-rewrites.ts';
import type { Behaviour, Exchange } from './behaviour.ts';

const udp = (address: string, port = 40_000) => `1 udp 2122260223 ${address} ${String(port)} typ host`;
const tcp = (address: string, type = 'passive') => `1 tcp 1518280447 ${address} 443 typ host tcptype ${type}`;

const whip: readonly Exchange[] = ['whip'];

/** Candidates of an answer by which the server is not reached, and what they show. */
interface Shown {
  candidates: readonly string[];
  obstacle?: Obstacle;
  /** A part of the explanation. */
  says: string;
  exchanges?: readonly Exchange[];
  seen?: string;
}

const rows: Readonly<Record<string, Shown>> = {
  'names no candidate': {
    candidates: [],
    obstacle: 'no-address',
    says: 'its answer names no address to which audio could be sent',
    exchanges: ['whip', 'json'],
  },
  'names only candidates to which nothing can be sent': {
    candidates: [udp('0.0.0.0'), udp('192.0.2.7', 0), tcp('203.0.113.7', 'active')],
    obstacle: 'no-address',
    says: 'its answer names no address to which audio could be sent',
  },
  'names the address of its container alone': {
    candidates: [udp('172.17.0.250')],
    obstacle: 'nearby',
    says: 'no further than its own network or computer (172.17.0.250)',
    seen: 'aiortc, Pion and MediaMTX in a container without the address of its host',
  },
  'names addresses of overlay networks and of IPv6’s own alone': {
    candidates: [udp('100.101.102.103'), udp('fd7a:115c::7'), udp('10.255.255.250')],
    obstacle: 'nearby',
    says: '(100.101.102.103, fd7a:115c::7, 10.255.255.250)',
  },
  'names itself by a name of its own network alone': {
    candidates: [udp('1f4712db-ea17-4bcf-a596-105139dfd8bf.local')],
    obstacle: 'nearby',
    says: '1f4712db-ea17-4bcf-a596-105139dfd8bf.local',
    seen: 'servers that are browsers themselves, which hide their addresses so (RFC 8828)',
  },
  'takes TCP alone': {
    candidates: [tcp('203.0.113.7')],
    obstacle: 'tcp',
    says: 'over TCP alone (203.0.113.7 (TCP))',
  },
  'takes TCP, and UDP only within its own network': {
    candidates: [udp('192.168.77.5'), tcp('203.0.113.7')],
    obstacle: 'mixed',
    says: '(192.168.77.5, 203.0.113.7 (TCP))',
  },
  'names an address that anybody could reach, and is not reached there': {
    candidates: [udp('10.0.0.250'), udp('203.0.113.7')],
    says: 'Something on the way may block it.',
  },
};

/** Servers whose answers name candidates, or none; the candidates are read in one place, whatever the exchange. */
export const candidateBehaviours: readonly Behaviour[] = [
  ...Object.entries(rows).map(
    ([server, { candidates, obstacle, says, exchanges = whip, seen }]): Behaviour => ({
      server,
      ...(seen === undefined ? {} : { seen }),
      exchanges,
      does: { writes: (answer) => withCandidates(withAnotherPassword(answer), candidates) },
      knows: { dataChannelRefused: true, trickleRefused: true },
      token: 'ek_ready',
      deadlineMs: 1000,
      reads: {
        reason: 'connect-timeout',
        ...(obstacle === undefined ? {} : { with: { obstacle } }),
        title: 'No connection could be made',
        says: ['The server answered', says],
        neverSays: obstacle === undefined ? ['its answer'] : ['Something on the way', 'unstable', 'proxy'],
        next: obstacle === undefined ? 'edit-profile' : 'start-again',
      },
    }),
  ),
  {
    server: 'is reached, and has another certificate than its answer says',
    exchanges: ['whip'],
    does: { writes: withAnotherFingerprint },
    knows: { dataChannelRefused: true, trickleRefused: true },
    reads: {
      reason: 'connect-timeout',
      with: { obstacle: 'keys' },
      title: 'No connection could be made',
      says: ['was reached', 'did not agree on keys'],
      neverSays: ['blocks', 'unstable', 'address'],
      next: 'start-again',
    },
  },
];

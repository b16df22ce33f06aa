import type { FailureReason } from '../../../../utils/domain/failure/failure.ts';
import type { WhipBehaviour } from '../whip/options.ts';
import { withoutCandidates } from '../whip/answer-rewrites.ts';
import type { Behaviour, Exchange } from './behaviour.ts';

const trickled: readonly Exchange[] = ['whip', 'pipecat', 'fastrtc'];

/** Servers that take no candidates after the offer, in whichever way they show it, and need them. */
const faults: [
  server: string,
  does: Partial<WhipBehaviour>,
  why: FailureReason,
  exchanges: readonly Exchange[],
][] = [
  ...[403, 405].map((patch): (typeof faults)[number] => [
    `answers candidates with ${String(patch)}`,
    { patch },
    'server-refused',
    trickled,
  ]),
  ...[400, 401, 404, 412, 501].map((patch): (typeof faults)[number] => [
    `answers candidates with ${String(patch)}`,
    { patch },
    'server-refused',
    ['whip'],
  ]),
  ['accepts candidates without any effect', { patch: 'ignore' }, 'connect-timeout', trickled],
  ['leaves candidates unanswered', { patch: 'never' }, 'connect-timeout', ['whip']],
  ['answers candidates with 500', { patch: 500 }, 'connect-timeout', ['fastrtc']],
];

export const tricklingBehaviours: readonly Behaviour[] = [
  {
    server: 'is reached only by candidates that follow the offer',
    exchanges: trickled,
    does: { writes: withoutCandidates },
    reads: 'live',
    asked: ['POST with', 'DELETE'],
    repeated: [],
  },
  ...faults.map(([server, does, why, exchanges]): Behaviour => ({
    server,
    exchanges,
    does: { ...does, writes: withoutCandidates },
    reads: 'live',
    asked: ['POST with', 'DELETE', 'POST with', 'DELETE'],
    repeated: [['trickling', why]],
    learned: { trickleRefused: true },
    askedNext: ['POST with', 'DELETE'],
  })),
  {
    server: 'accepts candidates without any effect, and is reached by its own',
    exchanges: trickled,
    does: { patch: 'ignore' },
    reads: 'live',
    asked: ['POST with', 'DELETE'],
    repeated: [],
  },
  {
    server: 'takes no candidates, where none follow the offer',
    exchanges: ['json', 'openai'],
    does: { patch: 403, writes: withoutCandidates },
    token: 'ek_ready',
    reads: 'live',
    asked: ['POST with', 'DELETE'],
    repeated: [],
  },
  {
    server: 'refuses candidates and data channels',
    exchanges: ['whip'],
    does: { patch: 403, dataChannel: 'answers 406', writes: withoutCandidates },
    reads: 'live',
    asked: ['POST with', 'POST without', 'DELETE', 'POST without', 'DELETE'],
    repeated: [
      ['data-channel', 'server-refused'],
      ['trickling', 'server-refused'],
    ],
    learned: { trickleRefused: true, dataChannelRefused: true },
    askedNext: ['POST without', 'DELETE'],
  },
  {
    server: 'accepts candidates without any effect, and never connects with a data channel',
    exchanges: ['whip'],
    does: {
      patch: 'ignore',
      dataChannel: 'answers with the fingerprint of another certificate',
      writes: withoutCandidates,
    },
    reads: 'live',
    asked: ['POST with', 'DELETE', 'POST with', 'DELETE', 'POST without', 'DELETE'],
    repeated: [
      ['trickling', 'connect-timeout'],
      ['data-channel', 'connect-timeout'],
    ],
    // Only what made the difference between two offers is learned; the other is found by the next Start.
    learned: { dataChannelRefused: true },
    askedNext: ['POST without', 'DELETE', 'POST without', 'DELETE'],
  },
];

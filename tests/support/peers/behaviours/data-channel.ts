import type { FailureReason } from '../../../../utils/domain/failure/failure.ts';
import type { dataChannelFaults } from '../whip/data-channel.ts';
import { withCandidatesLast } from '../whip/answer-rewrites.ts';
import type { Asked, Behaviour } from './behaviour.ts';

type Fault = keyof typeof dataChannelFaults;

/**
 * Ways in which servers do not take the data channel that the product adds to its offer: for each fault the failure for
 * which the offer is repeated without the channel, and whether the first offer had opened a session by then. A fault
 * without a failure costs no second offer.
 */
const faults: Record<Fault, readonly [why: FailureReason, opened: boolean] | null> = {
  'answers 400': ['server-refused', false],
  'answers 406': ['server-refused', false],
  'answers 415': ['server-refused', false],
  'answers 422': ['server-refused', false],
  'answers 500': ['server-error', false],
  'answers 501': ['server-refused', false],
  'answers 502': ['server-error', false],
  'answers 503': ['server-overloaded', false],
  'answers 504': ['server-error', false],
  'closes the connection without an answer': ['server-unreachable', false],
  'leaves its m-line out of the answer': ['server-answer-unusable', true],
  'answers its m-line with port 0': null,
  'answers its m-line before the audio': ['server-answer-unusable', true],
  'answers with nothing that is SDP': ['server-answer-invalid', true],
  'answers with another password for connectivity checks': ['connect-timeout', true],
  'answers with the fingerprint of another certificate': ['connect-timeout', true],
};

/** The fault by which ICE finds no path: where candidates follow the offer, these are in doubt before the channel. */
const pathless: Fault = 'answers with another password for connectivity checks';

/** The fault after which the product asks by an empty POST whether a redirect was the answer. */
const wordless: Fault = 'closes the connection without an answer';

function row(fault: Fault): Behaviour {
  const repeats = faults[fault];
  const again: Asked[] = repeats ? [...(repeats[1] ? ['DELETE' as const] : []), 'POST without'] : [];
  if (fault === wordless) again.push('POST without');
  return {
    server: `asked for a data channel ${fault}`,
    exchanges: fault === pathless ? ['json'] : ['whip', 'json'],
    does: { dataChannel: fault },
    reads: 'live',
    asked: ['POST with', ...again, 'DELETE'],
    repeated: repeats ? [['data-channel', repeats[0]]] : [],
    learned: { dataChannelRefused: true },
    askedNext: ['POST without', 'DELETE'],
  };
}

export const dataChannelBehaviours: readonly Behaviour[] = [
  {
    server: 'takes a data channel',
    exchanges: ['whip', 'json'],
    does: { dataChannel: 'taken' },
    reads: 'live',
    asked: ['POST with', 'DELETE'],
    repeated: [],
    learned: { transportFeedback: false },
    askedNext: ['POST with', 'DELETE'],
  },
  {
    server: 'takes a data channel, and puts its candidates behind it at the end of its answer',
    exchanges: ['whip', 'json'],
    does: { dataChannel: 'taken', writes: withCandidatesLast },
    reads: 'live',
    asked: ['POST with', 'DELETE'],
    repeated: [],
  },
  ...(Object.keys(faults) as Fault[]).map(row),
  {
    ...row(pathless),
    server: `asked for a data channel ${pathless}, and takes candidates after the offer`,
    exchanges: ['whip'],
    asked: ['POST with', 'DELETE', 'POST with', 'DELETE', 'POST without', 'DELETE'],
    repeated: [
      ['trickling', 'connect-timeout'],
      ['data-channel', 'connect-timeout'],
    ],
  },
];

import { backoffMs, type Backoff } from './backoff.ts';
import { retryClassOf, type RetryClass } from '../failure/failure-rules.ts';
import type { Failure } from '../failure/failure.ts';
import { retryWaitMs } from './retry-wait.ts';

/**
 * What the server still holds of the connections before an attempt: `lives`: one is still in use; `unreleased`:
 * some were closed without a known answer; `gone`: nothing.
 */
export type OldSession = 'lives' | 'unreleased' | 'gone';

export interface FailedAttempt {
  failure: Failure;
  /** The number of attempts since the loss, this one included. */
  attempt: number;
  /** The number of attempts that were refused, this one not included. */
  refusals: number;
  old: OldSession;
  /** A random number from 0 to 1: keeps many clients of one server from coming back at the same moment. */
  jitter: number;
}

/**
 * What to do after an attempt at a new connection failed. `afterMs` and `askedMs` are milliseconds: how long
 * is waited, and what the server asked for, if it did. `refusals` is the count for the next attempt.
 */
export type AttemptDecision =
  | {
      step: 'again';
      afterMs: number;
      askedMs: number | null;
      closesOld: boolean;
      refusals: number;
    }
  | { step: 'give-up'; failure: Failure };

interface Verdict {
  backoff: Backoff;
  /** How often such an answer is doubted before it is believed. */
  mostRefusals: { gone: number; unreleased: number };
  /** When the old connection is closed, because the server may take no second one beside it. */
  closesOld: 'at-once' | 'at-the-second' | 'never';
}

/**
 * Milliseconds. A server that answers with errors is asked less often than one that does not answer at all.
 */
const unansweredBackoff = { first: 250, longest: 1000 };
export const answeredBackoff = { first: 500, longest: 5000 };

const unbounded = { gone: Infinity, unreleased: Infinity };
/** Together with the backoff: some seconds. */
const some = { gone: 5, unreleased: 5 };
/**
 * Together with the backoff: some seconds for a server that has confirmed the close, and else more than the
 * half minute after which a server gives up a client that it does not hear any more (RFC 7675, section 5.1).
 */
const untilForgotten = { gone: 5, unreleased: 20 };
const none = { gone: 0, unreleased: 0 };

const passing: Verdict = { backoff: answeredBackoff, mostRefusals: unbounded, closesOld: 'never' };
const busy: Verdict = { ...passing, closesOld: 'at-once' };

/**
 * What an answer means to a session that was accepted at this very endpoint before. Its address, token and
 * offer are therefore right: a status that says otherwise is believed only when it comes again and again, and
 * when nothing of an earlier connection is left that may have caused it. Servers say "busy" by 403
 * (simple-whip-server), 409, 400 or 429.
 */
const verdicts: Record<RetryClass, Verdict> = {
  unanswered: { ...passing, backoff: unansweredBackoff },
  passing,
  overloaded: { ...passing, closesOld: 'at-the-second' },
  busy,
  'perhaps-busy': { ...busy, mostRefusals: untilForgotten },
  denied: { ...busy, mostRefusals: some },
  doubted: { ...passing, mostRefusals: some },
  // The failure is not about the server at all, or no further attempt could change it.
  final: { ...passing, mostRefusals: none },
};

/**
 * Decides what follows a failed attempt, as a pure function: no clock, no random numbers, no memory of its
 * own.
 */
export function afterFailedAttempt(failed: FailedAttempt): AttemptDecision {
  const { failure, attempt, refusals, old, jitter } = failed;
  const { backoff, mostRefusals, closesOld: whenToClose } = verdicts[retryClassOf(failure)];
  const closesOld =
    old === 'lives' && (whenToClose === 'at-once' || (whenToClose === 'at-the-second' && attempt > 1));
  // An open connection is closed first: what the server answers after that is its first answer.
  const most = mostRefusals[old === 'gone' ? 'gone' : 'unreleased'];
  if (refusals >= most) return { step: 'give-up', failure };
  const counts = Number.isFinite(most);
  const askedMs = failure.reason === 'server-overloaded' ? failure.retryAfterMs : null;
  const waitMs = retryWaitMs(backoffMs(backoff, attempt, jitter), askedMs);
  return {
    step: 'again',
    // The close is waited for anyway.
    afterMs: closesOld && whenToClose === 'at-once' ? 0 : waitMs,
    askedMs,
    closesOld,
    refusals: counts ? refusals + 1 : refusals,
  };
}

/**
 * Whether this refusal means one publisher at a time, where a connection was taken as soon as the one before
 * had gone.
 */
export function meansOnePublisher({ reason }: Failure): boolean {
  return reason === 'server-busy' || reason === 'server-forbidden' || reason === 'server-refused';
}

/**
 * Whether a start goes on trying after this failure, where the server has taken a connection of the same
 * start before.
 */
export function mayBeBusy(failure: Failure): boolean {
  return verdicts[retryClassOf(failure)].closesOld === 'at-once';
}

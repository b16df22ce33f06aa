import { backoffMs, type Backoff } from './backoff.ts';
import { retryClassOf, type RetryClass } from '../failure/failure-rules.ts';
import type { Failure } from '../failure/failure.ts';
import { retryWaitMs } from './retry-wait.ts';

/**
 * What is left at the server of the sessions that were made before an attempt: one that is still in use; some whose goodbye
 * nobody is known to have heard; or nothing.
 */
export type OldSession = 'lives' | 'unsaid' | 'gone';

export interface FailedAttempt {
  failure: Failure;
  /** How many attempts there were since the loss, this one included. */
  attempt: number;
  /** How many of them were refused, this one not included. */
  refusals: number;
  old: OldSession;
  /** From 0 to 1, at random: keeps many clients of one server from coming back in step. */
  jitter: number;
}

/**
 * What to do after an attempt at a new connection that came to nothing. `afterMs` and `askedMs` are milliseconds: how long
 * is waited, and what the server asked for, where it did. `refusals` is the count for the next one.
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
  /** How often such an answer is taken for one that may be another the next time. */
  mostRefusals: { gone: number; unsaid: number };
  /** The session that still lives may be what the server has no second place beside. */
  closesOld: 'at-once' | 'at-the-second' | 'never';
}

/** Milliseconds. A server that answers with errors is left in peace for longer than one that is not there at all. */
const unansweredBackoff = { first: 250, longest: 1000 };
export const answeredBackoff = { first: 500, longest: 5000 };

const unbounded = { gone: Infinity, unsaid: Infinity };
/** With the backoff: some seconds. */
const some = { gone: 5, unsaid: 5 };
/**
 * With the backoff: some seconds for a server that has heard the goodbye, and else more than the half minute in which one
 * gives up a client whom it does not hear any more (RFC 7675 section 5.1).
 */
const untilForgotten = { gone: 5, unsaid: 20 };
const none = { gone: 0, unsaid: 0 };

const passing: Verdict = { backoff: answeredBackoff, mostRefusals: unbounded, closesOld: 'never' };
const busy: Verdict = { ...passing, closesOld: 'at-once' };

/**
 * What an answer means to a session that was accepted at this very endpoint. By that alone its address, its token and its
 * offer are right: a status that says they are wrong is believed only when it comes again and again, and when nothing of the
 * session before is left that may have been meant by it. Servers say "busy" by 403 (simple-whip-server), 409, 400 or 429.
 */
const verdicts: Record<RetryClass, Verdict> = {
  unanswered: { ...passing, backoff: unansweredBackoff },
  passing,
  overloaded: { ...passing, closesOld: 'at-the-second' },
  busy,
  'perhaps-busy': { ...busy, mostRefusals: untilForgotten },
  denied: { ...busy, mostRefusals: some },
  doubted: { ...passing, mostRefusals: some },
  // Not about the server at all, or nothing that another attempt could change.
  final: { ...passing, mostRefusals: none },
};

/** The rule of every attempt's end, as a value: no clock, no dice, no memory of its own. */
export function afterFailedAttempt(failed: FailedAttempt): AttemptDecision {
  const { failure, attempt, refusals, old, jitter } = failed;
  const { backoff, mostRefusals, closesOld: whenToClose } = verdicts[retryClassOf(failure)];
  const closesOld =
    old === 'lives' && (whenToClose === 'at-once' || (whenToClose === 'at-the-second' && attempt > 1));
  // One that lives is closed first: what the server says then, it says for the first time.
  const most = mostRefusals[old === 'gone' ? 'gone' : 'unsaid'];
  if (refusals >= most) return { step: 'give-up', failure };
  const counts = Number.isFinite(most);
  const askedMs = failure.reason === 'server-overloaded' ? failure.retryAfterMs : null;
  const waitMs = retryWaitMs(backoffMs(backoff, attempt, jitter), askedMs);
  return {
    step: 'again',
    // The goodbye is waited for anyway.
    afterMs: closesOld && whenToClose === 'at-once' ? 0 : waitMs,
    askedMs,
    closesOld,
    refusals: counts ? refusals + 1 : refusals,
  };
}

/** Whether such a refusal, where a connection was taken as soon as the one before had gone, means one publisher at a time. */
export function meansOnePublisher({ reason }: Failure): boolean {
  return reason === 'server-busy' || reason === 'server-forbidden' || reason === 'server-refused';
}

/** Whether a start goes on trying after a failure, where the server has taken a connection of this very start before. */
export function mayBeBusy(failure: Failure): boolean {
  return verdicts[retryClassOf(failure)].closesOld === 'at-once';
}

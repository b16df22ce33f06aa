import { afterFailedAttempt, meansOnePublisher } from '../recovery/attempt-verdict.ts';
import { attempt, climb, wait } from './recovery-ladder.ts';
import { lossFailure, lossOf } from '../recovery/recovery-policy.ts';
import type { SessionEffect, SessionInput, StateOf } from './session-state.ts';
import { end, unchanged, type Transition } from './transition.ts';
import { whileRunning } from './while-running.ts';

/**
 * What an input means to a recovering session, until the first connection is heard again, or another one in
 * its place.
 */
export function whileRecovering(state: StateOf<'recovering'>, input: SessionInput): Transition {
  switch (input.type) {
    case 'link-heard':
      return recovered(state, { type: 'drop-attempt', healedBy: input.by });
    case 'replacement-acknowledged':
      return recovered(
        state,
        { type: 'adopt-replacement' },
        { takenOverAt: input.at, ...shortLivesOf(state) },
      );
    case 'replacement-failed':
      return isAttempting(state) ? judgeAttempt(state, input) : unchanged(state);
    case 'ice-restart-failed':
      return state.rung === 'ice-restart' ? attempt(state) : unchanged(state);
    case 'retry-due':
      return state.retryAt === null ? unchanged(state) : climb(state, input);
    case 'retry-requested':
      // An attempt under way is replaced too: a user who asks has seen it stand still.
      return state.retryAt === null ? attempt(state) : climb(state, input);
    case 'connection-lost':
      // A connection that was only held on to until now is really gone.
      return state.rung === 'hold'
        ? climbInPeace({ ...state, cause: lossOf(input.status) }, input)
        : unchanged(state);
    case 'server-ended':
      return state.rung === 'new-connection'
        ? unchanged(state)
        : climbInPeace({ ...state, cause: 'server-ended' }, input);
    case 'network-returned':
      // An attempt under way is replaced too, because its request may be stuck in a dead network for many
      // seconds. An existing connection learns of another network only seconds later.
      if (!input.isOther) return climb(state, input);
      // The earlier network may have caused the refusals.
      return attempt({ ...state, refusals: 0 });
    case 'recovery-limit-passed':
      return end(state, { by: 'failure', failure: lossFailure(state.cause) });
    default:
      return whileRunning(state, input);
  }
}

function shortLivesOf({ shortLives = 0 }: StateOf<'recovering'>): { shortLives?: number } {
  return shortLives > 0 ? { shortLives } : {};
}

/** Goes on to the next rung: at once, or after a wait where a server takes every connection and drops it. */
function climbInPeace(state: StateOf<'recovering'>, input: SessionInput): Transition {
  return state.rung === 'hold' && (state.shortLives ?? 0) > 1 ? unchanged(state) : climb(state, input);
}

/**
 * The connection is heard again: the attempts, and with them the waits between, begin again at the next loss.
 */
function recovered(
  { running, liveSince }: StateOf<'recovering'>,
  effect: SessionEffect,
  takeOver: Pick<StateOf<'live'>, 'takenOverAt' | 'shortLives'> = {},
): Transition {
  return { state: { phase: 'live', running, liveSince, ...takeOver }, effects: [effect] };
}

function isAttempting({ rung, retryAt }: StateOf<'recovering'>): boolean {
  return rung === 'new-connection' && retryAt === null;
}

function judgeAttempt(
  state: StateOf<'recovering'>,
  input: Extract<SessionInput, { type: 'replacement-failed' }>,
): Transition {
  const { failure } = input;
  const decision = afterFailedAttempt({ ...input, attempt: state.attempt, refusals: state.refusals });
  if (decision.step === 'give-up') return end(state, { by: 'failure', failure });
  const { refusals, afterMs, askedMs, closesOld } = decision;
  const refused = { ...state, refusals };
  const next = afterMs === 0 ? attempt(refused) : wait(refused, input.at, afterMs, askedMs);
  if (!closesOld) return next;
  return {
    ...next,
    effects: [{ type: 'close-old', isLearned: meansOnePublisher(failure) }, ...next.effects],
  };
}

import { afterFailedAttempt, meansOnePublisher } from '../recovery/attempt-verdict.ts';
import { attempt, climb, wait } from './recovery-ladder.ts';
import { lossFailure, lossOf } from '../recovery/recovery-policy.ts';
import { afterHealing, rollOverFailed } from './roll-over.ts';
import type { LinkReading, SessionInput } from './session-fact.ts';
import type { SessionEffect } from './session-effect.ts';
import type { StateOf } from './session-state.ts';
import { doing } from '../steps/step.ts';
import { end, first, logged, unchanged, type Transition } from './transition.ts';
import { whileRunning } from './while-running.ts';

/**
 * What an input means to a recovering session, until the first connection is heard again, or another one in
 * its place.
 */
export function whileRecovering(state: StateOf<'recovering'>, input: SessionInput): Transition {
  switch (input.type) {
    case 'link-heard':
      return recovered({ ...state, replacing: afterHealing(state.replacing, input.at) }, input, {
        type: 'drop-attempt',
        healedBy: input.by,
      });
    case 'replacement-acknowledged':
      return recovered(
        { ...state, replacing: null },
        input,
        { type: 'adopt-replacement' },
        { takenOverAt: input.at, ...shortLivesOf(state) },
      );
    case 'replacement-failed':
      if (isAttempting(state)) return judgeAttempt(state, input);
      return state.rung === 'hold' ? judgeRollOver(state, input) : unchanged(state);
    case 'ice-restart-failed':
      return state.rung === 'ice-restart' ? attempt(state) : unchanged(state);
    case 'retry-due':
      return state.retryAt === null ? unchanged(state) : climb(state, input.link);
    case 'retry-requested':
      return hurry(state, input.link);
    case 'slept':
      return first({ type: 'compare-addresses' }, hurry(state, input.link));
    case 'connection-lost':
      // A connection that was only held on to until now is really gone.
      return state.rung === 'hold'
        ? climbInPeace({ ...state, cause: lossOf(input.status) }, input.link)
        : unchanged(state);
    case 'server-ended':
      return state.rung === 'new-connection'
        ? unchanged(state)
        : climbInPeace({ ...state, cause: 'server-ended' }, input.link);
    case 'addresses-changed':
      // An address that has gone opens no way back.
      if (input.change === 'gone') return unchanged(state);
      // An attempt under way is replaced too, because its request may be stuck in a dead network for many
      // seconds. An existing connection learns of another network only seconds later.
      if (input.change !== 'added') return climb(state, input.link);
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
function climbInPeace(state: StateOf<'recovering'>, link: LinkReading): Transition {
  return state.rung === 'hold' && (state.shortLives ?? 0) > 1 ? unchanged(state) : climb(state, link);
}

/** Ends a wait, and replaces an attempt under way too: a user has seen it stand still, or it has slept. */
function hurry(state: StateOf<'recovering'>, link: LinkReading): Transition {
  return state.retryAt === null ? attempt(state) : climb(state, link);
}

/**
 * The connection is heard again: the attempts, and with them the waits between, begin again at the next loss.
 */
function recovered(
  state: StateOf<'recovering'>,
  { at, ...input }: SessionInput,
  effect: SessionEffect,
  takeOver: Pick<StateOf<'live'>, 'takenOverAt' | 'shortLives'> = {},
): Transition {
  const { running, liveSince, replacing, since, attempt: attempts } = state;
  const { interruptions } = running;
  const afterMs = at - Math.max(since, interruptions.countedTo);
  const interruptedMs = interruptions.ms + afterMs;
  const by = input.type === 'link-heard' ? input.by : 'new-connection';
  const counted = { ...running, interruptions: { ...interruptions, ms: interruptedMs } };
  return logged(
    [{ kind: 'recovered', by, afterMs, attempts, interruptedMs }],
    doing({ phase: 'live', running: counted, liveSince, replacing, ...takeOver }, effect),
  );
}

/** Handles the failure of a roll-over from before the loss, which goes on while the first connection is held on to. */
function judgeRollOver(
  state: StateOf<'recovering'>,
  input: Extract<SessionInput, { type: 'replacement-failed' }>,
): Transition {
  const { replacing } = state;
  if (replacing?.retryAt !== null) return unchanged(state);
  // The session is interrupted already, so nothing has to be closed for the roll-over.
  if (input.failure.reason === 'server-busy') return unchanged({ ...state, replacing: null });
  return rollOverFailed(state, replacing.cause, input);
}

function isAttempting({ rung, retryAt }: StateOf<'recovering'>): boolean {
  return rung === 'new-connection' && retryAt === null;
}

function judgeAttempt(
  state: StateOf<'recovering'>,
  input: Extract<SessionInput, { type: 'replacement-failed' }>,
): Transition {
  const { failure } = input;
  const { attempt: number, refusals: before } = state;
  const decision = afterFailedAttempt({ ...input, attempt: number, refusals: before });
  const nextInMs = decision.step === 'give-up' ? null : decision.afterMs;
  const failed = { kind: 'attempt-failed', attempt: number, failure, nextInMs } as const;
  if (decision.step === 'give-up') return logged([failed], end(state, { by: 'failure', failure }));
  const { refusals, afterMs, askedMs, closesOld } = decision;
  const refused = { ...state, refusals };
  const next = logged([failed], afterMs === 0 ? attempt(refused) : wait(refused, input.at, afterMs, askedMs));
  return closesOld ? first({ type: 'close-old', isLearned: meansOnePublisher(failure) }, next) : next;
}

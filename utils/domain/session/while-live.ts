import { climb, wait } from './recovery-ladder.ts';
import {
  afterGoodbye,
  afterShortLivesMs,
  holdMs,
  lossFailure,
  lossOf,
  shortLivesInARow,
  type LossCause,
} from '../recovery/recovery-policy.ts';
import type { SessionInput, StateOf } from './session-state.ts';
import { end, unchanged, type Transition } from './transition.ts';
import { whileRunning } from './while-running.ts';

/**
 * What an input means to a live session. A loss ends a session that stops and tells, and makes any other
 * recover; a loss that may be wrong, or is no fault, ends none.
 */
export function whileLive(state: StateOf<'live'>, input: SessionInput): Transition {
  switch (input.type) {
    case 'connection-lost':
      return lose(state, lossOf(input.status), input);
    case 'server-ended':
      return afterGoodbye(input.heardForMs) === 'reconnect'
        ? lose(state, 'server-ended', input)
        : end(state, { by: 'failure', failure: { reason: 'server-ended' } });
    case 'network-lost':
    case 'link-silent':
      return recoverOnly(state, input.type, input);
    case 'replacement-due':
      return recoverOnly(state, 'replaced', input);
    case 'replacement-acknowledged':
      // The new connection belongs to a roll-over, so nothing was lost.
      return { state, effects: [{ type: 'complete-roll-over' }] };
    default:
      return whileRunning(state, input);
  }
}

/** Handles a sign of a loss that is too early to end a session by. */
function recoverOnly(state: StateOf<'live'>, cause: LossCause, input: SessionInput): Transition {
  return state.running.session.policy === 'stop-and-tell' ? unchanged(state) : lose(state, cause, input);
}

function lose(state: StateOf<'live'>, cause: LossCause, input: SessionInput): Transition {
  const { running, liveSince } = state;
  if (running.session.policy === 'stop-and-tell') {
    return end(state, { by: 'failure', failure: lossFailure(cause) });
  }
  const shortLives = shortLivesInARow(state.shortLives ?? 0, state.takenOverAt ?? null, input.at);
  // A replacement is caused here and needs no wait. The moment of a loss serves as a random number.
  const peaceMs = cause === 'replaced' ? 0 : afterShortLivesMs(shortLives, (input.at % 1000) / 1000);
  const held = Math.max('isCertain' in input ? 0 : holdMs(cause), peaceMs);
  const lost: StateOf<'recovering'> = {
    phase: 'recovering',
    running,
    liveSince,
    since: input.at,
    cause,
    rung: 'hold',
    attempt: 0,
    refusals: 0,
    ...(shortLives > 0 && { shortLives }),
    retryAt: null,
    askedMs: null,
  };
  const next = held === 0 ? climb(lost, input) : wait(lost, input.at, held);
  return { ...next, effects: [{ type: 'limit-recovery' }, ...next.effects] };
}

import { climb, wait } from './recovery-ladder.ts';
import {
  afterServerEnd,
  afterShortLivesMs,
  holdMs,
  lossFailure,
  lossOf,
  shortLivesInARow,
  type LossCause,
} from '../recovery/recovery-policy.ts';
import { replaceTheOnlyOne, rolledOver, rollOverFailed, tryRollOver, wantRollOver } from './roll-over.ts';
import { withRunning, type StateOf } from './session-state.ts';
import type { LinkReading, SessionInput } from './session-fact.ts';
import { doing } from '../steps/step.ts';
import { end, first, logged, unchanged, type Transition } from './transition.ts';
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
      return afterServerEnd(input.heardForMs) === 'reconnect'
        ? lose(state, 'server-ended', input)
        : end(state, { by: 'failure', failure: { reason: 'server-ended' } });
    case 'network-changed':
      // A network that has returned is reported when it is known to be the same, or another one.
      if (input.online) return unchanged(state);
      return first({ type: 'doubt-link' }, recoverOnly(state, 'network-lost', input));
    case 'addresses-changed':
      return otherAddresses(state, input);
    case 'slept':
      return doing(state, { type: 'compare-addresses' }, { type: 'verify-link' });
    case 'link-silent':
      return recoverOnly(state, 'link-silent', input);
    case 'link-unproven':
      // The connection was given its time already.
      return recoverOnly(state, 'link-silent', input, 0);
    case 'lifetime-due':
      return tryRollOver(state, input.cause, input, interruptedBy(input));
    case 'roll-over-due':
      if (state.replacing === null) return unchanged(state);
      return tryRollOver(state, state.replacing.cause, input, interruptedBy(input));
    case 'credentials-expiring':
      return warnOfExpiry(state, input);
    case 'replacement-acknowledged':
      return rolledOver(state, input.at);
    case 'replacement-failed':
      return replacementFailed(state, input);
    default:
      return whileRunning(state, input);
  }
}

/**
 * Handles other addresses: a new one may be a better network's; with one that has gone, the path in use may have gone too.
 */
function otherAddresses(
  state: StateOf<'live'>,
  { at, change, link }: Extract<SessionInput, { type: 'addresses-changed' }>,
): Transition {
  if (change === null) return unchanged(state);
  // At a server that takes one publisher, a roll-over would interrupt the session, and perhaps for nothing.
  const isBetter = change === 'added' && !link.takesOnePublisher;
  return isBetter ? wantRollOver(state, at) : doing(state, { type: 'verify-link' });
}

const interruptedBy = (noticed: Noticed) => (state: StateOf<'live'>) => lose(state, 'replaced', noticed);

function replacementFailed(
  state: StateOf<'live'>,
  input: Extract<SessionInput, { type: 'replacement-failed' }>,
): Transition {
  const { replacing } = state;
  if (replacing?.retryAt !== null) return unchanged(state);
  return input.failure.reason === 'server-busy'
    ? replaceTheOnlyOne(state, replacing.cause, input, interruptedBy(input))
    : rollOverFailed(state, replacing.cause, input);
}

/** Logs once that credentials expire for which there are no others. */
function warnOfExpiry(
  state: StateOf<'live'>,
  { at, until }: Extract<SessionInput, { type: 'credentials-expiring' }>,
): Transition {
  if (state.running.expiryTold === until) return unchanged(state);
  const told = unchanged(withRunning(state, { expiryTold: until }));
  return logged([{ kind: 'turn-credentials-expiring', inMs: Math.max(0, until - at) }], told);
}

/** The moment of a loss, in epoch milliseconds, and the connection as it is known then. */
interface Noticed {
  at: number;
  link: LinkReading;
}

/** Handles a sign of a loss that is too early to end a session by. */
function recoverOnly(
  state: StateOf<'live'>,
  cause: LossCause,
  noticed: Noticed,
  held = holdMs(cause),
): Transition {
  return state.running.session.policy === 'stop-and-tell'
    ? unchanged(state)
    : lose(state, cause, noticed, held);
}

/** Handles a loss: the session ends, or it recovers and holds on to the connection for `held` milliseconds at least. */
function lose(
  state: StateOf<'live'>,
  cause: LossCause,
  { at, link }: Noticed,
  held = holdMs(cause),
): Transition {
  const { running, liveSince, replacing } = state;
  if (running.session.policy === 'stop-and-tell') {
    return end(state, { by: 'failure', failure: lossFailure(cause) });
  }
  const shortLives = shortLivesInARow(state.shortLives ?? 0, state.takenOverAt ?? null, at);
  // A replacement is caused here and needs no wait. The moment of a loss serves as a random number.
  const peaceMs = cause === 'replaced' ? 0 : afterShortLivesMs(shortLives, (at % 1000) / 1000);
  const holdsFor = Math.max(held, peaceMs);
  const interruption = running.interruptions.count + 1;
  const lost: StateOf<'recovering'> = {
    phase: 'recovering',
    running: { ...running, interruptions: { ...running.interruptions, count: interruption } },
    liveSince,
    since: at,
    cause,
    rung: 'hold',
    attempt: 0,
    refusals: 0,
    ...(shortLives > 0 && { shortLives }),
    retryAt: null,
    askedMs: null,
    replacing,
  };
  const next = holdsFor === 0 ? climb(lost, link) : wait(lost, at, holdsFor);
  const { lastHeardMsAgo } = link;
  const line = { kind: 'recovery-began', cause, lastHeardMsAgo, interruption } as const;
  return logged([line], first({ type: 'limit-recovery' }, next));
}

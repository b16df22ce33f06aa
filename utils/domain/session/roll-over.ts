import type { Failure } from '../failure/failure.ts';
import type { RollOverCause } from '../recovery/recovery-policy.ts';
import { dueLifetime, nextRollOverMs, type Lifetime } from '../recovery/roll-over-policy.ts';
import type { LifetimeFact, SessionInput } from './session-fact.ts';
import type { Replacing, StateOf } from './session-state.ts';
import { doing } from '../steps/step.ts';
import { logged, unchanged, type Transition } from './transition.ts';

/*
 * A connection that still serves is replaced by a second one beside it; the session stays live.
 *
 *     null --(lifetime-due)--> tried --(acknowledged)--> null
 *       |                      |   ^
 *       |                   (failed)|
 *       |                      v   |
 *       +--(better network)--> waits: until then nothing is tried
 *
 * A loss meanwhile goes its own way: the second connection heals it where it is heard while the first is held on to, and is
 * dropped where anything else is tried. Where the first one is heard again, it is replaced then.
 */

/** Whether a try is under way, or waits for its time; `at` is epoch milliseconds. */
function isBusy(replacing: Replacing | null, at: number): boolean {
  if (replacing === null) return false;
  const { since, retryAt } = replacing;
  // A clock that was set back must not make the wait longer than it was.
  return retryAt === null || (since <= at && at < retryAt);
}

/**
 * The facts that follow from the time for which the connection in use can serve: none while a try is under way or waits.
 * `at` is epoch milliseconds.
 */
export function judgeLifetimes(
  { replacing }: StateOf<'live'>,
  lifetimes: readonly Lifetime[],
  at: number,
): LifetimeFact[] {
  if (isBusy(replacing, at)) return [];
  const dueOf = (isRenewable: boolean) =>
    dueLifetime(
      lifetimes.filter((each) => each.isRenewable === isRenewable),
      at,
    );
  const facts: LifetimeFact[] = [];
  const hopeless = dueOf(false);
  if (hopeless) facts.push({ type: 'credentials-expiring', until: hopeless.until });
  const due = dueOf(true);
  if (due) facts.push({ type: 'lifetime-due', cause: due.cause });
  else if (replacing?.cause === 'network-changed') facts.push({ type: 'roll-over-due' });
  return facts;
}

/** Has the connection replaced as soon as may be, because there is a better network. */
export function wantRollOver(state: StateOf<'live'>, at: number): Transition {
  const { replacing } = state;
  const check = { type: 'check-lifetimes' } as const;
  if (replacing?.retryAt === null) return doing(state, check);
  const waiting = replacing && isBusy(replacing, at) ? replacing : { since: at, retryAt: at };
  const attempts = replacing?.attempts ?? 0;
  return doing({ ...state, replacing: { ...waiting, attempts, cause: 'network-changed' } }, check);
}

/**
 * Makes the try that is due. Where the server takes one publisher, it costs an interruption: `interrupt` is the loss of the
 * connection at our own wish.
 */
export function tryRollOver(
  state: StateOf<'live'>,
  cause: RollOverCause,
  input: SessionInput & { link: { takesOnePublisher: boolean }; jitter: number },
  interrupt: (givenUp: StateOf<'live'>) => Transition,
): Transition {
  const { replacing } = state;
  const { at } = input;
  if (isBusy(replacing, at)) return unchanged(state);
  const began = { kind: 'roll-over-began', cause } as const;
  if (input.link.takesOnePublisher) return logged([began], replaceTheOnlyOne(state, cause, input, interrupt));
  const tried = { cause, since: at, attempts: replacing?.attempts ?? 0, retryAt: null };
  return logged([began], doing({ ...state, replacing: tried }, { type: 'roll-over' }));
}

/** Replaces the one connection that the server takes: with a gap, like any interruption, at a moment of our own choice. */
export function replaceTheOnlyOne(
  state: StateOf<'live'>,
  cause: RollOverCause,
  failed: { at: number; jitter: number },
  interrupt: (givenUp: StateOf<'live'>) => Transition,
): Transition {
  const givenUp = { ...state, replacing: null };
  if (state.running.session.policy === 'recover') return interrupt(givenUp);
  // A user who wants to be told of a loss wants none made.
  const next = rollOverFailed(givenUp, cause, { ...failed, failure: { reason: 'server-busy' } });
  // Another network is not asked for again there; what expires is due again by itself.
  return cause === 'network-changed' ? { ...next, state: givenUp } : next;
}

/** Handles a try that failed while the first connection serves, or is held on to: the next one waits. */
export function rollOverFailed<State extends StateOf<'live' | 'recovering'>>(
  state: State,
  cause: RollOverCause,
  { at, failure, jitter }: { at: number; failure: Failure; jitter: number },
): Transition {
  const attempts = (state.replacing?.attempts ?? 0) + 1;
  const nextInMs = nextRollOverMs({ failure, attempt: attempts, jitter });
  const replacing = { cause, since: at, attempts, retryAt: at + nextInMs };
  return logged([{ kind: 'roll-over-failed', cause, failure, nextInMs }], unchanged({ ...state, replacing }));
}

/** Puts the second connection in use. */
export function rolledOver(state: StateOf<'live'>, at: number): Transition {
  const { replacing } = state;
  const done = doing({ ...state, replacing: null }, { type: 'complete-roll-over' });
  if (replacing?.retryAt !== null) return done;
  const { cause, since } = replacing;
  return logged([{ kind: 'rolled-over', cause, afterMs: at - since }], done);
}

/** The roll-over after a loss that healed: its second connection was dropped, and the next try may come at once. */
export function afterHealing(replacing: Replacing | null, at: number): Replacing | null {
  return replacing?.retryAt === null ? { ...replacing, since: at, retryAt: at } : replacing;
}

import { backoffMs } from './backoff.ts';
import type { Failure } from '../failure/failure.ts';
import type { RollOverCause } from './recovery-policy.ts';
import { retryWaitMs } from './retry-wait.ts';
import type { TurnExpiry } from '../profiles/turn-expiry.ts';

/** How long a connection can serve, known beforehand. Times are epoch milliseconds. */
export interface Lifetime {
  cause: Exclude<RollOverCause, 'network-changed'>;
  /** When it was opened. */
  since: number;
  until: number;
  /** A new connection has another one: false where the profile itself holds what expires. */
  isRenewable: boolean;
}

export interface LifetimeSources {
  /** When the connection was opened, in epoch milliseconds. */
  since: number;
  /** How long the server lets a session be, in milliseconds; null where that is not known. */
  sessionLimitMs: number | null;
  /** When the TURN credentials in use expire; null where none do. */
  turn: TurnExpiry | null;
}

/** All that a connection's time is limited by. */
export function lifetimesOf({ since, sessionLimitMs, turn }: LifetimeSources): Lifetime[] {
  const lifetimes: Lifetime[] = [];
  if (sessionLimitMs !== null) {
    lifetimes.push({ cause: 'session-limit', since, until: since + sessionLimitMs, isRenewable: true });
  }
  if (turn !== null) {
    lifetimes.push({ cause: 'turn-expiry', since, until: turn.at, isRenewable: !turn.isOwn });
  }
  return lifetimes;
}

/** A new connection takes a second or two; the rest is for tries that come to nothing. */
const longestMarginMs = 60_000;
const marginShare = 0.25;

/** A connection that lives shorter than this is not worth a roll-over, milliseconds. */
const leastLifeMs = 4000;

/** When the next connection is to be made beside the one that serves, or null where that gains nothing. */
export function rollOverAt({ since, until }: Lifetime): number | null {
  const lifeMs = until - since;
  if (lifeMs < leastLifeMs) return null;
  return until - Math.min(longestMarginMs, lifeMs * marginShare);
}

/** The lifetime to act on by now: of those whose time has come the one that ends first. */
export function dueLifetime(lifetimes: readonly Lifetime[], now: number): Lifetime | null {
  const due = lifetimes.filter((each) => now >= (rollOverAt(each) ?? Infinity));
  return due.toSorted((one, other) => one.until - other.until)[0] ?? null;
}

/** Milliseconds. The old connection serves meanwhile, so there is no hurry. */
const backoff = { first: 2000, longest: 60_000 };

export interface FailedRollOver {
  failure: Failure;
  /** How many there were in a row, this one included. */
  attempt: number;
  /** From 0 to 1, at random. */
  jitter: number;
}

/** How long to wait until the next try, in milliseconds: what a server refuses now it may take later. */
export function nextRollOverMs({ failure, attempt, jitter }: FailedRollOver): number {
  const askedMs = failure.reason === 'server-overloaded' ? failure.retryAfterMs : null;
  return retryWaitMs(backoffMs(backoff, attempt, jitter), askedMs);
}

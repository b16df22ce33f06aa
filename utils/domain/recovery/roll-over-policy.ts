import { backoffMs } from './backoff.ts';
import type { Failure } from '../failure/failure.ts';
import type { RollOverCause } from './recovery-policy.ts';
import { retryWaitMs } from './retry-wait.ts';
import type { TurnExpiry } from '../profiles/turn-expiry.ts';

/** How long a connection can serve, as known beforehand. Times are epoch milliseconds. */
export interface Lifetime {
  cause: Exclude<RollOverCause, 'network-changed'>;
  /** When the connection was opened. */
  since: number;
  until: number;
  /**
   * Whether a new connection would have a new lifetime: false where the profile itself holds what expires.
   */
  isRenewable: boolean;
}

export interface LifetimeSources {
  /** When the connection was opened, in epoch milliseconds. */
  since: number;
  /** How long the server lets a session last, in milliseconds; null where that is not known. */
  sessionLimitMs: number | null;
  /** When the TURN credentials in use expire; null where none do. */
  turn: TurnExpiry | null;
}

/** The lifetimes of a connection, one for each thing that limits it. */
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

/**
 * Milliseconds before the end at which a roll-over begins at the latest: a new connection takes a second or
 * two; the rest is for failed tries.
 */
const longestMarginMs = 60_000;
const marginShare = 0.25;

/** Milliseconds: a connection with a shorter lifetime is not worth a roll-over. */
const leastLifeMs = 4000;

/**
 * When the next connection is to be made beside the one that serves, in epoch milliseconds; null where that
 * gains nothing.
 */
export function rollOverAt({ since, until }: Lifetime): number | null {
  const lifeMs = until - since;
  if (lifeMs < leastLifeMs) return null;
  return until - Math.min(longestMarginMs, lifeMs * marginShare);
}

/** The lifetime to act on now: among those that are due, the one that ends first. */
export function dueLifetime(lifetimes: readonly Lifetime[], now: number): Lifetime | null {
  const due = lifetimes.filter((each) => now >= (rollOverAt(each) ?? Infinity));
  return due.toSorted((one, other) => one.until - other.until)[0] ?? null;
}

/** Milliseconds between two tries; they are many, because the old connection serves meanwhile. */
const backoff = { first: 2000, longest: 60_000 };

export interface FailedRollOver {
  failure: Failure;
  /** The number of consecutive tries, this one included. */
  attempt: number;
  /** A random number from 0 to 1. */
  jitter: number;
}

/** Milliseconds until the next try: a server may take later what it refuses now. */
export function nextRollOverMs({ failure, attempt, jitter }: FailedRollOver): number {
  const askedMs = failure.reason === 'server-overloaded' ? failure.retryAfterMs : null;
  return retryWaitMs(backoffMs(backoff, attempt, jitter), askedMs);
}

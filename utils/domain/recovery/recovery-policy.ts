import { answeredBackoff, mayBeBusy } from './attempt-verdict.ts';
import { backoffMs } from './backoff.ts';
import type { ConnectionStatus } from '../link/connection-status.ts';
import type { Failure } from '../failure/failure.ts';

/** What a session does when its connection is lost. */
export type RecoveryMode = 'recover' | 'stop-and-tell';

/**
 * How a loss was noticed. `link-silent` (nothing is heard any more) and `network-lost` (the operating system
 * says so) come before the browser's own states, and may be wrong. `server-ended` is the server's own close;
 * `replaced` is no fault: a roll-over at a server that takes one publisher, so that the old connection has to
 * be closed first.
 */
export const lossCauses = [
  'link-silent',
  'network-lost',
  'disconnected',
  'failed',
  'closed',
  'server-ended',
  'replaced',
] as const;
export type LossCause = (typeof lossCauses)[number];

/**
 * The rungs of recovery: `hold` while the connection may heal by itself; `ice-restart`, a new path for it,
 * where its server can do that; then `new-connection`, a second one beside the first. On every rung the first
 * connection is kept, and may still be the one that heals.
 */
export type RecoveryRung = 'hold' | 'ice-restart' | 'new-connection';

/**
 * Why a connection that still serves is replaced: its TURN credentials or the server's own session would
 * expire, or the computer has another network.
 */
export const rollOverCauses = ['turn-expiry', 'session-limit', 'network-changed'] as const;
export type RollOverCause = (typeof rollOverCauses)[number];

/**
 * Milliseconds to wait after a loss before anything is tried; long enough for most blips, short enough that
 * little speech is lost. A connection that the browser itself gave up has been waited for already:
 * `disconnected` is told only after its limit.
 */
export function holdMs(cause: LossCause): number {
  return cause === 'link-silent' || cause === 'network-lost' ? 1000 : 0;
}

/** Milliseconds: a new connection that is lost sooner has had a short life. */
const shortLifeMs = 10_000;

/**
 * How many consecutive new connections were lost soon after each had taken over, the one that is lost at
 * `lostAt` included. `takenOverAt` is when that one took over, null where it is the session's first or has
 * healed by itself; both in epoch milliseconds.
 */
export function shortLivesInARow(before: number, takenOverAt: number | null, lostAt: number): number {
  return takenOverAt !== null && lostAt - takenOverAt < shortLifeMs ? before + 1 : 0;
}

/**
 * Milliseconds to wait after consecutive short lives: a server that takes every connection and drops it gets
 * as few attempts as one that refuses them. A single short life causes no wait. `jitter` is a random number
 * from 0 to 1.
 */
export function afterShortLivesMs(inARow: number, jitter: number): number {
  return inARow < 2 ? 0 : backoffMs(answeredBackoff, inARow - 1, jitter);
}

/** Milliseconds that a busy server and the browser may need besides the round trips, and the longest wait. */
const restartTakesMs = { besides: 500, longest: 1000 };

/**
 * Milliseconds for an ICE restart, from its request to the first sign of the far side, before a second
 * connection is made as well. A restart takes two round trips (`roundTripTime` is that of the path before, in
 * seconds), and a slow server must not cost more speech. Nor must a relay's path after a direct one: the
 * browser finds it within that time, and had still not used it 3.2 s after the last sign on the other
 * (measured). Where the server takes one publisher, a second connection ends the first, so the restart is
 * given all the time there is.
 */
export function iceRestartMs(roundTripTime: number | null, takesOnePublisher: boolean): number {
  const { besides, longest } = restartTakesMs;
  if (roundTripTime === null || takesOnePublisher) return longest;
  return Math.min(longest, besides + 2000 * roundTripTime);
}

/** Milliseconds until the browser knows a network that has just changed, with some reserve. */
const networkSettlesMs = 3000;

/**
 * Milliseconds between two tries of a start: short enough to be connected soon, and few requests within a
 * whole deadline.
 */
const startAgainMs = 500;

/**
 * Milliseconds before the operating system says that the network has gone, by which a request may fail
 * earlier.
 */
const newsTakesMs = 500;

export interface FailedStart {
  failure: Failure;
  startedMsAgo: number;
  /** Whether the network was lost or changed since Start. */
  isNetworkChanging: boolean;
  /** Whether the server took a connection of this start before. */
  wasAccepted: boolean;
}

/**
 * Milliseconds until a start connects once more, where the failure may be the network's passing fault; null
 * where it is final. Without a path ICE fails within moments, long before the deadline.
 */
export function connectAgainMs(start: FailedStart): number | null {
  const { failure, startedMsAgo, isNetworkChanging, wasAccepted } = start;
  const isPassing = () => {
    switch (failure.reason) {
      case 'connect-timeout':
        return true;
      case 'turn-unreachable':
        return isNetworkChanging || startedMsAgo < networkSettlesMs;
      case 'server-unreachable':
        // No network lets a browser ask at such a port.
        if (failure.why === 'restricted-port') return false;
        return isNetworkChanging || startedMsAgo < newsTakesMs;
      // A server may still hold the session whose answer was lost on the way, and refuse another one.
      case 'server-timeout':
      case 'connection-lost':
        return isNetworkChanging;
      case 'server-busy':
        return isNetworkChanging || wasAccepted;
      default:
        return wasAccepted && mayBeBusy(failure);
    }
  };
  return isPassing() ? startAgainMs : null;
}

const endedCauses = new Set<LossCause>(['closed', 'server-ended', 'replaced']);

/**
 * The rung after `hold`. A restart needs no second session at the server; a connection that has ended has
 * nothing to restart.
 */
export function nextRung(cause: LossCause, canRestartIce: boolean): 'ice-restart' | 'new-connection' {
  return canRestartIce && !endedCauses.has(cause) ? 'ice-restart' : 'new-connection';
}

/**
 * The cause of a loss by the browser's own state: a lost connection that still looks well is about to be
 * `disconnected`.
 */
export function lossOf(status: ConnectionStatus): LossCause {
  return status === 'failed' || status === 'closed' ? status : 'disconnected';
}

/**
 * The failure of a session that ends by a loss; a loss that was noticed early has no browser state of its own
 * yet.
 */
export function lossFailure(cause: LossCause): Failure {
  switch (cause) {
    case 'server-ended':
      return { reason: 'server-ended' };
    case 'failed':
    case 'closed':
      return { reason: 'connection-lost', status: cause };
    case 'link-silent':
    case 'network-lost':
    case 'disconnected':
    case 'replaced':
      return { reason: 'connection-lost', status: 'disconnected' };
  }
}

/** Milliseconds: a server that ends a younger connection means it; an older one it may have to end. */
const youngMs = 3000;

/** What to do when the server closes a connection that was heard for `heardForMs` milliseconds. */
export function afterServerEnd(heardForMs: number): 'reconnect' | 'give-up' {
  return heardForMs < youngMs ? 'give-up' : 'reconnect';
}

import { answeredBackoff, mayBeBusy } from './attempt-verdict.ts';
import { backoffMs } from './backoff.ts';
import type { ConnectionStatus } from '../link/connection-status.ts';
import type { Failure } from '../failure/failure.ts';

/** What a session does when its connection is lost. */
export type RecoveryMode = 'recover' | 'stop-and-tell';

/**
 * What a loss was noticed by. `link-silent` (nothing is heard any more) and `network-lost` (the operating system says so)
 * come before the browser's own states, and may be wrong. `server-ended` is the server's own goodbye; `replaced` is no
 * fault at all: a roll-over at a server that takes one publisher, so that the old connection has to go first.
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
 * The ladder: `hold` while the connection may heal by itself; `ice-restart`, a new path for it, where its server can do
 * that; then `new-connection`, a second one beside the first. On every rung the first connection is kept, and it may be
 * the one that heals.
 */
export type RecoveryRung = 'hold' | 'ice-restart' | 'new-connection';

/**
 * Why a connection that still serves is replaced: its TURN credentials or the server's own session would expire, or the
 * computer has another network.
 */
export const rollOverCauses = ['turn-expiry', 'session-limit', 'network-changed'] as const;
export type RollOverCause = (typeof rollOverCauses)[number];

/**
 * Milliseconds to hold on after a loss; long enough for most blips, short enough that nobody has said much. What the
 * browser itself gave up has been held long enough: `disconnected` is told only after its limit.
 */
export function holdMs(cause: LossCause): number {
  return cause === 'link-silent' || cause === 'network-lost' ? 1000 : 0;
}

/** A new connection that is lost sooner than this came to nothing much, in milliseconds. */
const shortLifeMs = 10_000;

/**
 * How many new connections in a row were lost soon after each had taken over, the one that is lost at `lostAt` included.
 * `takenOverAt` is when it did, null where it is the first of the session or has healed by itself; both in epoch
 * milliseconds.
 */
export function shortLivesInARow(before: number, takenOverAt: number | null, lostAt: number): number {
  return takenOverAt !== null && lostAt - takenOverAt < shortLifeMs ? before + 1 : 0;
}

/**
 * Milliseconds to wait after so many short lives in a row: a server that takes every connection and drops it is left in
 * peace like one that refuses them. One alone is bad luck. `jitter` is from 0 to 1, at random.
 */
export function afterShortLivesMs(inARow: number, jitter: number): number {
  return inARow < 2 ? 0 : backoffMs(answeredBackoff, inARow - 1, jitter);
}

/** In milliseconds: what a busy server, and the browser, may need besides the way; and the longest that is waited for. */
const restartTakesMs = { besides: 500, longest: 1000 };

/**
 * Milliseconds for an ICE restart, from its request to the first sign of the far side, before a second connection is made
 * as well. One takes two round trips (`roundTripTime` is that of the path before, in seconds); what a server does not answer
 * by then must not cost more speech. Nor must a relay's path after a direct one: the browser finds it within that time, and
 * had still not gone by it 3.2 s after the last sign on the other (measured). Where the server takes one publisher, a second
 * connection ends the first, which is then given all the time there is.
 */
export function iceRestartMs(roundTripTime: number | null, takesOnePublisher: boolean): number {
  const { besides, longest } = restartTakesMs;
  if (roundTripTime === null || takesOnePublisher) return longest;
  return Math.min(longest, besides + 2000 * roundTripTime);
}

/** A network that has just changed is known to the browser only after a second or two, in milliseconds. */
const networkSettlesMs = 3000;

/** In milliseconds: often enough to be there soon after, and few requests within a whole deadline. */
const startAgainMs = 500;

/** A request fails a moment before anybody says that the network has gone, in milliseconds. */
const newsTakesMs = 500;

export interface FailedStart {
  failure: Failure;
  startedMsAgo: number;
  /** The network was lost or became another one since Start. */
  isNetworkChanging: boolean;
  /** The server took a connection of this start before. */
  wasAccepted: boolean;
}

/**
 * Milliseconds until a start connects once more, where what its connection came to may be the network's passing fault;
 * null where it is final. Without a path ICE fails within moments, long before the deadline.
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
        return isNetworkChanging || startedMsAgo < newsTakesMs;
      // The last by the session of an answer that was lost on the way.
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

/** The rung after `hold`. A restart needs no second session at the server; what has ended has nothing to restart. */
export function nextRung(cause: LossCause, canRestartIce: boolean): 'ice-restart' | 'new-connection' {
  return canRestartIce && !endedCauses.has(cause) ? 'ice-restart' : 'new-connection';
}

/** The browser's own state as a cause: one that is lost and still looks well is about to be `disconnected`. */
export function lossOf(status: ConnectionStatus): LossCause {
  return status === 'failed' || status === 'closed' ? status : 'disconnected';
}

/** The failure of a session that ends by a loss; what was only noticed has no state of the browser's own yet. */
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

/** A server that ends what it has only just begun means it, in milliseconds; an older connection it may have to end. */
const youngMs = 3000;

/** What to do when the server says goodbye to a connection that was heard for so many milliseconds. */
export function afterGoodbye(heardForMs: number): 'reconnect' | 'give-up' {
  return heardForMs < youngMs ? 'give-up' : 'reconnect';
}

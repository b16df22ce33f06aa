import type { Failure } from '../../domain/failure/failure.ts';
import type { RollOverCause } from '../../domain/recovery/recovery-policy.ts';
import { dueLifetime, nextRollOverMs, type Lifetime } from '../../domain/recovery/roll-over-policy.ts';
import type { SessionEventBody } from '../../domain/log/session-event.ts';
import type { SessionFact, SessionPhase } from '../../domain/session/session-state.ts';
import type { createSessionConnections } from './session-connections.ts';

export interface SessionRollOverDeps {
  connections: Pick<
    ReturnType<typeof createSessionConnections>,
    'lifetimes' | 'rollOver' | 'takesOnePublisher' | 'giveUpOld'
  >;
  phase(): SessionPhase;
  dispatch(fact: SessionFact): void;
  record(body: SessionEventBody): void;
  now(): number;
  /** From 0 to 1. */
  random(): number;
}

/**
 * Replaces a connection that still serves: before its time is up, or when there is a better network. The state stays
 * `live` throughout: that a second connection is on its way is known here and in the log, and to nobody who speaks.
 */
export function createSessionRollOver(deps: SessionRollOverDeps) {
  const { connections, phase, dispatch, record, now } = deps;
  let isUnderWay = false;
  let failures = 0;
  /** Epoch milliseconds before which nothing is tried. */
  let notBefore = 0;
  /** How long that wait was, in milliseconds. */
  let waitMs = 0;
  /** The last thing that was told to expire without remedy. */
  let toldUntil: number | null = null;
  let wanted: RollOverCause | null = null;

  async function replace(cause: RollOverCause): Promise<void> {
    record({ kind: 'roll-over-began', cause });
    if (connections.takesOnePublisher()) return replaceTheOnlyOne(cause);
    const beganAt = now();
    const outcome = await connections.rollOver();
    if (outcome === 'dropped') return undefined;
    if (outcome === 'done') {
      settle();
      return record({ kind: 'rolled-over', cause, afterMs: now() - beganAt });
    }
    return outcome.failure.reason === 'server-busy' ? replaceTheOnlyOne(cause) : fail(cause, outcome.failure);
  }

  /** Not without a gap, and so it is an interruption like others, only at a moment of our own choice. */
  function replaceTheOnlyOne(cause: RollOverCause): void {
    settle();
    dispatch({ type: 'replacement-due' });
    // Who wants to be told of a loss wants none made.
    if (phase() === 'live') fail(cause, { reason: 'server-busy' });
  }

  function settle(): void {
    failures = 0;
    wanted = null;
  }

  function fail(cause: RollOverCause, failure: Failure): void {
    failures += 1;
    const nextInMs = nextRollOverMs({ failure, attempt: failures, jitter: deps.random() });
    notBefore = now() + nextInMs;
    waitMs = nextInMs;
    record({ kind: 'roll-over-failed', cause, failure, nextInMs });
  }

  /** A clock that was set back must not make the wait longer than it was. */
  function mustWait(): boolean {
    const leftMs = notBefore - now();
    return leftMs > 0 && leftMs <= waitMs;
  }

  function tell({ until }: Lifetime): void {
    if (toldUntil === until) return;
    toldUntil = until;
    record({ kind: 'turn-credentials-expiring', inMs: until - now() });
  }

  function look(): void {
    if (phase() !== 'live' || isUnderWay || mustWait()) return;
    const lifetimes = connections.lifetimes();
    const hopeless = dueLifetime(
      lifetimes.filter(({ isRenewable }) => !isRenewable),
      now(),
    );
    if (hopeless) tell(hopeless);
    const due = dueLifetime(
      lifetimes.filter(({ isRenewable }) => isRenewable),
      now(),
    );
    const cause = due?.cause ?? wanted;
    if (cause === null) return;
    isUnderWay = true;
    void replace(cause).finally(() => (isUnderWay = false));
  }

  return {
    /** To be called every second or so. */
    look,
    /** As soon as may be, whatever the connection's own time. */
    want(cause: RollOverCause): void {
      wanted = cause;
      look();
    },
    /** Another connection is in use from now on, by whatever way: what the one before was to be replaced for is done. */
    settle,
  };
}

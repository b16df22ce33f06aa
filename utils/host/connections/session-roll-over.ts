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
  /** Random numbers from 0 to 1. */
  random(): number;
}

/**
 * Replaces a connection that still serves: before its lifetime is over, or when there is a better network.
 * The session's state stays `live` throughout: only this file and the log know of the second connection.
 */
export function createSessionRollOver(deps: SessionRollOverDeps) {
  const { connections, phase, dispatch, record, now } = deps;
  let isUnderWay = false;
  let failures = 0;
  /** Epoch milliseconds before which nothing is tried. */
  let notBefore = 0;
  /** The length of the present wait, in milliseconds. */
  let waitMs = 0;
  /** The end of the lifetime that was last logged as one that cannot be renewed. */
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

  /**
   * Replaces a connection at a server that takes one publisher. That leaves a gap, so it is an interruption
   * like others, only at a chosen moment.
   */
  function replaceTheOnlyOne(cause: RollOverCause): void {
    settle();
    dispatch({ type: 'replacement-due' });
    // A user who wants to be told of losses wants none to be caused.
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

  /** Whether the wait goes on; a clock that was set back must not make it longer. */
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
    /** Checks whether a roll-over is due. To be called about once a second. */
    look,
    /** Begins a roll-over as soon as possible, whatever the connection's own lifetime. */
    want(cause: RollOverCause): void {
      wanted = cause;
      look();
    },
    /**
     * Notes that another connection is in use, for whatever reason, so that the pending roll-over is done.
     */
    settle,
  };
}

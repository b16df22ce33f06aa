import { roadOfKind, type BacklogPlan } from '../recovery/backlog-plan.ts';
import type { EventBody, SessionEventBody } from '../log/session-event.ts';
import { serverOrigin } from '../profiles/server-origin.ts';
import type { RunningState, SessionHead } from './session-state.ts';
import type { SessionFact } from './session-fact.ts';
import type { ResumeRequest, StartRequest } from './start-request.ts';

/** What of a request the first event of a log tells. */
type Begun = Pick<StartRequest, 'version' | 'profile' | 'recovery' | 'watch'>;

/** The head of the session that a Start makes. `startedAt` is epoch milliseconds. */
export function sessionHead(
  { profile, recovery }: Pick<StartRequest, 'profile' | 'recovery'>,
  id: string,
  startedAt: number,
  catchUp: BacklogPlan | null = null,
): SessionHead {
  return {
    id,
    startedAt,
    profile: { id: profile.id, name: profile.name, kind: profile.kind },
    policy: recovery.mode,
    ...(catchUp && { catchUp }),
  };
}

/** How a session sends what was said during a loss, in a browser that can send it in a burst or not; null where it stays live. */
export function backlogPlan(
  { profile, catchUp }: Pick<StartRequest, 'profile' | 'catchUp'>,
  canBurst: boolean,
): BacklogPlan | null {
  if (!catchUp) return null;
  const plan = { ...catchUp, road: roadOfKind(profile.kind) };
  return canBurst ? plan : { ...plan, isPaced: true };
}

/** The first event of a session’s log: what it was started with, without a secret. */
export function sessionStarted(
  { version, profile, recovery, watch }: Begun,
  session: SessionHead,
): EventBody<'session-started'> {
  const isServer = profile.kind !== 'loopback';
  return {
    kind: 'session-started',
    ...(version !== undefined && { version }),
    profile: session.profile,
    serverOrigin: serverOrigin(profile),
    iceServerCount: isServer ? profile.iceServers.length : 0,
    iceTransportPolicy: isServer ? profile.iceTransportPolicy : 'all',
    watch,
    recovery,
  };
}

/**
 * The fact that a session goes on in another host at the time `at`, in epoch milliseconds: the time since it was last known to
 * run counts as an interruption.
 */
export function sessionResumed(
  { running, liveSince, stand }: Omit<ResumeRequest, 'request'>,
  at: number,
): Extract<SessionFact, { type: 'resume-requested' }> {
  const { lastKnownAt, interruptions: count, interruptedMs } = stand;
  const holeMs = Math.max(0, at - lastKnownAt);
  const interruptions = { count: count + 1, ms: interruptedMs + holeMs, countedTo: at };
  return {
    type: 'resume-requested',
    liveSince,
    since: lastKnownAt,
    running: { ...running, interruptions },
    begun: { kind: 'session-resumed', holeMs },
  };
}

/** An event for a session's log, and its moment in epoch milliseconds. */
export interface MomentAndBody {
  at: number;
  body: SessionEventBody;
}

/**
 * The first events of a session's log, made again from the last state in which it was under way and from the
 * request that started it, for a history that was deleted meanwhile. No events where state and request are of
 * different sessions.
 */
export function beginningAgain(
  sessionId: string,
  state: RunningState | null,
  request: Begun | null,
): MomentAndBody[] {
  if (state?.running.session.id !== sessionId) return [];
  const { session } = state.running;
  if (request?.profile.id !== session.profile.id) return [];
  const started = { at: session.startedAt, body: sessionStarted(request, session) };
  if (state.phase === 'starting') return [started];
  const { liveSince } = state;
  return [started, { at: liveSince, body: { kind: 'live', afterMs: liveSince - session.startedAt } }];
}

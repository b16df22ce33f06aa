import { noFrames } from '../../utils/domain/frames/error-threshold.ts';
import type { Failure } from '../../utils/domain/failure/failure.ts';
import type { LiveData } from '../../utils/domain/samples/live-data.ts';
import { noProofs, type Proofs } from '../../utils/domain/samples/proofs.ts';
import type { SessionHead, SessionState } from '../../utils/domain/session/session-state.ts';

export function aSession(changes: Partial<SessionHead> = {}): SessionHead {
  return {
    id: 'session-1',
    startedAt: Date.now() - 763_500,
    profile: { id: 'loopback', name: 'Loopback', kind: 'loopback' },
    policy: 'stop-and-tell',
    ...changes,
  };
}

export function live(changes: Partial<Extract<SessionState, { phase: 'live' }>> = {}): SessionState {
  const session = changes.session ?? aSession();
  return {
    phase: 'live',
    session,
    liveSince: session.startedAt + 400,
    microphone: 'sounding',
    trouble: null,
    muted: false,
    spokeWhileMuted: false,
    question: null,
    warnings: [],
    ...changes,
  };
}

export function starting(changes: Partial<Extract<SessionState, { phase: 'starting' }>> = {}): SessionState {
  return {
    phase: 'starting',
    session: aSession({ startedAt: Date.now() - 300 }),
    awaiting: ['microphone', 'answer', 'media'],
    attempt: 1,
    retryAt: null,
    isNetworkChanging: false,
    wasAccepted: false,
    microphone: 'sounding',
    trouble: null,
    muted: false,
    spokeWhileMuted: false,
    ...changes,
  };
}

export function recovering(
  changes: Partial<Extract<SessionState, { phase: 'recovering' }>> = {},
): SessionState {
  const session = changes.session ?? aSession({ policy: 'recover' });
  return {
    phase: 'recovering',
    session,
    liveSince: session.startedAt + 400,
    since: Date.now() - 4200,
    cause: 'link-silent',
    rung: 'new-connection',
    attempt: 3,
    refusals: 0,
    retryAt: null,
    askedMs: null,
    microphone: 'sounding',
    trouble: null,
    muted: false,
    spokeWhileMuted: false,
    question: null,
    warnings: [],
    ...changes,
  };
}

export function stopping(session: SessionHead = aSession()): SessionState {
  return { phase: 'stopping', session, ending: { by: 'user' } };
}

export function failed(failure: Failure, session: SessionHead = aSession()): SessionState {
  return { phase: 'failed', session, endedAt: Date.now() - 1000, failure };
}

export function liveData(level: number, proofs: Partial<Proofs> = {}): LiveData {
  return { level, proofs: { ...noProofs, ...proofs }, frames: noFrames() };
}

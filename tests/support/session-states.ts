import { noFrames } from '../../utils/domain/frames/error-threshold.ts';
import type { Failure } from '../../utils/domain/failure/failure.ts';
import { widestLimits } from '../../utils/domain/link/widest-limits.ts';
import type { LiveData } from '../../utils/domain/samples/live-data.ts';
import { noProofs, type Proofs } from '../../utils/domain/samples/proofs.ts';
import type { SessionHead, SessionState, StateOf } from '../../utils/domain/session/session-state.ts';
import { ofPhase, runningWith, type Changes } from './running.ts';

export function aSession(changes: Partial<SessionHead> = {}): SessionHead {
  return {
    id: 'session-1',
    startedAt: Date.now() - 763_500,
    profile: { id: 'loopback', name: 'Loopback', kind: 'loopback' },
    policy: 'stop-and-tell',
    ...changes,
  };
}

export function live(changes: Changes<StateOf<'live'>> = {}): SessionState {
  const running = runningWith(aSession(), changes);
  const { startedAt } = running.session;
  return {
    phase: 'live',
    running,
    liveSince: startedAt + 400,
    replacing: null,
    ...ofPhase(changes, running),
  };
}

export function starting(changes: Changes<StateOf<'starting'>> = {}): SessionState {
  const running = runningWith(aSession({ startedAt: Date.now() - 300 }), changes);
  return {
    phase: 'starting',
    running,
    awaiting: ['microphone', 'answer', 'media'],
    attempt: 1,
    retryAt: null,
    isNetworkChanging: false,
    wasAccepted: false,
    ...ofPhase(changes, running),
  };
}

export function recovering(changes: Changes<StateOf<'recovering'>> = {}): SessionState {
  const running = runningWith(aSession({ policy: 'recover' }), changes);
  return {
    phase: 'recovering',
    running,
    liveSince: running.session.startedAt + 400,
    since: Date.now() - 4200,
    cause: 'link-silent',
    rung: 'new-connection',
    attempt: 3,
    refusals: 0,
    retryAt: null,
    askedMs: null,
    replacing: null,
    ...ofPhase(changes, running),
  };
}

export function stopping(session: SessionHead = aSession()): SessionState {
  return { phase: 'stopping', session, ending: { by: 'user' } };
}

export function failed(failure: Failure, session: SessionHead = aSession()): SessionState {
  return { phase: 'failed', session, endedAt: Date.now() - 1000, failure };
}

export function liveData(
  level: number,
  proofs: Partial<Proofs> = {},
  serverErrors: LiveData['serverErrors'] = null,
): LiveData {
  return {
    level,
    proofs: { ...noProofs, ...proofs },
    limits: widestLimits,
    frames: noFrames(),
    serverErrors,
  };
}

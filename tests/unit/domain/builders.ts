import type { SessionHead, SessionState } from '../../../utils/domain/session/session-state.ts';

export function sessionHead(overrides: Partial<SessionHead> = {}): SessionHead {
  return {
    id: 'session-1',
    startedAt: 1000,
    profile: { id: 'loopback', name: 'Loopback', kind: 'loopback' },
    policy: 'stop-and-tell',
    ...overrides,
  };
}

type Variant<Phase extends SessionState['phase']> = Extract<SessionState, { phase: Phase }>;

export function starting(overrides: Partial<Variant<'starting'>> = {}): Variant<'starting'> {
  return {
    phase: 'starting',
    session: sessionHead(),
    awaiting: ['microphone', 'answer', 'media'],
    attempt: 1,
    retryAt: null,
    isNetworkChanging: false,
    wasAccepted: false,
    microphone: 'sounding',
    trouble: null,
    muted: false,
    spokeWhileMuted: false,
    ...overrides,
  };
}

export function live(overrides: Partial<Variant<'live'>> = {}): Variant<'live'> {
  return {
    phase: 'live',
    session: sessionHead(),
    liveSince: 2000,
    microphone: 'sounding',
    trouble: null,
    muted: false,
    spokeWhileMuted: false,
    question: null,
    warnings: [],
    ...overrides,
  };
}

export function recovering(overrides: Partial<Variant<'recovering'>> = {}): Variant<'recovering'> {
  return {
    phase: 'recovering',
    session: sessionHead({ policy: 'recover' }),
    liveSince: 2000,
    since: 5000,
    cause: 'link-silent',
    rung: 'hold',
    attempt: 0,
    refusals: 0,
    retryAt: 6000,
    askedMs: null,
    microphone: 'sounding',
    trouble: null,
    muted: false,
    spokeWhileMuted: false,
    question: null,
    warnings: [],
    ...overrides,
  };
}

export function stopping(ending: Variant<'stopping'>['ending'] = { by: 'user' }): Variant<'stopping'> {
  return { phase: 'stopping', session: sessionHead(), ending };
}

export function failed(overrides: Partial<Variant<'failed'>> = {}): Variant<'failed'> {
  return {
    phase: 'failed',
    session: sessionHead(),
    endedAt: 9000,
    failure: { reason: 'connection-lost', status: 'failed' },
    ...overrides,
  };
}

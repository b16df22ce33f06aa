import type { LiveData } from '../domain/live-data.ts';
import type { SessionEvent, SessionEventBody } from '../domain/session-event.ts';
import {
  transition,
  type SessionFact,
  type SessionHead,
  type SessionState,
} from '../domain/session-state.ts';
import type { Settings } from '../domain/settings.ts';
import type { StartRequest } from '../domain/start-request.ts';
import { createSessionResources, type ResourceDeps } from './session-resources.ts';

export interface RunnerDeps extends ResourceDeps {
  newSessionId(): string;
  onState(state: SessionState): void;
  onEvent(event: SessionEvent): void;
  onLiveData(data: LiveData): void;
}

export type SessionRunner = ReturnType<typeof createSessionRunner>;

/**
 * Runs one session at a time: turns facts into transitions and effects, and writes the log on the way. Knows no host:
 * an offscreen document, a background page or a test drives it the same.
 */
export function createSessionRunner(deps: RunnerDeps) {
  const { now } = deps.connection;
  let state: SessionState = { phase: 'idle' };
  let resources: ReturnType<typeof createSessionResources> | null = null;
  let seq = 0;
  let watched = false;

  function record(session: SessionHead, body: SessionEventBody): void {
    seq += 1;
    deps.onEvent({ sessionId: session.id, writer: 'host', seq, at: now(), ...body });
  }

  function dispatch(fact: SessionFact): void {
    const before = state;
    const next = transition(before, { at: now(), ...fact });
    if (next.state === before && next.effects.length === 0) return;
    state = next.state;
    recordChange(before, state);
    deps.onState(state);
    for (const effect of next.effects) resources?.perform(effect);
  }

  function recordChange(before: SessionState, after: SessionState): void {
    if (after.phase === before.phase) return;
    if (after.phase === 'live') {
      record(after.session, { kind: 'live', afterMs: after.liveSince - after.session.startedAt });
    }
    if (after.phase === 'stopping') {
      const { session, ending } = after;
      if (ending.by === 'user') record(session, { kind: 'stop-requested' });
      else record(session, { kind: 'session-failed', failure: ending.failure });
    }
    if (before.phase === 'stopping') {
      const { session, ending } = before;
      record(session, { kind: 'session-ended', by: ending.by, durationMs: now() - session.startedAt });
    }
  }

  return {
    state: () => state,

    /** Begins a session; means nothing while one runs. */
    start(request: StartRequest): void {
      if (state.phase !== 'idle' && state.phase !== 'failed') return;
      const session = sessionHead(request, deps.newSessionId(), now());
      seq = 0;
      record(session, sessionStarted(request, session));
      resources = createSessionResources(request, deps, {
        dispatch,
        record: (body) => record(session, body),
        onLiveData: deps.onLiveData,
      });
      resources.setWatched(watched);
      dispatch({ type: 'start-requested', session });
    },

    stop: () => dispatch({ type: 'stop-requested' }),
    setMuted: (muted: boolean) => dispatch({ type: 'mute-requested', muted }),
    dismissFailure: () => dispatch({ type: 'failure-dismissed' }),

    /** Whether a view follows the live data. It is told less often while none does, which costs less. */
    setWatched(isWatched: boolean): void {
      watched = isWatched;
      resources?.setWatched(isWatched);
    },

    useMicrophone(settings: Settings['microphone']): void {
      if (state.phase === 'starting' || state.phase === 'live') resources?.useMicrophone(settings);
    },
  };
}

function sessionHead({ profile }: StartRequest, id: string, startedAt: number): SessionHead {
  return {
    id,
    startedAt,
    profile: { id: profile.id, name: profile.name, kind: profile.kind },
    policy: 'stop-and-tell',
  };
}

function sessionStarted({ profile, watch }: StartRequest, session: SessionHead): SessionEventBody {
  const isServer = profile.kind !== 'loopback';
  return {
    kind: 'session-started',
    profile: session.profile,
    serverOrigin: isServer ? new URL(profile.url).origin : null,
    iceServerCount: isServer ? profile.iceServers.length : 0,
    iceTransportPolicy: isServer ? profile.iceTransportPolicy : 'all',
    watch,
  };
}

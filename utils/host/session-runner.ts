import { toFailure } from '../domain/failure/failure.ts';
import type { LiveData } from '../domain/samples/live-data.ts';
import { measureSample } from '../domain/samples/measure-sample.ts';
import type { Sample } from '../domain/samples/sample.ts';
import type { SessionEvent, SessionEventBody } from '../domain/log/session-event.ts';
import { sessionHead, sessionStarted } from '../domain/session/session-beginning.ts';
import { questionEvents } from '../domain/session/question-events.ts';
import {
  isRunning,
  type SessionEffect,
  type SessionFact,
  type SessionHead,
  type SessionState,
} from '../domain/session/session-state.ts';
import { transition } from '../domain/session/session-transition.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { ResumeRequest, StartRequest } from '../domain/session/start-request.ts';
import { createEventRecorder } from './event-recorder.ts';
import { createSessionResources, type ResourceDeps } from './session-resources.ts';

export interface RunnerDeps extends ResourceDeps {
  onState(state: SessionState): void;
  /**
   * Called with the same state again, once a second while it is `recovering`: it counts the seconds since the
   * loss.
   */
  onRecoveryTick(state: SessionState): void;
  onEvent(event: SessionEvent): void;
  onLiveData(data: LiveData): void;
  /** Called once a second while a session is live or recovers. */
  onSample(sample: Sample): void;
}

const tickMs = 1000;

/**
 * Runs one session at a time: turns facts into transitions and effects, and writes the log. It does not know
 * its host: an offscreen document, a background page or a test drives it in the same way.
 */
export function createSessionRunner(deps: RunnerDeps) {
  const { now } = deps.connection;
  let state: SessionState = { phase: 'idle' };
  let resources: ReturnType<typeof createSessionResources> | null = null;
  /** The id of the session that this host runs, or ran last. */
  let ownSession: string | null = null;
  let resumedAt = 0;
  let recorder: ReturnType<typeof createEventRecorder> | null = null;
  let watched = false;
  let interruptions = 0;
  let interruptedMs = 0;
  const waiting: SessionFact[] = [];
  let isTaking = false;
  let ticking: ReturnType<typeof setInterval> | undefined;

  function record(body: SessionEventBody): void {
    recorder?.record(body);
  }

  function beginLog(sessionId: string, lastSeq: number): void {
    recorder = createEventRecorder({ now, onEvent: deps.onEvent }, { sessionId, lastSeq });
  }

  /**
   * Handles one fact after the other: a fact that is reported meanwhile comes after all that follows from the
   * present one.
   */
  function dispatch(fact: SessionFact): void {
    waiting.push(fact);
    if (isTaking) return;
    isTaking = true;
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) take(next);
    } finally {
      isTaking = false;
    }
  }

  function take(fact: SessionFact): void {
    const before = state;
    const next = transition(before, { at: now(), ...fact });
    if (next.state === before && next.effects.length === 0) return;
    state = next.state;
    for (const line of next.log ?? []) record(line);
    recordChange(before, state, fact);
    keepTicking(before, state);
    deps.onState(state);
    for (const effect of next.effects) perform(effect);
  }

  /**
   * Performs an effect. Its error is the failure of what it was to begin, so that a session never stays
   * between two phases.
   */
  function perform(effect: SessionEffect): void {
    try {
      resources?.perform(effect);
    } catch (reason) {
      if (effect.type === 'release') return dispatch({ type: 'released' });
      dispatch({ type: 'connection-failed', failure: toFailure(reason) });
    }
  }

  function keepTicking(before: SessionState, after: SessionState): void {
    if (after.phase === before.phase) return;
    clearInterval(ticking);
    if (after.phase === 'recovering') ticking = setInterval(() => deps.onRecoveryTick(state), tickMs);
  }

  function recordChange(before: SessionState, after: SessionState, fact: SessionFact): void {
    if (isRunning(before)) for (const body of questionEvents(before, after, fact)) record(body);
    if (before.phase === 'recovering') recordRecovery(before, after, fact);
    if (after.phase === 'starting' && before.phase === 'starting' && fact.type === 'connection-failed') {
      const { attempt } = before;
      const nextInMs = (after.retryAt ?? now()) - now();
      record({ kind: 'attempt-failed', attempt, failure: fact.failure, nextInMs });
    }
    if (after.phase === before.phase || fact.type === 'resume-requested') return;
    if (after.phase === 'recovering') {
      interruptions += 1;
      const lastHeardMsAgo = resources?.lastHeardMsAgo() ?? null;
      record({
        kind: 'recovery-began',
        cause: after.cause,
        lastHeardMsAgo,
        interruption: interruptions,
      });
    }
    if (after.phase === 'live' && before.phase === 'starting') {
      record({ kind: 'live', afterMs: after.liveSince - after.running.session.startedAt });
    }
    if (after.phase === 'stopping') {
      const { ending } = after;
      if (ending.by === 'user') record({ kind: 'stop-requested' });
      else record({ kind: 'session-failed', failure: ending.failure });
    }
    if (before.phase === 'stopping') {
      const { session, ending } = before;
      record({ kind: 'session-ended', by: ending.by, durationMs: now() - session.startedAt });
    }
  }

  function recordRecovery(
    before: Extract<SessionState, { phase: 'recovering' }>,
    after: SessionState,
    fact: SessionFact,
  ): void {
    const { attempt, since } = before;
    if (after.phase === 'live') {
      // The time of the loss before this host took over is counted already.
      const afterMs = now() - Math.max(since, resumedAt);
      interruptedMs += afterMs;
      const by = fact.type === 'link-heard' ? fact.by : 'new-connection';
      record({ kind: 'recovered', by, afterMs, attempts: attempt, interruptedMs });
    }
  }

  /** Begins a session; where its resources cannot be made, it fails at once. Returns whether it runs. */
  function run(request: StartRequest, session: SessionHead, muted: boolean): boolean {
    ownSession = session.id;
    const aborter = new AbortController();
    try {
      hold(request, session, { muted, aborter });
      return true;
    } catch (reason) {
      aborter.abort();
      const failure = toFailure(reason);
      const endedAt = now();
      record({ kind: 'session-failed', failure });
      record({ kind: 'session-ended', by: 'failure', durationMs: endedAt - session.startedAt });
      state = { phase: 'failed', session, endedAt, failure };
      deps.onState(state);
      return false;
    }
  }

  function hold(
    request: StartRequest,
    session: SessionHead,
    options: { muted: boolean; aborter: AbortController },
  ): void {
    resources = createSessionResources(
      request,
      deps,
      {
        state: () => state,
        phase: () => state.phase,
        dispatch,
        record,
        onLiveData: deps.onLiveData,
        onSecond: (media, data) => deps.onSample(measureSample(session.id, now(), media, data)),
      },
      options,
    );
    resources.setWatched(watched);
  }

  return {
    state: () => state,
    /** The id of the session that runs here, or of the last one that did; null where none ever has. */
    lastSession: () => ownSession,

    /** Begins the session of this id. Has no effect while one runs, or where it has ended here. */
    start(sessionId: string, request: StartRequest): void {
      if ((state.phase !== 'idle' && state.phase !== 'failed') || sessionId === ownSession) return;
      const session = sessionHead(request, sessionId, now());
      beginLog(sessionId, 0);
      interruptions = 0;
      interruptedMs = 0;
      resumedAt = 0;
      record(sessionStarted(request, session));
      if (run(request, session, false)) dispatch({ type: 'start-requested', session });
    },

    /** Continues a session whose host is gone. Has no effect while one runs, or where it has ended here. */
    resume({ request, running, liveSince, stand }: ResumeRequest): SessionState {
      const { session } = running;
      if ((state.phase !== 'idle' && state.phase !== 'failed') || session.id === ownSession) return state;
      const { lastKnownAt } = stand;
      resumedAt = now();
      const holeMs = Math.max(0, resumedAt - lastKnownAt);
      beginLog(session.id, stand.lastSeq);
      interruptions = stand.interruptions + 1;
      interruptedMs = stand.interruptedMs + holeMs;
      record({ kind: 'session-resumed', holeMs });
      if (run(request, session, running.muted))
        dispatch({ type: 'resume-requested', running, liveSince, since: lastKnownAt });
      return state;
    },

    stop: () => dispatch({ type: 'stop-requested' }),
    /**
     * Ends the session of this id because of what an administrator has set; another session is left alone.
     */
    overrule(sessionId: string): void {
      if (sessionId === ownSession) dispatch({ type: 'overruled', failure: { reason: 'policy-overruled' } });
    },
    setMuted: (muted: boolean) => dispatch({ type: 'mute-requested', muted }),
    answerQuestion: () => dispatch({ type: 'question-answered' }),
    /**
     * Retries at once. Has no effect unless the session waits for its next attempt, or for the microphone
     * that the user chose.
     */
    retry(): void {
      if (isRunning(state)) resources?.retry();
    },
    dismissFailure: () => dispatch({ type: 'failure-dismissed' }),

    /**
     * Says whether a view follows the live data, which are sent less often while none does, because that
     * costs less.
     */
    setWatched(isWatched: boolean): void {
      watched = isWatched;
      resources?.setWatched(isWatched);
    },

    useMicrophone(settings: Settings['microphone']): void {
      if (isRunning(state)) resources?.useMicrophone(settings);
    },
  };
}

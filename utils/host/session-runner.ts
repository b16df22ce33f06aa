import { createInOrder } from '../async/in-order.ts';
import { toFailure } from '../domain/failure/failure.ts';
import type { LiveData } from '../domain/samples/live-data.ts';
import { measureSample } from '../domain/samples/measure-sample.ts';
import type { Sample } from '../domain/samples/sample.ts';
import type { SessionEvent } from '../domain/log/session-event.ts';
import {
  backlogPlan,
  sessionHead,
  sessionResumed,
  sessionStarted,
} from '../domain/session/session-beginning.ts';
import { newlyRunning } from '../domain/session/newly-running.ts';
import { isRunning, type SessionHead, type SessionState } from '../domain/session/session-state.ts';
import type { SessionEffect } from '../domain/session/session-effect.ts';
import type { SessionFact } from '../domain/session/session-fact.ts';
import type { TextUpdate } from '../domain/transcript/text-update.ts';
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
  /** Called with changes of the transcript. */
  onText(update: TextUpdate): void;
  /** Called once a second while a session is live or recovers. */
  onSample(sample: Sample): void;
}

const tickMs = 1000;

/**
 * Runs one session at a time: turns facts into transitions and effects, and writes the log. It does not know
 * its host: an offscreen document, a background page or a test drives it in the same way.
 */
export function createSessionRunner(deps: RunnerDeps) {
  const { now } = deps;
  let state: SessionState = { phase: 'idle' };
  let resources: ReturnType<typeof createSessionResources> | null = null;
  /** The id of the session that this host runs, or ran last. */
  let ownSession: string | null = null;
  let recorder: ReturnType<typeof createEventRecorder> | null = null;
  let watched = false;
  let stopTicking: () => void = () => undefined;

  function beginLog(sessionId: string, lastSeq: number): void {
    recorder = createEventRecorder(deps, { sessionId, lastSeq });
  }

  /**
   * Handles one fact after the other: a fact that is reported in between waits until all that follows from the present
   * one is done. `at` is epoch milliseconds when it happened, for a fact that is reported later.
   */
  const dispatch = (fact: SessionFact, at?: number) => takeInOrder({ fact, at });
  const takeInOrder = createInOrder(take);

  function take({ fact, at = now() }: { fact: SessionFact; at: number | undefined }): void {
    const before = state;
    const next = transition(before, { at, ...fact });
    for (const event of next.log ?? []) recorder?.record(event, at);
    if (next.state === before && next.effects.length === 0) return;
    state = next.state;
    keepTicking(before, state);
    deps.onState(state);
    for (const effect of next.effects) perform(effect);
  }

  /**
   * Performs an effect. An error in it fails what the effect begins, so that a session never stays between two phases.
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
    stopTicking();
    if (after.phase === 'recovering') stopTicking = deps.every(tickMs, () => deps.onRecoveryTick(state));
  }

  /**
   * Begins a session at the time `at`, which is before its resources are made; where these cannot be made, it
   * fails at once.
   */
  function run(
    request: StartRequest,
    fact: Extract<SessionFact, { type: 'start-requested' | 'resume-requested' }>,
    at: number,
  ): void {
    const { session, muted } = fact.type === 'resume-requested' ? fact.running : newlyRunning(fact.session);
    ownSession = session.id;
    const aborter = new AbortController();
    try {
      hold(request, session, { muted, aborter });
    } catch (reason) {
      aborter.abort();
      return dispatch({ type: 'begin-failed', session, begun: fact.begun, failure: toFailure(reason) });
    }
    return dispatch(fact, at);
  }

  function hold(
    request: StartRequest,
    session: SessionHead,
    options: { muted: boolean; aborter: AbortController },
  ): void {
    resources = createSessionResources(
      session.id,
      request,
      deps,
      {
        state: () => state,
        dispatch,
        onLiveData: deps.onLiveData,
        onText: deps.onText,
        onSecond: (media, data) => deps.onSample(measureSample(session.id, now(), media, data)),
      },
      options,
    );
    resources.setWatched(watched);
  }

  return {
    state: () => state,
    /** The id of the session that runs here, or ran last; null for none. */
    lastSession: () => ownSession,

    /** Begins the session of this id. Has no effect while one runs, or where it has ended here. */
    start(sessionId: string, request: StartRequest): void {
      if ((state.phase !== 'idle' && state.phase !== 'failed') || sessionId === ownSession) return;
      const session = sessionHead(request, sessionId, now(), backlogPlan(request, deps.canBurst()));
      beginLog(sessionId, 0);
      const begun = sessionStarted(request, session);
      run(request, { type: 'start-requested', session, begun }, session.startedAt);
    },

    /** Continues a session whose host is gone. Has no effect while one runs, or where it has ended here. */
    resume(resumed: ResumeRequest): SessionState {
      const { session } = resumed.running;
      if ((state.phase !== 'idle' && state.phase !== 'failed') || session.id === ownSession) return state;
      const at = now();
      beginLog(session.id, resumed.stand.lastSeq);
      run(resumed.request, sessionResumed(resumed, at), at);
      return state;
    },

    /** Stops at once; with `delivered`, when everything said has been sent, and then a second Stop does not wait. */
    stop: (when?: 'delivered') => dispatch({ type: 'stop-requested', ...(when && { when }) }),
    /**
     * Ends the session of this id because of what an administrator has set; another session is left alone.
     */
    overrule(sessionId: string): void {
      if (sessionId === ownSession) dispatch({ type: 'overruled', failure: { reason: 'policy-overruled' } });
    },
    /** Ends the recording of the session of this id. Resolves when its file is closed; never rejects. */
    async forbidRecording(sessionId: string): Promise<void> {
      if (sessionId === ownSession) await resources?.forbidRecording();
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

    /** Notes whether a view shows the live data, which are sent less often while none does, to save power. */
    setWatched(isWatched: boolean): void {
      watched = isWatched;
      resources?.setWatched(isWatched);
    },

    useMicrophone(settings: Settings['microphone']): void {
      if (isRunning(state)) resources?.useMicrophone(settings);
    },
  };
}

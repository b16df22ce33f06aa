import type { FramePuller, FramePullerHandlers, FramePullerOptions } from '../audio/puller/frame-source.ts';
import type { Measured } from '../audio/puller/puller-protocol.ts';
import type { RecordingKeep } from '../domain/profiles/recording-keep.ts';
import type { RecordingReport } from '../domain/recording/recording-report.ts';
import type { BacklogReport } from '../domain/recovery/backlog-report.ts';
import type { MicrophoneReport } from '../domain/session/microphone-effect.ts';
import type { Observation } from '../domain/session/observation.ts';
import { backlogPlan } from '../domain/session/session-beginning.ts';
import type { SessionFact } from '../domain/session/session-fact.ts';
import type { StartRequest } from '../domain/session/start-request.ts';
import { createSentTrack, type SentTrackDeps } from './microphone/sent-track.ts';
import { createSessionMicrophone, type SessionMicrophoneDeps } from './microphone/session-microphone.ts';

export interface SessionSoundDeps extends SessionMicrophoneDeps, SentTrackDeps {
  createPuller(options: FramePullerOptions, handlers: FramePullerHandlers): FramePuller;
  /** Called with what the recorder of a session reports. */
  onRecording(sessionId: string, keep: Exclude<RecordingKeep, 'never'>, report: RecordingReport): void;
}

export interface SessionSoundOutlets {
  /** Ends all following. */
  signal: AbortSignal;
  dispatch(fact: SessionFact): void;
  observe(event: Observation): void;
  /** Sends the track over every present and future connection; never rejects. */
  send(track: MediaStreamTrack): Promise<void>;
  onMeasured(measured: Measured): void;
  onSpeech(): void;
  /** Called when the recording has ended before its session, unless it was forbidden. */
  onRecordingEnded(): void;
  /** Called with reports on the sound that is kept until it arrives. */
  onBacklog(report: BacklogReport): void;
  /** Called when the frames show that the connection is lost. */
  onDisconnected(): void;
  /** Called when another microphone, or none, gives the sound from now on. */
  onOtherMicrophone(): void;
  /** Called when nothing is known of the microphone's sound any more. */
  onUnheard(): void;
}

/** The sound of the session of an id: its microphone, the puller that hears and records it, and the track that is sent. */
export function createSessionSound(
  sessionId: string,
  request: StartRequest,
  deps: SessionSoundDeps,
  outlets: SessionSoundOutlets,
) {
  const { recovery, watch, recording = 'never', owed } = request;
  const { signal, dispatch, observe } = outlets;

  const puller = deps.createPuller(
    {
      threshold: watch.errorThreshold,
      countDisconnected: recovery.mode === 'stop-and-tell',
      recordFor: recording === 'never' ? null : sessionId,
      catchUp: backlogPlan(request, deps.canBurst()),
      ...(owed && { owed }),
    },
    {
      onMeasured(measured) {
        outlets.onMeasured(measured);
        if (measured.counts.consecutiveErrors > 0) microphone.suspect();
      },
      onCondition: (condition) => microphone.judged(condition),
      onSpeech: () => outlets.onSpeech(),
      onSpokeWhileMuted: () => dispatch({ type: 'spoke-while-muted' }),
      onRecording: hearRecording,
      onBacklog(report) {
        outlets.onBacklog(report);
        dispatch({ type: 'backlog-reported', report });
      },
      onThreshold(failure) {
        const isLoss = failure.reason === 'frames-failing' && failure.cause === 'disconnected';
        if (isLoss) outlets.onDisconnected();
        else dispatch({ type: 'frames-failing', failure });
      },
    },
  );

  const sentTrack = createSentTrack(deps, {
    puller,
    send: outlets.send,
    onUnable: () => dispatch({ type: 'catch-up-failed' }),
    signal,
  });

  const microphone = createSessionMicrophone(request, deps, {
    signal,
    pull(track) {
      outlets.onOtherMicrophone();
      puller.pull(track);
    },
    send: sentTrack.send,
    onTrackMuted: puller.setMicrophoneMuted,
    report,
  });

  function hearRecording(report: RecordingReport): void {
    if (recording !== 'never') deps.onRecording(sessionId, recording, report);
    if (report.type === 'began') observe({ kind: 'recording-began' });
    if (report.type !== 'ended') return;
    // A recording that was forbidden is no failure that a user could fix.
    if (report.why !== 'forbidden') outlets.onRecordingEnded();
    observe({ kind: 'recording-ended', why: report.why });
  }

  function report(fact: MicrophoneReport): void {
    const isUnheard =
      fact.type === 'microphone-condition-changed' &&
      (fact.condition === 'muted' || fact.condition === 'missing');
    if (isUnheard) outlets.onUnheard();
    dispatch(fact);
  }

  return {
    puller,
    sentTrack,
    microphone,
    /** Makes a track of silence, for when the microphone is closed. */
    createSilence: deps.createSilentTrack,

    /** Mutes or unmutes for the user. */
    setMuted(muted: boolean): void {
      microphone.setEnabled(!muted);
      puller.setUserMuted(muted);
      if (muted) outlets.onUnheard();
    },
  };
}

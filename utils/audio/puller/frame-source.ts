import type { Edges } from '../../async/edges.ts';
import type { ConnectionStatus } from '../../domain/link/connection-status.ts';
import { noFrames } from '../../domain/frames/error-threshold.ts';
import type { FrameCounts } from '../../domain/frames/frame-counts.ts';
import type { Failure } from '../../domain/failure/failure.ts';
import type { BacklogPlan } from '../../domain/recovery/backlog-plan.ts';
import type { BacklogReport } from '../../domain/recovery/backlog-report.ts';
import type { OwedSound } from '../../domain/recording/owed-sound.ts';
import type { RecordingReport } from '../../domain/recording/recording-report.ts';
import type { SoundVerdict } from '../../domain/microphone/silence.ts';
import { within } from '../../async/within.ts';
import type { AudioDataLike } from './frame-slicer.ts';
import { createOverdueClock } from './overdue-clock.ts';
import type { FromPuller, Measured, ToPuller } from './puller-protocol.ts';

export interface FramePullerOptions {
  /** The number of consecutive frame errors at which the puller stops itself. */
  threshold: number;
  /**
   * Whether a frame pulled during a loss of the connection is an error: true only where a session stops on a
   * loss.
   */
  countDisconnected: boolean;
  /** The id of the session that the sound is recorded for; null where it is not recorded. */
  recordFor: string | null;
  /** How what was captured during a loss is sent afterwards; null where the session stays live. */
  catchUp: BacklogPlan | null;
  /** The recorded sound that another host left unsent; absent where there is none. */
  owed?: OwedSound;
}

export interface FramePullerHandlers {
  /** Reports the sound: ten times a second while a view watches, else once. */
  onMeasured(measured: Measured): void;
  /**
   * Called when the samples show another condition of the microphone. Zeros during a mute, by the user or of
   * the track, show nothing.
   */
  onCondition(condition: SoundVerdict['condition']): void;
  /**
   * Called when somebody has spoken since the last report, muted or not; at most once a second where no view
   * watches.
   */
  onSpeech(): void;
  /** Called once in each mute by the user, when somebody has spoken for seconds. */
  onSpokeWhileMuted(): void;
  onRecording(report: RecordingReport): void;
  /** Called with what is told of the sound that is kept until it arrives. */
  onBacklog(report: BacklogReport): void;
  /**
   * Called once, after the puller has stopped itself: `frames-failing`, or `unexpected` when its worker died.
   */
  onThreshold(failure: Failure, counts: FrameCounts): void;
}

export interface FramePullerEdges extends Pick<Edges, 'steady' | 'after'> {
  createWorker(): Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>;
  /**
   * Makes a stream of the track's audio.
   *
   * @throws FailureError where the track has ended
   */
  readTrack(track: MediaStreamTrack): ReadableStream<AudioDataLike>;
}

export type FramePuller = ReturnType<typeof createFramePuller>;

/** Milliseconds without a report after which the worker counts as dead; it reports at least once a second. */
const workerSilentMs = 5000;

const stopDeadlineMs = 1000;

/**
 * The host's side of a puller, which runs in a dedicated worker: one worker for each session, from here to
 * `stop`.
 */
export function createFramePuller(
  options: FramePullerOptions,
  handlers: FramePullerHandlers,
  { createWorker, readTrack, steady, after }: FramePullerEdges,
) {
  const { onMeasured, onCondition, onSpeech, onSpokeWhileMuted, onRecording, onBacklog, onThreshold } =
    handlers;
  const worker = createWorker();
  const ended = Promise.withResolvers<FrameCounts>();
  const recordingEnded = Promise.withResolvers<void>();
  let counts = noFrames();
  let phase: 'pulling' | 'stopping' | 'ended' = 'pulling';
  let endDeadline: (() => void) | null = null;
  let spokeAt: number | null = null;

  const reports = createOverdueClock({ periodMs: workerSilentMs, onOverdue: fail, steady, after });

  const post = (message: ToPuller, transfer: Transferable[] = []) => {
    if (phase === 'pulling') worker.postMessage(message, transfer);
  };

  function end(): void {
    phase = 'ended';
    endDeadline?.();
    reports.stop();
    worker.terminate();
    ended.resolve(counts);
    recordingEnded.resolve();
  }

  function endBy(failure: Failure): void {
    if (phase === 'ended') return;
    const wasPulling = phase === 'pulling';
    end();
    if (wasPulling) onThreshold(failure, counts);
  }

  /**
   * Fails with `unexpected`: a worker that cannot be loaded, throws or hangs is a defect of the extension,
   * which no microphone or setting can mend.
   */
  function fail(): void {
    endBy({ reason: 'unexpected', message: 'puller-worker' });
  }

  function receive(message: FromPuller): void {
    if (phase === 'ended') return;
    reports.heard();
    switch (message.type) {
      case 'measured':
        counts = message.counts;
        if (phase !== 'pulling') return;
        onMeasured(message);
        if (message.spokeAt !== spokeAt) onSpeech();
        spokeAt = message.spokeAt;
        return;
      case 'spoke-while-muted':
        if (phase === 'pulling') onSpokeWhileMuted();
        return;
      case 'condition-changed':
        if (phase === 'pulling') onCondition(message.condition);
        return;
      case 'recording-reported':
        onRecording(message.report);
        if (message.report.type === 'ended') recordingEnded.resolve();
        return;
      case 'backlog-reported':
        onBacklog(message.report);
        return;
      case 'threshold-reached': {
        counts = message.counts;
        const { cause } = message;
        endBy({ reason: 'frames-failing', cause, count: counts.consecutiveErrors });
        return;
      }
      case 'stopped':
        counts = message.counts;
        end();
    }
  }

  worker.addEventListener('message', ({ data }: MessageEvent<FromPuller>) => receive(data));
  worker.addEventListener('error', fail);
  worker.addEventListener('messageerror', fail);
  post({ type: 'start', ...options });
  reports.start();

  return {
    /**
     * Pulls from this track, and no longer from an earlier one; null from the moment a track has ended until
     * there is another.
     *
     * @throws FailureError `microphone-ended` for a track that has ended already
     */
    pull(track: MediaStreamTrack | null): void {
      if (phase !== 'pulling') return;
      const readable = track && readTrack(track);
      post({ type: 'pull', readable, muted: track?.muted ?? false }, readable ? [readable] : []);
    },

    setConnectionStatus: (status: ConnectionStatus) => post({ type: 'connection-status-changed', status }),

    /**
     * Takes over the track's `muted`: until the track is unmuted, missing frames are no errors and zeros are
     * no silence.
     */
    setMicrophoneMuted: (muted: boolean) => post({ type: 'microphone-muted', muted }),

    setUserMuted: (muted: boolean) => post({ type: 'user-muted', muted }),

    /** Ends the recording, because it is not allowed. Resolves when its file is closed; never rejects. */
    async forbidRecording(): Promise<void> {
      if (options.recordFor === null) return;
      post({ type: 'forbid-recording' });
      await within(stopDeadlineMs, recordingEnded.promise);
    },

    /**
     * Keeps what was sent in the last `provenMsAgo` milliseconds (null where nothing ever was) and what is captured from now on, and
     * writes silence to the track that is sent meanwhile. Its sink comes with the first call.
     */
    hold(provenMsAgo: number | null, writable: WritableStream<AudioData> | null): void {
      const provenAt = provenMsAgo === null ? null : steady() - provenMsAgo;
      post({ type: 'hold', provenAt, writable }, writable ? [writable] : []);
    },

    /** Writes what was kept. */
    catchUp: () => post({ type: 'catch-up' }),

    /** Writes nothing more, because the microphone's own track is sent again. */
    follow: () => post({ type: 'follow' }),

    /**
     * Says whether a view shows the level. Where none does, there is only one report a second, which costs
     * less. Watched at the beginning.
     */
    setWatched: (watched: boolean) => post({ type: 'watched', watched }),

    /**
     * Ends the worker. Resolves with the last frame counts, those of the latest report where the worker does
     * not answer. Never rejects.
     */
    stop(): Promise<FrameCounts> {
      if (phase === 'pulling') {
        post({ type: 'stop' });
        phase = 'stopping';
        endDeadline = after(stopDeadlineMs, end);
      }
      return ended.promise;
    },
  };
}

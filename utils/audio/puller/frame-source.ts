import type { ConnectionStatus } from '../../domain/link/connection-status.ts';
import { noFrames } from '../../domain/frames/error-threshold.ts';
import type { FrameCounts } from '../../domain/frames/frame-counts.ts';
import type { Failure } from '../../domain/failure/failure.ts';
import type { SoundVerdict } from '../../domain/microphone/silence.ts';
import type { AudioDataLike } from './frame-slicer.ts';
import { createOverdueClock } from './overdue-clock.ts';
import type { FromPuller, ToPuller } from './puller-protocol.ts';

export interface FramePullerOptions {
  /** Consecutive frame errors at which the puller stops itself. */
  threshold: number;
  /** Whether a frame pulled during a loss of the connection is an error: only where a session stops on a loss. */
  countDisconnected: boolean;
}

export interface FramePullerHandlers {
  /**
   * Ten times a second while a view watches, else once.
   *
   * @param level root mean square of the sound since the last time, 0 to 1
   * @param capturedAt epoch milliseconds of the last frame that was not all zeros
   */
  onLevel(level: number, capturedAt: number | null, counts: FrameCounts): void;
  /** What the samples tell when it changes. Zeros during a mute, by the user or of the track, tell nothing. */
  onCondition(condition: SoundVerdict['condition']): void;
  /** Somebody has spoken since the last time, muted or not; once a second at most where no view watches. */
  onSpeech(): void;
  /** Once a mute by the user: somebody has spoken for seconds. */
  onSpokeWhileMuted(): void;
  /** Told once, after the puller has stopped itself: `frames-failing`, or `unexpected` when its worker died. */
  onThreshold(failure: Failure, counts: FrameCounts): void;
}

export interface FramePullerEdges {
  createWorker(): Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>;
  /** @throws FailureError for a track that has ended */
  readTrack(track: MediaStreamTrack): ReadableStream<AudioDataLike>;
  /** Milliseconds on a clock that does not go back. */
  now?: () => number;
}

export type FramePuller = ReturnType<typeof createFramePuller>;

/** The worker reports once a second at least; after this long without a word it is gone. */
const workerSilentMs = 5000;

const stopDeadlineMs = 1000;

/** The host's side of a puller that runs in a worker of its own. One session, one worker, from here to `stop`. */
export function createFramePuller(
  { threshold, countDisconnected }: FramePullerOptions,
  { onLevel, onCondition, onSpeech, onSpokeWhileMuted, onThreshold }: FramePullerHandlers,
  { createWorker, readTrack, now = () => performance.now() }: FramePullerEdges,
) {
  const worker = createWorker();
  const ended = Promise.withResolvers<FrameCounts>();
  let counts = noFrames();
  let phase: 'pulling' | 'stopping' | 'ended' = 'pulling';
  let deadline: ReturnType<typeof setTimeout> | undefined;
  let spokeAt: number | null = null;

  const reports = createOverdueClock({ periodMs: workerSilentMs, onOverdue: fail, now });

  const tell = (message: ToPuller, transfer: Transferable[] = []) => {
    if (phase === 'pulling') worker.postMessage(message, transfer);
  };

  function end(): void {
    phase = 'ended';
    clearTimeout(deadline);
    reports.stop();
    worker.terminate();
    ended.resolve(counts);
  }

  function endBy(failure: Failure): void {
    if (phase === 'ended') return;
    const wasPulling = phase === 'pulling';
    end();
    if (wasPulling) onThreshold(failure, counts);
  }

  /** A worker that cannot be loaded, throws or hangs is a bug of ours, and no microphone or setting helps. */
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
        onLevel(message.level, message.capturedAt, counts);
        if (message.spokeAt !== spokeAt) onSpeech();
        spokeAt = message.spokeAt;
        return;
      case 'spoke-while-muted':
        if (phase === 'pulling') onSpokeWhileMuted();
        return;
      case 'condition-changed':
        if (phase === 'pulling') onCondition(message.condition);
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
  tell({ type: 'start', threshold, countDisconnected });
  reports.start();

  return {
    /**
     * Pulls from this track, instead of any other before; null from the moment a track has ended until there is another.
     *
     * @throws FailureError `microphone-ended` for a track that has ended already
     */
    pull(track: MediaStreamTrack | null): void {
      if (phase !== 'pulling') return;
      const readable = track && readTrack(track);
      tell({ type: 'pull', readable, muted: track?.muted ?? false }, readable ? [readable] : []);
    },

    setConnectionStatus: (status: ConnectionStatus) => tell({ type: 'connection-status-changed', status }),

    /** As the track's `muted` says: until it is unmuted, missing frames are no errors and zeros no silence. */
    setMicrophoneMuted: (muted: boolean) => tell({ type: 'microphone-muted', muted }),

    setUserMuted: (muted: boolean) => tell({ type: 'user-muted', muted }),

    /** Whether a view shows the level: if not, there is a report once a second, which costs less. Watched at first. */
    setWatched: (watched: boolean) => tell({ type: 'watched', watched }),

    /** Ends the worker and gives the last counts, those of the latest report where it answers no more. Never rejects. */
    stop(): Promise<FrameCounts> {
      if (phase === 'pulling') {
        tell({ type: 'stop' });
        phase = 'stopping';
        deadline = setTimeout(end, stopDeadlineMs);
      }
      return ended.promise;
    },
  };
}

import type { ConnectionStatus } from '../../domain/link/connection-status.ts';
import type { FrameCounts } from '../../domain/frames/frame-counts.ts';
import type { FrameErrorCause } from '../../domain/frames/frame-error-causes.ts';
import type { VoiceReport } from '../../domain/microphone/voice-report.ts';
import type { SoundVerdict } from '../../domain/microphone/silence.ts';
import type { BacklogPlan } from '../../domain/recovery/backlog-plan.ts';
import type { BacklogReport } from '../../domain/recovery/backlog-report.ts';
import type { OwedSound } from '../../domain/recording/owed-sound.ts';
import type { RecordingReport } from '../../domain/recording/recording-report.ts';
import type { KeptSoundOrder } from '../catch-up/kept-sound.ts';
import type { AudioDataLike } from './frame-slicer.ts';

/** What the puller measures of the microphone's sound; moments are epoch milliseconds, null before the first. */
export interface Measured {
  /** Root mean square since the last report, 0 to 1. */
  level: number;
  /** The last frame that was not all zeros. */
  soundAt: number | null;
  /** The last speech in sound that is sent. */
  capturedAt: number | null;
  /** The last speech, including speech while muted. */
  spokeAt: number | null;
  /** What the voice in sound that is sent is like; null before some seconds of it. */
  voice: VoiceReport | null;
  counts: FrameCounts;
}

/** Messages from the host to its puller worker. `start` comes first and once. */
export type ToPuller =
  | {
      type: 'start';
      threshold: number;
      countDisconnected: boolean;
      /** The session that the sound is recorded for; null where it is not recorded. */
      recordFor: string | null;
      /** How what was captured during a loss is sent afterwards; null where the session stays live. */
      catchUp: BacklogPlan | null;
      /** The recorded sound that another host left unsent, in the session before or in this one; absent where there is none. */
      owed?: OwedSound;
    }
  /**
   * The stream is transferred, so that frames never touch the host's thread; null while there is no
   * microphone.
   */
  | { type: 'pull'; readable: ReadableStream<AudioDataLike> | null; muted: boolean }
  | { type: 'connection-status-changed'; status: ConnectionStatus }
  | { type: 'microphone-muted'; muted: boolean }
  /** While the user mutes, no sound leaves the worker, only whether somebody speaks. */
  | { type: 'user-muted'; muted: boolean }
  | { type: 'forbid-recording' }
  | { type: 'watched'; watched: boolean }
  | KeptSoundOrder
  | { type: 'stop' };

/**
 * Messages from the puller worker to its host. After `threshold-reached`, only the answer to a `stop`
 * follows.
 */
export type FromPuller =
  /** Sent ten times a second while watched, else once a second. */
  | ({ type: 'measured' } & Measured)
  /** Sent once in each mute: somebody has spoken for seconds without being heard. */
  | { type: 'spoke-while-muted' }
  | { type: 'condition-changed'; condition: SoundVerdict['condition'] }
  | { type: 'recording-reported'; report: RecordingReport }
  | { type: 'backlog-reported'; report: BacklogReport }
  | { type: 'threshold-reached'; cause: FrameErrorCause; counts: FrameCounts }
  | { type: 'stopped'; counts: FrameCounts };

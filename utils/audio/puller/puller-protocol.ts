import type { ConnectionStatus } from '../../domain/link/connection-status.ts';
import type { FrameCounts } from '../../domain/frames/frame-counts.ts';
import type { FrameErrorCause } from '../../domain/frames/frame-error-causes.ts';
import type { SoundVerdict } from '../../domain/microphone/silence.ts';
import type { AudioDataLike } from './frame-slicer.ts';

/** From the host to its puller worker. `start` comes first and once. */
export type ToPuller =
  | { type: 'start'; threshold: number; countDisconnected: boolean }
  /** Transferred, so that frames never touch the host's thread; null while there is no microphone. */
  | { type: 'pull'; readable: ReadableStream<AudioDataLike> | null; muted: boolean }
  | { type: 'connection-status-changed'; status: ConnectionStatus }
  | { type: 'microphone-muted'; muted: boolean }
  /** Until then all that is heard stays in the worker, but for whether somebody speaks. */
  | { type: 'user-muted'; muted: boolean }
  | { type: 'watched'; watched: boolean }
  | { type: 'stop' };

/** From the puller worker to its host. Nothing follows `threshold-reached` but the answer to a `stop`. */
export type FromPuller =
  /** Ten times a second while watched, else once a second. `capturedAt` is epoch milliseconds. */
  | {
      type: 'measured';
      level: number;
      capturedAt: number | null;
      /** Epoch milliseconds of the last speech, also of what is spoken while muted. */
      spokeAt: number | null;
      counts: FrameCounts;
    }
  /** Once a mute: somebody has spoken for seconds, and nobody hears them. */
  | { type: 'spoke-while-muted' }
  | { type: 'condition-changed'; condition: SoundVerdict['condition'] }
  | { type: 'threshold-reached'; cause: FrameErrorCause; counts: FrameCounts }
  | { type: 'stopped'; counts: FrameCounts };

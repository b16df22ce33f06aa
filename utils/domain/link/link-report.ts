import type { ConnectionStatus } from './connection-status.ts';
import type { SelectedCodec, SelectedPair } from './selected-path.ts';

/** What a link tells about itself, in the past tense. It is watched on after a loss, and `link-heard` may follow. */
export type LinkReport =
  | { type: 'media-acknowledged' }
  | {
      type: 'status-changed';
      status: ConnectionStatus;
      connectionState: RTCPeerConnectionState;
      iceConnectionState: RTCIceConnectionState;
    }
  | { type: 'candidate-pair-selected'; pair: SelectedPair }
  | { type: 'codec-selected'; codec: SelectedCodec }
  /** From here on a time of `fromMs` milliseconds or more without a proof of delivery is told. */
  | { type: 'gaps-watched'; fromMs: number }
  /** What was sent `provenMsAgo` milliseconds ago is the last that is known to have arrived, and that is too long. */
  | { type: 'delivery-stopped'; provenMsAgo: number }
  | { type: 'delivery-resumed' }
  /** What was sent `provenMsAgo` milliseconds ago had arrived: found only since the link is lost or doubted. */
  | { type: 'delivery-proven'; provenMsAgo: number }
  /** All sound that was sent before `sound-ended` is known to have arrived. */
  | { type: 'last-sound-arrived' }
  | { type: 'link-silent'; lastHeardMsAgo: number | null }
  /** `by` an ICE restart where one was begun, and the path has changed since. */
  | { type: 'link-heard'; by: 'itself' | 'ice-restart' }
  | { type: 'connection-lost'; status: ConnectionStatus; lastHeardMsAgo: number | null };

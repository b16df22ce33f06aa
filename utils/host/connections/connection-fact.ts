import type { ConnectionStatus } from '../../domain/link/connection-status.ts';
import type { Failure } from '../../domain/failure/failure.ts';
import type { LeftOut } from '../../domain/profiles/left-out.ts';
import type { SelectedCodec, SelectedPair } from '../../domain/link/selected-path.ts';

/**
 * A connection's report about itself, in the past tense. `replacement-needed` and `failed` are the last facts
 * of a connection; after the former, another connection with the same signalling can succeed. A connection
 * is watched on after `link-silent` and `connection-lost`, and `link-heard` may follow.
 */
export type ConnectionFact =
  | { type: 'answer-applied' }
  | { type: 'media-acknowledged' }
  | {
      type: 'status-changed';
      status: ConnectionStatus;
      connectionState: RTCPeerConnectionState;
      iceConnectionState: RTCIceConnectionState;
    }
  | { type: 'candidate-pair-selected'; pair: SelectedPair }
  | { type: 'codec-selected'; codec: SelectedCodec }
  | { type: 'ice-server-failed'; url: string; errorCode: number; errorText: string }
  /** `without` is the part that the next offer leaves out, `failure` the reason. */
  | { type: 'replacement-needed'; without: LeftOut; failure: Failure }
  | { type: 'failed'; failure: Failure }
  /** From here on a time of `fromMs` milliseconds or more without a proof of delivery is told. */
  | { type: 'gaps-watched'; fromMs: number }
  /** What was sent `provenMsAgo` milliseconds ago is the last that is known to have arrived, and that is too long. */
  | { type: 'delivery-stopped'; provenMsAgo: number }
  | { type: 'delivery-resumed' }
  | { type: 'link-silent'; lastHeardMsAgo: number | null }
  /** `by` an ICE restart where one was begun, and the path has changed since. */
  | { type: 'link-heard'; by: 'itself' | 'ice-restart' }
  | { type: 'connection-lost'; status: ConnectionStatus; lastHeardMsAgo: number | null };

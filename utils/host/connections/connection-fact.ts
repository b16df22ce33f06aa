import type { ConnectionStatus } from '../../domain/link/connection-status.ts';
import type { Failure } from '../../domain/failure/failure.ts';
import type { SelectedCodec, SelectedPair } from '../../domain/link/selected-path.ts';

/**
 * What a connection tells of itself, in the past tense. `replacement-needed` and `failed` are its last words; after the
 * first of them another connection with the same signalling can do it. One that `fell-silent` or was `lost` is watched on,
 * and may be `heard-again`.
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
  | { type: 'replacement-needed' }
  | { type: 'failed'; failure: Failure }
  | { type: 'fell-silent'; lastHeardMsAgo: number | null }
  /** `by` an ICE restart where that was begun, and there is another path since. */
  | { type: 'heard-again'; by: 'itself' | 'ice-restart' }
  | { type: 'lost'; status: ConnectionStatus; lastHeardMsAgo: number | null };

import type { MediaStats } from './media-stats.ts';

/** A fact about a link: what happened, in the past tense. */
export type LinkFact =
  | {
      type: 'states-read';
      connectionState: RTCPeerConnectionState;
      iceConnectionState: RTCIceConnectionState;
    }
  /**
   * `soundReceivedAt` is the last sound at a receiver of our own, see `SignallingSession.lastSoundReceivedAt`; undefined where
   * only the transport can tell.
   */
  | { type: 'figures-read'; steadyAt: number; stats: MediaStats; soundReceivedAt: number | null | undefined }
  /** A check is over, whether or not there was anything to read. */
  | { type: 'checked' }
  /** A keepalive was due; false where none could be sent. */
  | { type: 'asked'; isSent: boolean }
  /** `disconnected` has outlasted its limit. */
  | { type: 'disconnected-limit-passed' }
  /** Something makes the link doubtful: the next acknowledgement is reported as `link-heard`. */
  | { type: 'doubted' }
  /** The exchange with the server is over. */
  | { type: 'answered'; givesFeedback: boolean }
  /** No more sound is sent over the connection: the next proofs are of its last one. */
  | { type: 'sound-ended' }
  /** The far side has closed its end of the connection. */
  | { type: 'far-end-closed' }
  | { type: 'ice-restart-began' }
  /** The restart was taken back, so another path would be found by the path search, or by the browser. */
  | { type: 'ice-restart-refused' }
  | { type: 'ice-restart-ended' };

/** `at` is epoch milliseconds. */
export type LinkInput = { at: number } & LinkFact;

import type { LearnedFacts } from '../../domain/profiles/learned-facts.ts';
import type { RequestDeps } from '../http/http-request.ts';
import type { ServerMessage } from '../../domain/log/server-message.ts';
import type { TextReceived } from './signalling.ts';

/** The edges of every adapter; each asks for the slice that it uses. */
export interface SignallingDeps extends RequestDeps {
  /** Of a loopback's receiver. */
  RTCPeerConnection: new (configuration?: RTCConfiguration) => RTCPeerConnection;
  /** Whether to offer a data channel by which a silent far side is noticed sooner, where it helps. */
  offersKeepalive: boolean;
  /** What earlier sessions found out about this profile's server. */
  learned: LearnedFacts;
  /** Everything known from now on: it takes the place of `learned`, and so can also take a fact back. */
  onLearned: (facts: LearnedFacts) => void;
  onText: (received: TextReceived) => void;
  onServerMessage: (message: ServerMessage) => void;
  /** A WHIP server holds a session for us (true) at this URL, or has answered its DELETE. */
  onWhipSession: (url: string, isOpen: boolean) => void;
  /** Plays a stream without a sound until the returned function is called; Chromium decodes nothing that is not played. */
  playMuted: (stream: MediaStream) => () => void;
  /**
   * Calls `onSound` when the track gives sound, until the returned function is called. What Opus makes of digital silence
   * is not quite zero: samples of up to 2 of 32768 (measured).
   */
  listen: (track: MediaStreamTrack, onSound: () => void) => () => void;
}

import type { Edges } from '../../async/edges.ts';
import type { LeftOutIceServer } from '../../domain/profiles/ice-server-list.ts';
import type { LearnedFacts } from '../../domain/profiles/learned-facts.ts';
import type { UnusedSessionUrl } from '../../domain/profiles/session-url.ts';
import type { RequestDeps } from '../http/http-request.ts';
import type { ServerMessage, ServerMessageWords } from '../../domain/log/server-message.ts';
import type { TextMessage } from '../../domain/transcript/text-message.ts';

/** The edges of all adapters; each adapter takes the members that it uses. */
export interface SignallingDeps extends RequestDeps, Pick<Edges, 'every'> {
  /** The peer connection of a loopback's receiver. */
  RTCPeerConnection: new (configuration?: RTCConfiguration) => RTCPeerConnection;
  /**
   * Whether to offer a data channel by which a silent far side is noticed sooner: never (`unwanted`), or where it helps.
   * It is `proved` once media was acknowledged on a connection of this session that had it: then no failure is
   * attributed to the channel.
   */
  keepalive: 'unwanted' | 'unproved' | 'proved';
  /** What earlier sessions found out about this profile's server. */
  learned: LearnedFacts;
  /**
   * Called with everything that is known from now on: it replaces `learned`, and so can also take a fact
   * back.
   */
  onLearned: (facts: LearnedFacts) => void;
  /** Called for each ICE server that the server announces and that is not used. */
  onIceServerLeftOut: (leftOut: LeftOutIceServer) => void;
  /** Called with what the server says about text, as it came: it is neither bounded nor cleaned yet. */
  onText: (message: TextMessage) => void;
  onServerMessage: (message: ServerMessage, words?: ServerMessageWords) => void;
  /** The match patterns of all profiles, which the extension may contact with more rights than a web page. */
  granted: readonly string[];
  /** Called where nothing is asked at the URL of a WHIP session, with its origin. */
  onSessionUrlUnused: (origin: string, why: UnusedSessionUrl) => void;
  /**
   * Called when a WHIP server holds a session for us at this URL (true), and when it has answered the DELETE
   * (false).
   */
  onWhipSession: (url: string, isOpen: boolean) => void;
  /**
   * Plays a stream without a sound until the returned function is called; Chromium decodes only what is
   * played.
   */
  playMuted: (stream: MediaStream) => () => void;
  /**
   * Calls `onSound` when the track gives sound, until the returned function is called. Opus decodes digital
   * silence to samples of up to 2 of 32768 (measured), which are no sound.
   */
  listen: (track: MediaStreamTrack, onSound: () => void) => () => void;
}

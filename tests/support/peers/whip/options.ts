import type { NoReply, RecordedRequest, Reply } from '../http-server.ts';
import type { IceServer } from '../wrtc/protocol.ts';
import type { DataChannelBehaviour } from './data-channel.ts';

/** How the server behaves; a test may change any of it at any time, and the next request sees it. */
export interface WhipBehaviour {
  /** The `Authorization` without which every request but OPTIONS is answered 401 with the challenge. */
  authorization: string | undefined;
  challenge: string;
  /** The answer to candidates after the offer: accepted without any effect (`ignore`), none (`never`), or a status. */
  patch: 'accept' | 'ignore' | 'never' | number;
  /** Whether a PATCH with new ICE credentials restarts ICE (200) or is refused (422). */
  iceRestart: boolean;
  /** Whether sessions have an entity tag; then PATCH must name it in If-Match. */
  etag: boolean;
  /** ICE servers that the 201 announces by Link headers. */
  iceServers: readonly IceServer[];
  /** The `Link` header of the 201, word for word; undefined where it is made from {@link iceServers}. */
  link: string | undefined;
  /** Whether OPTIONS announces them too, as some servers do. */
  linkOnOptions: boolean;
  /** Whether OPTIONS is left unanswered. */
  deafToOptions: boolean;
  /**
   * The Location with which POST on the first URL is answered 307; a POST that arrives there is answered as
   * usual.
   */
  redirectTo: string | undefined;
  /**
   * How the session URL is written in Location, if it is; `elsewhere` is another host at which the server answers as well, `origin`
   * the one of {@link sessionOrigin}.
   */
  location: 'relative' | 'path' | 'absolute' | 'elsewhere' | 'origin' | 'none';
  /** The origin of the session URLs, for such a location. */
  sessionOrigin: string;
  /**
   * The number of characters at the end of each session's path, as of a server that keeps its state in its
   * addresses.
   */
  pathPadding: number;
  /** The content of the POST's answer; `never` keeps the client waiting. */
  answer: 'ok' | 'invalid' | 'never' | 'wrong-type';
  /** What comes in place of the server's own reply to a POST; undefined where that comes after all. */
  says: ((post: RecordedRequest) => Reply | NoReply | undefined) | undefined;
  /** The answer to an offer as the server writes it. */
  writes: ((answer: string, offer: string) => string) | undefined;
  /** A promise for which a POST waits that would be accepted. */
  answerAfter: Promise<void> | undefined;
  /** The status with which every POST is refused. */
  status: 400 | 401 | 403 | 404 | 410 | 500 | 503 | undefined;
  /**
   * The Retry-After of such a refusal, in seconds or as an HTTP date; a function is called for each refusal.
   */
  retryAfter: string | (() => string) | undefined;
  /** Whether a second POST is refused, with `busyStatus`, while a session is open. */
  onePublisher: boolean;
  /** The status of that refusal: 409, or 403 as by Meetecho's simple-whip-server before Janus. */
  busyStatus: 400 | 403 | 409 | 429;
  /** The treatment of an offer with a data channel. */
  dataChannel: DataChannelBehaviour;
  /**
   * Whether media is acknowledged by transport-wide congestion control, as libwebrtc does where it is
   * offered.
   */
  transportFeedback: boolean;
  /** Whether CORS lets any page read everything. */
  cors: boolean;
  /** Milliseconds after which the server closes each session. */
  ageLimitMs: number | undefined;
  /** Milliseconds after which the server closes a session that has not connected, as real servers do. */
  handshakeLimitMs: number | undefined;
}

export const DEFAULT_BEHAVIOUR: WhipBehaviour = {
  authorization: undefined,
  challenge: 'Bearer',
  patch: 'accept',
  iceRestart: true,
  etag: true,
  iceServers: [],
  link: undefined,
  linkOnOptions: false,
  deafToOptions: false,
  redirectTo: undefined,
  location: 'relative',
  sessionOrigin: '',
  pathPadding: 0,
  answer: 'ok',
  says: undefined,
  writes: undefined,
  answerAfter: undefined,
  status: undefined,
  retryAfter: undefined,
  onePublisher: false,
  busyStatus: 409,
  dataChannel: 'taken',
  transportFeedback: true,
  cors: false,
  ageLimitMs: undefined,
  handshakeLimitMs: undefined,
};

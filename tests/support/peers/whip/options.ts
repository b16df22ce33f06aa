import type { IceServer } from '../wrtc/protocol.ts';

/** How the server behaves; a test may change any of it at any time, and the next request sees it. */
export interface WhipBehaviour {
  /** Requests without `Authorization: Bearer <token>` are answered 401, all but OPTIONS. */
  bearerToken: string | undefined;
  /** What PATCH is answered with. */
  patch: 'accept' | 405 | 422 | 501;
  /** Whether a PATCH with new ICE credentials restarts ICE (200) or is refused (422). */
  iceRestart: boolean;
  /** Whether sessions have an entity tag; then PATCH must name it in If-Match. */
  etag: boolean;
  /** Announced by Link headers on the 201. */
  iceServers: readonly IceServer[];
  /** Announce them on OPTIONS too, as some servers do. */
  linkOnOptions: boolean;
  /** OPTIONS are not answered at all. */
  deafToOptions: boolean;
  /** POST on the first URL is answered 307 with this Location; a POST that arrives there is answered as usual. */
  redirectTo: string | undefined;
  /** How the session URL is written in Location. */
  location: 'relative' | 'path' | 'absolute';
  /** Characters that the path of each session has at its end, as of a server whose addresses hold what it knows. */
  pathPadding: number;
  /** What the POST's answer holds; `never` keeps the client waiting. */
  answer: 'ok' | 'invalid' | 'never' | 'wrong-type';
  /** A POST that would be accepted waits for this. */
  answerAfter: Promise<void> | undefined;
  /** Refuses every POST with this status. */
  status: 400 | 401 | 403 | 404 | 410 | 500 | 503 | undefined;
  /** Retry-After of such a refusal, in seconds or as an HTTP date; a function is asked with each. */
  retryAfter: string | (() => string) | undefined;
  /** A second POST while a session lives is refused, with `busyStatus`. */
  onePublisher: boolean;
  /** How it is said that somebody publishes already: by 409, or as Meetecho's simple-whip-server before Janus does, by 403. */
  busyStatus: 400 | 403 | 409 | 429;
  /** An offer with a data channel is answered 406. */
  refuseDataChannel: boolean;
  /** Whether media is acknowledged by transport-wide congestion control, as libwebrtc does where it is offered. */
  transportFeedback: boolean;
  /** Whether CORS lets any page read everything. */
  cors: boolean;
  /** Milliseconds after which the server closes each session by itself, with a goodbye. */
  ageLimitMs: number | undefined;
  /** Milliseconds after which it closes a session that has not connected by then, as servers do. */
  handshakeLimitMs: number | undefined;
}

export const DEFAULT_BEHAVIOUR: WhipBehaviour = {
  bearerToken: undefined,
  patch: 'accept',
  iceRestart: true,
  etag: true,
  iceServers: [],
  linkOnOptions: false,
  deafToOptions: false,
  redirectTo: undefined,
  location: 'relative',
  pathPadding: 0,
  answer: 'ok',
  answerAfter: undefined,
  status: undefined,
  retryAfter: undefined,
  onePublisher: false,
  busyStatus: 409,
  refuseDataChannel: false,
  transportFeedback: true,
  cors: false,
  ageLimitMs: undefined,
  handshakeLimitMs: undefined,
};

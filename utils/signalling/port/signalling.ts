/**
 * The port between a peer connection and a server's way of exchanging descriptions. One adapter a protocol; an adapter
 * knows HTTP and SDP, and nothing of sessions.
 */
export interface Signalling {
  /**
   * Opens what a later `negotiate` would wait for (DNS, TCP, TLS), and tells whether the server answered at all; called
   * again and again, it finds any server that answers anything. Sends no credentials. Never rejects.
   */
  warmUp(signal: AbortSignal): Promise<boolean>;

  /**
   * Makes the offer, exchanges it and applies the answer. Data channels that the protocol wants are made here, and
   * candidates still to come are sent on by the adapter itself until the session ends.
   *
   * On abort, and when anything fails after the server has accepted, the server is told goodbye before this rejects.
   * @throws FailureError; among them NewConnectionNeeded, where another peer connection given to this same adapter can do
   * what this one cannot; each reason for that comes once. The signal's reason when aborted.
   */
  negotiate(peerConnection: RTCPeerConnection, signal: AbortSignal): Promise<SignallingSession>;
}

/** What a server holds for us from its answer until {@link SignallingSession.end}. */
export interface SignallingSession {
  /** Says goodbye where the protocol has a word for it (WHIP: DELETE), within a deadline. Never rejects. */
  end(): Promise<void>;

  /**
   * Whether the server has said that it let go of the session; where it has not, {@link end} may be called again. Absent where
   * the protocol has no word for that.
   */
  isReleased?(): boolean;

  /**
   * Where the receiver is our own (loopback): epoch milliseconds of the last sample received that was not zero, or null
   * before the first. Absent where only the transport can tell.
   */
  lastSoundReceivedAt?(): number | null;

  /**
   * Sends a few bytes that the far side acknowledges by itself, without its application. Returns false while that is not
   * possible. Absent where the far side shows itself often enough, or cannot be asked.
   */
  sendKeepalive?(): boolean;

  /** Absent where the protocol has none. */
  iceRestart?: IceRestart;
}

/** A new path for the same connection and the same session at the server (ICE restart, RFC 8445 section 9). */
export interface IceRestart {
  /** Whether it is worth trying now: the server knows this session, and has not refused it before. */
  isPossible(): boolean;

  /**
   * Resolves with whether both sides have new ICE credentials; whether media comes to flow, only the connection can tell.
   * Nothing is torn down on the way, and after a failure the old path may still heal. One at a time. Never rejects.
   */
  perform(): Promise<boolean>;
}

/** Text that a server sends back. It is counted, never kept. */
export type TextReceived = 'delta' | 'completed' | 'failed';

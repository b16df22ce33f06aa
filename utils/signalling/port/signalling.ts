import type { Failure } from '../../domain/failure/failure.ts';
import type { LeftOut } from '../../domain/profiles/left-out.ts';
import type { NewConnectionNeeded } from './new-connection-needed.ts';

/**
 * The port between a peer connection and a server's way of exchanging descriptions. There is one adapter for
 * each protocol; an adapter knows HTTP and SDP, and nothing of sessions.
 */
export interface Signalling {
  /**
   * Opens what a later `negotiate` would wait for (DNS, TCP, TLS), and tells whether the server answered at
   * all; repeated calls find any server that answers anything. Sends no credentials. Never rejects.
   */
  warmUp(signal: AbortSignal): Promise<boolean>;

  /**
   * Makes the offer, exchanges it and applies the answer. Data channels that the protocol needs are made
   * here, and the adapter itself sends later candidates until the session ends.
   *
   * On abort, and on a failure after the server has accepted, the session is closed at the server before this
   * rejects.
   *
   * @throws FailureError; among them NewConnectionNeeded, where this same adapter can succeed with another
   * peer connection;
   * each reason for that comes once. The signal's reason when aborted.
   */
  negotiate(peerConnection: RTCPeerConnection, signal: AbortSignal): Promise<SignallingSession>;
}

/** A session that a server holds for us from its answer until {@link SignallingSession.end}. */
export interface SignallingSession {
  /**
   * Closes the session at the server, where the protocol has a message for it (WHIP: DELETE), within a
   * deadline. Never rejects.
   */
  end(): Promise<void>;

  /**
   * Whether the server has confirmed the close; where it has not, {@link end} may be called again. Absent
   * where the protocol has no message for that.
   */
  isReleased?(): boolean;

  /**
   * Where the receiver is our own (loopback): epoch milliseconds of the last received sample that was not
   * zero, or null before the first. Absent where only the transport can tell.
   */
  lastSoundReceivedAt?(): number | null;

  /**
   * Sends a few bytes that the far side's transport acknowledges by itself, without its application. Returns
   * false while that is not possible. Absent where the far side shows itself often enough, or cannot be
   * asked.
   */
  sendKeepalive?(): boolean;

  /**
   * The parts of the offer, or of the way in which it was made, that may be the cause where no connection is made. Each
   * tells the adapter to leave the part out of its next offer, and returns the error with which this session is to be
   * replaced.
   */
  doubts?: Partial<Record<LeftOut, (failure: Failure) => NewConnectionNeeded>>;

  /**
   * Resolves when the server refuses candidates that follow the offer, with the failure that its answer means; stays
   * pending otherwise. Present only together with the doubt of trickling.
   */
  candidatesRefused?: Promise<Failure>;

  /**
   * Tells the server that the speaker pauses, so that it completes the text of what was said. Absent where the server hears that by
   * itself, or cannot be told.
   */
  endTurn?(): void;

  /** Absent where the protocol has no ICE restart. */
  iceRestart?: IceRestart;
}

/**
 * A new path for the same connection and the same session at the server (ICE restart, RFC 8445, section 9).
 */
export interface IceRestart {
  /**
   * Whether a restart is worth trying now: the server knows this session, and has not refused a restart
   * before.
   */
  isPossible(): boolean;

  /**
   * Restarts ICE. Resolves with whether both sides have new ICE credentials; only the connection can tell
   * whether media flows. Nothing is closed meanwhile, and after a failure the old path may still heal. One
   * restart at a time. Never rejects.
   */
  perform(): Promise<boolean>;
}

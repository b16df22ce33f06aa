import type { ConnectionStatus } from './connection-status.ts';
import type { FrameCounts } from './error-threshold.ts';
import type { Failure } from './failure.ts';
import type { LearnedFacts } from './learned-facts.ts';
import type { SelectedCodec, SelectedPair } from './media-stats.ts';
import type { LinkWarning } from './link-warnings.ts';
import type { LossCause, RollOverCause } from './recovery-policy.ts';
import type { MicrophoneCondition } from './session-state.ts';
import type { ProfileKind, Settings } from './settings.ts';

/**
 * One line of a session's log: what happened, as data. No tokens, no TURN credentials, no session URLs, no addresses
 * of candidates, nothing that was spoken.
 */
export type SessionEventBody =
  | {
      kind: 'session-started';
      profile: { id: string; name: string; kind: ProfileKind };
      /** Scheme, host and port; null for loopback. */
      serverOrigin: string | null;
      iceServerCount: number;
      iceTransportPolicy: RTCIceTransportPolicy;
      watch: Settings['watch'];
      /** Absent in logs from before there was a choice. */
      recovery?: Settings['recovery'];
    }
  | { kind: 'microphone-acquired'; label: string; sampleRate: number | null }
  /** `why` is absent where the user chose another one. */
  | { kind: 'microphone-replaced'; label: string; sampleRate: number | null; why?: 'lost' | 'returned' }
  | { kind: 'microphone-replacement-failed'; failure: Failure }
  | { kind: 'microphone-condition-changed'; condition: MicrophoneCondition }
  | { kind: 'mute-changed'; muted: boolean }
  | { kind: 'answer-applied'; afterMs: number }
  | { kind: 'profile-learned'; profileId: string; facts: LearnedFacts }
  | { kind: 'ice-server-failed'; url: string; errorCode: number; errorText: string }
  | {
      kind: 'connection-status-changed';
      status: ConnectionStatus;
      connectionState: RTCPeerConnectionState;
      iceConnectionState: RTCIceConnectionState;
    }
  | { kind: 'candidate-pair-selected'; pair: SelectedPair }
  /** Absent in older logs. */
  | { kind: 'codec-selected'; codec: SelectedCodec }
  | { kind: 'live'; afterMs: number }
  | { kind: 'connection-lost'; status: ConnectionStatus; lastHeardMsAgo: number | null }
  /** `interruption` counts those of the session, from 1. */
  | { kind: 'recovery-began'; cause: LossCause; lastHeardMsAgo: number | null; interruption: number }
  | { kind: 'attempt-began'; attempt: number }
  /** `nextInMs` is null where there is no next. */
  | { kind: 'attempt-failed'; attempt: number; failure: Failure; nextInMs: number | null }
  /** `interruptedMs` is the sum of all interruptions of the session so far, this one included. */
  | {
      kind: 'recovered';
      by: 'itself' | 'ice-restart' | 'new-connection';
      afterMs: number;
      attempts: number;
      interruptedMs: number;
    }
  | { kind: 'ice-restart-began' }
  | { kind: 'ice-restart-failed' }
  /** A new connection is made while the one in use still serves. */
  | { kind: 'roll-over-began'; cause: RollOverCause }
  | { kind: 'rolled-over'; cause: RollOverCause; afterMs: number }
  | { kind: 'roll-over-failed'; cause: RollOverCause; failure: Failure; nextInMs: number | null }
  /** The profile's own, which no server renews: told once, in time for the user to enter new ones. */
  | { kind: 'turn-credentials-expiring'; inMs: number }
  /** What the operating system says, not what the link shows. */
  | { kind: 'network-changed'; online: boolean }
  /** The computer slept, or its clock was set. */
  | { kind: 'clock-jumped'; byMs: number }
  /** `figure` in the warning's own unit, see {@link LinkWarning}. */
  | { kind: 'warning-raised'; warning: LinkWarning; figure: number }
  /**
   * `worst` and `figure` in the warning's own unit; `afterMs` since it was raised. `why` is absent where the figure is good
   * again: one that is raised is also cleared by the `end` of the session, and that of the microphone is `moot` while that
   * is muted or gone. So each one raised is cleared, unless its host crashed: then `session-resumed` ends it.
   */
  | {
      kind: 'warning-cleared';
      warning: LinkWarning;
      figure: number;
      worst: number;
      afterMs: number;
      why?: 'moot' | 'end';
    }
  /** Another host goes on with the session: nothing of it was sent, and nothing logged, for `holeMs`. */
  | { kind: 'session-resumed'; holeMs: number }
  | { kind: 'frames-counted'; counts: FrameCounts }
  | { kind: 'server-message-received'; message: 'peer-left' | 'stream-ended' | 'error' }
  | { kind: 'texts-counted'; deltas: number; completed: number; failed: number }
  | { kind: 'stop-requested' }
  | { kind: 'session-failed'; failure: Failure }
  /** `interruption`: the browser was ended in the middle; then `durationMs` counts to the last known moment. */
  | { kind: 'session-ended'; by: 'user' | 'failure' | 'interruption'; durationMs: number }
  | { kind: 'worker-resumed' };

export type SessionEventKind = SessionEventBody['kind'];

/** One kind's variant, or those of several. */
export type EventBody<Kind extends SessionEventKind> = Extract<SessionEventBody, { kind: Kind }>;

/** Who numbered the event: the host of the session, or the service worker. Each counts its own `seq` from 1. */
export type EventWriter = 'host' | 'worker';

/** As stored, and unique by session, writer and seq, so that storing it twice changes nothing. */
export type SessionEvent = {
  sessionId: string;
  writer: EventWriter;
  seq: number;
  /** Epoch milliseconds. */
  at: number;
} & SessionEventBody;

import type { ConnectionStatus } from './connection-status.ts';
import type { FrameCounts } from './error-threshold.ts';
import type { Failure } from './failure.ts';
import type { LearnedFacts } from './learned-facts.ts';
import type { SelectedPair } from './media-stats.ts';
import type { LossCause } from './recovery-policy.ts';
import type { MicrophoneCondition } from './session-state.ts';
import type { ProfileKind, Settings } from './settings.ts';

/**
 * One line of a session's log: what happened, as data. No tokens, no TURN credentials, no session URLs, no addresses,
 * nothing that was spoken.
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
    }
  | { kind: 'microphone-acquired'; label: string; sampleRate: number | null }
  | { kind: 'microphone-replaced'; label: string; sampleRate: number | null }
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
      by: 'itself' | 'new-connection';
      afterMs: number;
      attempts: number;
      interruptedMs: number;
    }
  | { kind: 'frames-counted'; counts: FrameCounts }
  | { kind: 'server-message-received'; message: 'peer-left' | 'stream-ended' | 'error' }
  | { kind: 'texts-counted'; deltas: number; completed: number; failed: number }
  | { kind: 'stop-requested' }
  | { kind: 'session-failed'; failure: Failure }
  | { kind: 'session-ended'; by: 'user' | 'failure'; durationMs: number }
  | { kind: 'worker-resumed' };

export type SessionEventKind = SessionEventBody['kind'];

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

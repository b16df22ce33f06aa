import type { ConnectionStatus } from './connection-status.ts';
import type { Failure } from './failure.ts';
import { decideOnLoss, type RecoveryPolicy } from './recovery-policy.ts';
import type { ProfileKind } from './settings.ts';

/*
 *                     start-requested
 *    idle, failed ---------------------> starting --(microphone, answer and media are there)--> live
 *      ^     ^                            |                                                      |
 *      |     |                            | stop-requested, or a failure                         |
 *      |     |                            v                                                      v
 *      |     +--(released, by failure)-- stopping <---------------------------------------------+
 *      +--------(released, by the user)---+
 */

/** Which session this is; the same in every phase that has one. */
export interface SessionHead {
  id: string;
  /** Epoch milliseconds. */
  startedAt: number;
  profile: { id: string; name: string; kind: ProfileKind };
  policy: RecoveryPolicy;
}

/** What a start still waits for. The three run side by side. */
export type Awaited = 'microphone' | 'answer' | 'media';

/**
 * What the microphone itself gives: `muted` is the browser's or the hardware's doing (`track.muted`), `silent` means
 * nothing but zeros. Neither is a fault of the network.
 */
export type MicrophoneCondition = 'sounding' | 'muted' | 'silent';

/** How a session ends: by the user, or by a failure. */
export type Ending = { by: 'user' } | { by: 'failure'; failure: Failure };

export type SessionState =
  | { phase: 'idle' }
  | {
      phase: 'starting';
      session: SessionHead;
      awaiting: readonly Awaited[];
      microphone: MicrophoneCondition;
      muted: boolean;
    }
  | {
      phase: 'live';
      session: SessionHead;
      /** Epoch milliseconds. */
      liveSince: number;
      microphone: MicrophoneCondition;
      muted: boolean;
    }
  | { phase: 'stopping'; session: SessionHead; ending: Ending }
  | { phase: 'failed'; session: SessionHead; endedAt: number; failure: Failure };

export type SessionPhase = SessionState['phase'];

/** What happened, in the past tense. */
export type SessionFact =
  | { type: 'start-requested'; session: SessionHead }
  | { type: 'stop-requested' }
  | { type: 'mute-requested'; muted: boolean }
  | { type: 'microphone-acquired' }
  | { type: 'microphone-failed'; failure: Failure }
  | { type: 'microphone-condition-changed'; condition: MicrophoneCondition }
  | { type: 'answer-applied' }
  | { type: 'media-acknowledged' }
  | { type: 'connection-failed'; failure: Failure }
  | { type: 'connect-deadline-passed'; failure: Failure }
  | { type: 'connection-lost'; status: ConnectionStatus }
  | { type: 'frames-failing'; failure: Failure }
  | { type: 'released' }
  | { type: 'failure-dismissed' };

/** `at` is epoch milliseconds. */
export type SessionInput = { at: number } & SessionFact;

/** What the runner does in the world; results come back as inputs. */
export type SessionEffect =
  | { type: 'open-microphone' }
  | { type: 'connect' }
  | { type: 'set-microphone-enabled'; enabled: boolean }
  | { type: 'release' };

export interface Transition {
  state: SessionState;
  effects: readonly SessionEffect[];
}

/** The only place where a session changes its phase. An input that means nothing in a phase changes nothing. */
export function transition(state: SessionState, input: SessionInput): Transition {
  switch (state.phase) {
    case 'idle':
    case 'failed':
      if (input.type === 'failure-dismissed') return unchanged({ phase: 'idle' });
      return input.type === 'start-requested' ? begin(input.session) : unchanged(state);
    case 'starting':
    case 'live':
      return run(state, input);
    case 'stopping':
      return input.type === 'released' ? finish(state, input.at) : unchanged(state);
  }
}

type Running = Extract<SessionState, { phase: 'starting' | 'live' }>;

function begin(session: SessionHead): Transition {
  return {
    state: {
      phase: 'starting',
      session,
      awaiting: ['microphone', 'answer', 'media'],
      microphone: 'sounding',
      muted: false,
    },
    // An offer needs a transceiver, not yet a track: the server answers while the microphone opens.
    effects: [{ type: 'connect' }, { type: 'open-microphone' }],
  };
}

function run(state: Running, input: SessionInput): Transition {
  switch (input.type) {
    case 'microphone-acquired':
      return arrived(state, 'microphone', input.at);
    case 'answer-applied':
      return arrived(state, 'answer', input.at);
    case 'media-acknowledged':
      return arrived(state, 'media', input.at);
    case 'microphone-condition-changed':
      return { state: { ...state, microphone: input.condition }, effects: [] };
    case 'mute-requested':
      return {
        state: { ...state, muted: input.muted },
        effects: [{ type: 'set-microphone-enabled', enabled: !input.muted }],
      };
    case 'stop-requested':
      return end(state, { by: 'user' });
    case 'connection-lost':
      return end(state, { by: 'failure', failure: decideOnLoss(state.session.policy, input.status).failure });
    case 'connect-deadline-passed':
      return state.phase === 'live'
        ? unchanged(state)
        : end(state, { by: 'failure', failure: input.failure });
    case 'microphone-failed':
    case 'connection-failed':
    case 'frames-failing':
      return end(state, { by: 'failure', failure: input.failure });
    case 'start-requested':
    case 'failure-dismissed':
    case 'released':
      return unchanged(state);
  }
}

function arrived(state: Running, what: Awaited, at: number): Transition {
  if (state.phase === 'live') return unchanged(state);
  const { session, microphone, muted } = state;
  const awaiting = state.awaiting.filter((each) => each !== what);
  if (awaiting.length > 0) return { state: { ...state, awaiting }, effects: [] };
  return { state: { phase: 'live', session, liveSince: at, microphone, muted }, effects: [] };
}

function end({ session }: Running, ending: Ending): Transition {
  return { state: { phase: 'stopping', session, ending }, effects: [{ type: 'release' }] };
}

function finish({ session, ending }: Extract<SessionState, { phase: 'stopping' }>, at: number): Transition {
  if (ending.by === 'user') return unchanged({ phase: 'idle' });
  return unchanged({ phase: 'failed', session, endedAt: at, failure: ending.failure });
}

function unchanged(state: SessionState): Transition {
  return { state, effects: [] };
}

import type { Failure } from '../failure/failure.ts';
import { choiceOf, type MicrophoneChoice, type OpenMicrophone } from '../microphone/microphone-choice.ts';
import type { MicrophoneCondition } from '../microphone/microphone-condition.ts';
import type { MicrophoneDevice } from '../microphone/next-microphone.ts';
import type { MicrophoneTrouble } from './session-state.ts';
import type { StartRequest } from './start-request.ts';

/** A change of the microphone that is under way. */
export type MicrophoneChange =
  /** The wanted one is opened as the session starts, or goes on in another host (`goesOn`). */
  | { type: 'beginning'; goesOn: boolean }
  /** Another one that the user chose is opened. */
  | { type: 'choice' }
  /** The devices are listed, to open the best of them. */
  | { type: 'listing' }
  /** This one of the devices is opened, and the next best where that fails. */
  | { type: 'search'; devices: readonly MicrophoneDevice[]; deviceId: string }
  /** Silence takes the microphone's place. */
  | { type: 'silence' };

/** The microphone of one session. */
export interface MicrophoneState {
  /** Whether the next best one stands in for a microphone that is lost. */
  recovers: boolean;
  /** Milliseconds without any microphone after which the session ends; null for never. */
  giveUpAfterMs: number | null;
  choice: MicrophoneChoice;
  /** The microphone in use; null while there is none. */
  current: OpenMicrophone | null;
  isSilenceSent: boolean;
  /** The change that is under way; null while there is none. */
  change: MicrophoneChange | null;
  /** The changes to be made after that, the next one first. */
  due: readonly ('choice' | 'search')[];
  /** Why the wanted microphone is not in use, as far as is known. */
  failure: Failure;
  /** The trouble as it was reported last. */
  trouble: MicrophoneTrouble | null;
  /** The number of retries since something has changed. */
  retries: number;
  /** The condition of the microphone itself, whether or not the user mutes. */
  condition: MicrophoneCondition;
  isMutedByUser: boolean;
  /** Epoch milliseconds since when sound is to be expected. */
  soundExpectedSince: number;
}

export const missing: Failure = { reason: 'microphone-missing' };

/** The microphone of a session that has just begun; `at` is epoch milliseconds. */
export function noMicrophoneYet(
  { microphone, recovery }: Pick<StartRequest, 'microphone' | 'recovery'>,
  at: number,
): MicrophoneState {
  return {
    recovers: recovery.mode === 'recover',
    giveUpAfterMs: recovery.giveUpAfterMs,
    choice: choiceOf(microphone),
    current: null,
    isSilenceSent: false,
    change: null,
    due: [],
    failure: missing,
    trouble: null,
    retries: 0,
    condition: 'sounding',
    isMutedByUser: false,
    soundExpectedSince: at,
  };
}

/** The microphone's condition; during a mute by the user it does not matter, and counts as `muted`. */
export function conditionOf({ isMutedByUser, condition }: MicrophoneState): MicrophoneCondition {
  return isMutedByUser ? 'muted' : condition;
}

import type { Failure } from '../failure/failure.ts';
import type { OpenMicrophone } from '../microphone/microphone-choice.ts';
import type { MicrophoneDevice } from '../microphone/next-microphone.ts';
import type { SoundVerdict } from '../microphone/silence.ts';
import type { Settings } from '../settings/settings.ts';

/** A fact about the microphone: what happened, in the past tense. */
export type MicrophoneFact =
  /** The session starts, or goes on in another host (`goesOn`). */
  | { type: 'begun'; goesOn: boolean }
  /** The user has chosen; perhaps the same as before. */
  | { type: 'chosen'; settings: Settings['microphone'] }
  /** The user does not want to wait for the next retry. */
  | { type: 'retry-requested' }
  | { type: 'retry-due' }
  | { type: 'mute-set'; muted: boolean }
  /** The devices for a search; none where they could not be listed. */
  | { type: 'devices-listed'; devices: readonly MicrophoneDevice[] }
  /** A device has come or gone, and these are left. */
  | { type: 'devices-changed'; devices: readonly MicrophoneDevice[] }
  /** A microphone was opened, and gives its sound from now on. */
  | { type: 'opened'; microphone: Omit<OpenMicrophone, 'at'> }
  | { type: 'open-failed'; failure: Failure }
  /** The microphone that was opened is sent; `muted` is its track's. */
  | { type: 'sent'; microphone: Omit<OpenMicrophone, 'at'>; muted: boolean }
  /** The browser has ended the track of the microphone in use. */
  | { type: 'track-ended'; failure: Failure }
  /** The browser, the system or the hardware mutes the microphone in use, or does not any more. */
  | { type: 'track-muted'; muted: boolean }
  /** The samples show whether the microphone gives sound. */
  | { type: 'sound-judged'; condition: SoundVerdict['condition'] }
  | { type: 'silence-made' }
  | { type: 'silence-sent' }
  | { type: 'silence-failed'; failure: Failure };

/** `at` is epoch milliseconds. */
export type MicrophoneInput = { at: number } & MicrophoneFact;

import type { Failure } from '../failure/failure.ts';
import type { Settings } from '../settings/settings.ts';
import type { SessionFact } from './session-fact.ts';

/** A fact of the microphone that the session is to know, its lines of the log included. */
export type MicrophoneReport = Extract<
  SessionFact,
  {
    type:
      | 'observed'
      | 'microphone-acquired'
      | 'microphone-failed'
      | 'microphone-condition-changed'
      | 'microphone-troubled';
  }
>;

/** An effect that the host performs; its results come back as facts. */
export type MicrophoneEffect =
  | { type: 'report'; fact: MicrophoneReport }
  /** Opens a microphone; the one in use is closed when the other one is sent. */
  | { type: 'open'; settings: Settings['microphone'] }
  | { type: 'list-devices' }
  /** Closes the microphone in use, which is lost. */
  | { type: 'close' }
  /**
   * Sends silence until a microphone takes over: with nothing sent at all, the connection would soon be lost as well.
   */
  | { type: 'send-silence' }
  /** Waits for the next retry, in place of any other wait for one. */
  | { type: 'wait-to-retry'; ms: number }
  /** Limits the time without any microphone: the session fails for this reason after it. */
  | { type: 'limit-absence'; ms: number; failure: Failure }
  | { type: 'end-absence' }
  /** Ends the wait for a retry, and the limit. */
  | { type: 'end-waits' };

import type { EventBody, SessionEventBody, SessionEventKind } from '../log/session-event.ts';

/**
 * The kinds of events that the host observes and that say all by themselves: they are written into the log as they
 * are, whatever the session makes of what happened.
 */
type ObservedKind =
  | 'answer-applied'
  | 'attempt-began'
  | 'candidate-pair-selected'
  | 'codec-selected'
  | 'connection-status-changed'
  | 'credentials-withheld'
  | 'frames-counted'
  | 'gaps-watched'
  | 'ice-restart-began'
  | 'ice-restart-failed'
  | 'ice-server-failed'
  | 'ice-server-left-out'
  | 'microphone-acquired'
  | 'microphone-condition-changed'
  | 'microphone-replaced'
  | 'microphone-replacement-failed'
  | 'mute-changed'
  | 'offer-repeated'
  | 'profile-learned'
  | 'recording-began'
  | 'recording-ended'
  | 'server-message-received'
  | 'session-url-unused'
  | 'texts-counted'
  | 'voice-band-measured'
  | 'warning-cleared'
  | 'warning-raised';

export type Observation = EventBody<ObservedKind>;

/** The kinds of events that are not the session's: its recorder's counts, and the service worker's own. */
type ForeignKind = 'events-counted' | 'log-cut' | 'worker-resumed';

/** An event that follows from what the session makes of a fact. No kind is both that and an {@link Observation}. */
export type DecidedEvent = Extract<
  SessionEventBody,
  { kind: Exclude<SessionEventKind, ObservedKind | ForeignKind> }
>;

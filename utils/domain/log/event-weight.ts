/**
 * How a kind of event is kept in a session's log:
 *
 * | weight       | what it is                                                          | where there are very many of it            |
 * | ------------ | ------------------------------------------------------------------- | ------------------------------------------ |
 * | milestone    | a beginning, an ending, or a sum of others                          | all of them are stored                     |
 * | interruption | a loss, its recovery, a connection that takes over                  | thousands are stored, then those that last |
 * | passing      | what a server, a network or a device can bring about at will        | some are stored, the rest is counted       |
 * | state        | the same, and the newest one says how something stands from then on | so too, and the newest is stored           |
 */
export type EventWeight = 'milestone' | 'interruption' | 'passing' | 'state';

/**
 * The weight of every kind of event, in a file apart from the kinds' schemas, which a session's host does not
 * need.
 */
export const eventWeights = {
  'session-started': 'milestone',
  live: 'milestone',
  'connection-lost': 'interruption',
  'recovery-began': 'interruption',
  recovered: 'interruption',
  'rolled-over': 'interruption',
  'session-resumed': 'milestone',
  'recording-began': 'milestone',
  'recording-ended': 'milestone',
  'frames-counted': 'milestone',
  'texts-counted': 'milestone',
  'events-counted': 'milestone',
  'log-cut': 'milestone',
  'stop-requested': 'milestone',
  'session-failed': 'milestone',
  'session-ended': 'milestone',
  'microphone-acquired': 'state',
  'microphone-replaced': 'state',
  'microphone-condition-changed': 'state',
  'voice-band-measured': 'state',
  'mute-changed': 'state',
  'question-asked': 'state',
  'question-closed': 'state',
  'warning-raised': 'state',
  'warning-cleared': 'state',
  'network-changed': 'state',
  'gaps-watched': 'state',
  'gap-began': 'state',
  'gap-ended': 'state',
  'catch-up-began': 'state',
  'catch-up-ended': 'state',
  'backlog-dropped': 'state',
  'microphone-replacement-failed': 'passing',
  'answer-applied': 'passing',
  'offer-repeated': 'passing',
  'profile-learned': 'passing',
  'credentials-withheld': 'passing',
  'session-url-unused': 'passing',
  'ice-server-left-out': 'passing',
  'ice-server-failed': 'passing',
  'connection-status-changed': 'passing',
  'candidate-pair-selected': 'passing',
  'codec-selected': 'passing',
  'attempt-began': 'passing',
  'attempt-failed': 'passing',
  'ice-restart-began': 'passing',
  'ice-restart-failed': 'passing',
  'roll-over-began': 'passing',
  'roll-over-failed': 'passing',
  'turn-credentials-expiring': 'passing',
  'clock-jumped': 'passing',
  'server-message-received': 'passing',
  'worker-resumed': 'passing',
} as const satisfies Record<string, EventWeight>;

type Kinds = keyof typeof eventWeights;
export type MilestoneKind = {
  [Kind in Kinds]: (typeof eventWeights)[Kind] extends 'milestone' ? Kind : never;
}[Kinds];
export type RepeatableKind = Exclude<Kinds, MilestoneKind>;
export type InterruptionKind = {
  [Kind in Kinds]: (typeof eventWeights)[Kind] extends 'interruption' ? Kind : never;
}[Kinds];

export const repeatableKinds = Object.entries(eventWeights)
  .filter(([, weight]) => weight !== 'milestone')
  .map(([kind]) => kind as RepeatableKind);

/** Whether an event is one of those that are only counted where there are very many. */
export function isRepeatable<Event extends { kind: Kinds }>(
  event: Event,
): event is Extract<Event, { kind: RepeatableKind }> {
  return eventWeights[event.kind] !== 'milestone';
}

/** Whether an event is stored even in a log that has reached its greatest length. */
export function isStoredAfterCut({ kind }: { kind: Kinds }): boolean {
  return eventWeights[kind] === 'milestone' || eventWeights[kind] === 'interruption';
}

/**
 * The `seq` up to which a host's passing events and states are stored: a longer log would be slow to show.
 */
export const mostEvents = 20_000;

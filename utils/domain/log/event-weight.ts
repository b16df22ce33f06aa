/**
 * How a kind of event is kept in a session's log:
 *
 * | weight     | what it is                                                          | where there are very many of it      |
 * | ---------- | ------------------------------------------------------------------- | ------------------------------------ |
 * | milestone  | a beginning, a loss, a recovery, an ending, or a sum of others      | all of them are stored               |
 * | passing    | what a server, a network or a device can bring about at will        | some are stored, the rest is counted |
 * | state      | the same, and the newest one says how something stands from then on | so too, and the newest is stored     |
 */
export type EventWeight = 'milestone' | 'passing' | 'state';

/** The weight of every kind of event; apart from the kinds' schemas, which a session's host does not need. */
export const eventWeights = {
  'session-started': 'milestone',
  live: 'milestone',
  'connection-lost': 'milestone',
  'recovery-began': 'milestone',
  recovered: 'milestone',
  'rolled-over': 'milestone',
  'session-resumed': 'milestone',
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
  'mute-changed': 'state',
  'question-asked': 'state',
  'question-closed': 'state',
  'warning-raised': 'state',
  'warning-cleared': 'state',
  'network-changed': 'state',
  'microphone-replacement-failed': 'passing',
  'answer-applied': 'passing',
  'profile-learned': 'passing',
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

export const repeatableKinds = Object.entries(eventWeights)
  .filter(([, weight]) => weight !== 'milestone')
  .map(([kind]) => kind as RepeatableKind);

/** Whether an event is one of those that are counted where there are very many. */
export function isRepeatable<Event extends { kind: Kinds }>(
  event: Event,
): event is Extract<Event, { kind: RepeatableKind }> {
  return !isMilestone(event);
}

/** Whether an event is stored however many there are of its kind. */
export function isMilestone({ kind }: { kind: Kinds }): boolean {
  return eventWeights[kind] === 'milestone';
}

/**
 * The `seq` up to which a host's repeatable events are stored: a log of more would be slow to show. Milestones take as much
 * time as a connection needs to be lost and found, so that there are never too many of them.
 */
export const mostEvents = 20_000;

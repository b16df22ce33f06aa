import type { SessionEventKind } from '../../utils/domain/session-event.ts';

/** What the log can be narrowed to. */
export const eventGroups = ['session', 'connection', 'recovery', 'microphone', 'warning'] as const;
export type EventGroup = (typeof eventGroups)[number];

export function eventGroup(kind: SessionEventKind): EventGroup {
  switch (kind) {
    case 'session-started':
    case 'live':
    case 'stop-requested':
    case 'session-failed':
    case 'session-ended':
    case 'session-resumed':
    case 'worker-resumed':
    case 'frames-counted':
    case 'texts-counted':
    case 'clock-jumped':
      return 'session';
    case 'answer-applied':
    case 'profile-learned':
    case 'ice-server-failed':
    case 'connection-status-changed':
    case 'candidate-pair-selected':
    case 'codec-selected':
    case 'server-message-received':
    case 'network-changed':
      return 'connection';
    case 'connection-lost':
    case 'recovery-began':
    case 'attempt-began':
    case 'attempt-failed':
    case 'recovered':
    case 'ice-restart-began':
    case 'ice-restart-failed':
    case 'roll-over-began':
    case 'rolled-over':
    case 'roll-over-failed':
    case 'turn-credentials-expiring':
      return 'recovery';
    case 'microphone-acquired':
    case 'microphone-replaced':
    case 'microphone-replacement-failed':
    case 'microphone-condition-changed':
    case 'mute-changed':
      return 'microphone';
    case 'warning-raised':
    case 'warning-cleared':
      return 'warning';
  }
}

import type { SessionEventBody } from '../../utils/domain/session-event.ts';

/** Whether an event is good news, a warning or trouble; most are neither. */
export type EventTone = 'plain' | 'live' | 'warning' | 'danger';

export function eventTone(event: SessionEventBody): EventTone {
  switch (event.kind) {
    case 'live':
    case 'recovered':
    case 'rolled-over':
    case 'warning-cleared':
      return 'live';
    case 'connection-lost':
    case 'session-failed':
      return 'danger';
    case 'recovery-began':
    case 'attempt-failed':
    case 'microphone-replacement-failed':
    case 'ice-server-failed':
    case 'ice-restart-failed':
    case 'roll-over-failed':
    case 'turn-credentials-expiring':
    case 'warning-raised':
    case 'session-resumed':
      return 'warning';
    case 'microphone-condition-changed':
      return event.condition === 'sounding' ? 'plain' : 'warning';
    case 'connection-status-changed':
      return event.status === 'disconnected' || event.status === 'failed' ? 'warning' : 'plain';
    default:
      return 'plain';
  }
}

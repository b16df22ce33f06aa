import type { SessionEvent } from '../domain/session-event.ts';
import type { SessionRow } from './session-row.ts';

/** A session's row after one more of its events; applying an event twice changes nothing. */
export function projectSession(row: SessionRow | undefined, event: SessionEvent): SessionRow {
  const known = row ?? unknownSession(event);
  return { ...known, ...changes(known, event), lastEventAt: Math.max(known.lastEventAt, event.at) };
}

function changes(row: SessionRow, event: SessionEvent): Partial<SessionRow> {
  switch (event.kind) {
    case 'session-started':
      return { startedAt: event.at, profileName: event.profile.name, profileKind: event.profile.kind };
    case 'microphone-acquired':
    case 'microphone-replaced':
      return { microphone: event.label };
    case 'live':
      return { liveAt: row.liveAt ?? event.at };
    case 'recovery-began':
      return { interruptions: Math.max(row.interruptions ?? 0, event.interruption) };
    case 'recovered':
      return { interruptedMs: Math.max(row.interruptedMs ?? 0, event.interruptedMs) };
    case 'session-failed':
      return { failure: event.failure };
    case 'session-ended':
      return { endedAt: event.at, outcome: event.by === 'user' ? 'stopped' : 'failed' };
    default:
      return {};
  }
}

function unknownSession(event: SessionEvent): SessionRow {
  return {
    id: event.sessionId,
    startedAt: event.at,
    endedAt: null,
    liveAt: null,
    profileName: '',
    profileKind: 'loopback',
    microphone: '',
    outcome: 'running',
    failure: null,
    lastEventAt: event.at,
  };
}

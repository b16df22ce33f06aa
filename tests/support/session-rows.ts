import type { SessionEvent, SessionEventBody } from '../../utils/domain/session-event.ts';
import type { SessionRow } from '../../utils/history/session-row.ts';

export function aRow(changes: Partial<SessionRow> = {}): SessionRow {
  const startedAt = changes.startedAt ?? Date.now() - 3_600_000;
  return {
    id: 'session-1',
    startedAt,
    endedAt: startedAt + 763_000,
    liveAt: startedAt + 410,
    profileName: 'Loopback',
    profileKind: 'loopback',
    microphone: 'Headset',
    outcome: 'stopped',
    failure: null,
    lastEventAt: startedAt + 763_000,
    ...changes,
  };
}

/** Events of one session, numbered and a second apart. */
export function eventsOf(sessionId: string, startedAt: number, bodies: SessionEventBody[]): SessionEvent[] {
  return bodies.map((body, index) => ({
    sessionId,
    writer: 'host',
    seq: index + 1,
    at: startedAt + index * 1000,
    ...body,
  }));
}

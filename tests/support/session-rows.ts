import type { SessionEvent, SessionEventBody } from '../../utils/domain/log/session-event.ts';
import { nothingSpent } from '../../utils/domain/past/session-quality.ts';
import type { SessionRow } from '../../utils/history/rows/session-row.ts';

/** A session that was live for most of its 763 s, with the changes that a test needs. */
export function aRow(changes: Partial<SessionRow> = {}): SessionRow {
  const startedAt = changes.startedAt ?? Date.now() - 3_600_000;
  const endedAt = startedAt + 763_000;
  const liveAt = startedAt + 410;
  return {
    id: 'session-1',
    startedAt,
    endedAt,
    liveAt,
    profileId: 'loopback',
    profileName: 'Loopback',
    profileKind: 'loopback',
    serverOrigin: null,
    microphone: 'Headset',
    outcome: 'stopped',
    failure: null,
    interruptions: 0,
    reconnects: 0,
    interruptedMs: 0,
    warnings: 0,
    quality: 1,
    bands: [
      { kind: 'starting', from: startedAt, to: liveAt },
      { kind: 'live', from: liveAt, to: endedAt },
    ],
    spentMs: { ...nothingSpent, starting: 410, live: endedAt - liveAt },
    connections: [{ from: liveAt, ms: endedAt - liveAt, died: false }],
    eventCount: 12,
    lastEventAt: endedAt,
    open: { warnings: [], connectedAt: null, lostAt: null },
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

import type { SessionEvent, SessionEventBody } from '../../../utils/domain/log/session-event.ts';

export const started: SessionEventBody = {
  kind: 'session-started',
  profile: { id: 'studio', name: 'Studio', kind: 'whip' },
  serverOrigin: 'https://media.example',
  iceServerCount: 1,
  iceTransportPolicy: 'all',
  watch: { errorThreshold: 50, checkIntervalMs: 500, connectDeadlineMs: 15_000 },
};

/** One session's events, each at its second. */
export function logOf(log: readonly (readonly [second: number, body: SessionEventBody])[]): SessionEvent[] {
  return log.map(([second, body], index) => ({
    sessionId: 'session-1',
    writer: 'host',
    seq: index + 1,
    at: second * 1000,
    ...body,
  }));
}

import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import type { SessionEventBody } from '../../../../utils/domain/log/session-event.ts';
import { closeInterrupted } from '../../../../utils/worker/session/interrupted-sessions.ts';
import { createDatabaseAccess } from '../../../../utils/history/database/database-access.ts';
import { openHistoryDatabase, type HistoryDatabase } from '../../../../utils/history/database/database.ts';
import { createEventStore } from '../../../../utils/history/log/event-store.ts';

const started: SessionEventBody = {
  kind: 'session-started',
  profile: { id: 'studio', name: 'Studio', kind: 'whip' },
  serverOrigin: 'https://ingest.example',
  iceServerCount: 1,
  iceTransportPolicy: 'all',
  watch: { errorThreshold: 50, checkIntervalMs: 500, connectDeadlineMs: 15000 },
};

describe('sessions that the end of the browser cut off', () => {
  let database: HistoryDatabase;
  let history: ReturnType<typeof createEventStore>;

  beforeEach(() => {
    database = openHistoryDatabase(`test-${String(Math.random())}`);
    history = createEventStore(database, createDatabaseAccess(database, browserEdges));
  });
  afterEach(() => database.delete());

  const log = (sessionId: string, at: number, ...bodies: SessionEventBody[]) =>
    history.storeEvents(
      [started, ...bodies].map((body, index) => ({
        sessionId,
        writer: 'host' as const,
        seq: index + 1,
        at: at + index,
        ...body,
      })),
    );

  it('are closed in the log at their last known moment, which a sample may be', async () => {
    await log('one', 1000, { kind: 'live', afterMs: 1 });
    await database.samples.put({ sessionId: 'one', at: 61_000 } as never);
    const state = await closeInterrupted({ history });
    const events = await history.events('one');
    expect(events.at(-1)).toMatchObject({
      kind: 'session-ended',
      by: 'interruption',
      writer: 'worker',
      at: 61_000,
      durationMs: 60_000,
    });
    expect(await database.sessions.get('one')).toMatchObject({ outcome: 'interrupted', endedAt: 61_000 });
    expect(state).toEqual({
      phase: 'failed',
      session: {
        id: 'one',
        startedAt: 1000,
        policy: 'recover',
        profile: { id: 'studio', name: 'Studio', kind: 'whip' },
      },
      endedAt: 61_000,
      failure: { reason: 'interrupted', at: 61_000 },
    });
  });

  it('are all closed, and the newest is told of', async () => {
    await log('old', 1000);
    await log('new', 5000);
    await log('ended', 9000, { kind: 'session-ended', by: 'user', durationMs: 1 });
    await expect(closeInterrupted({ history })).resolves.toMatchObject({ session: { id: 'new' } });
    const rows = await database.sessions.toArray();
    expect(Object.fromEntries(rows.map(({ id, outcome }) => [id, outcome]))).toEqual({
      old: 'interrupted',
      new: 'interrupted',
      ended: 'stopped',
    });
    await expect(closeInterrupted({ history })).resolves.toBeNull();
  });
});

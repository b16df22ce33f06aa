import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SessionEvent, SessionEventBody } from '../../../utils/domain/session-event.ts';
import { openHistoryDatabase, type HistoryDatabase } from '../../../utils/history/database.ts';
import { createHistory } from '../../../utils/history/create-history.ts';
import { createDatabaseAccess } from '../../../utils/history/database-access.ts';
import { createEventStore } from '../../../utils/history/event-store.ts';

function sessionEvents(sessionId: string, startedAt: number, ...bodies: SessionEventBody[]): SessionEvent[] {
  return [started(), ...bodies].map((body, index) => ({
    sessionId,
    writer: 'host',
    seq: index + 1,
    at: startedAt + index,
    ...body,
  }));
}

function started(): SessionEventBody {
  return {
    kind: 'session-started',
    profile: { id: 'studio', name: 'Studio', kind: 'whip' },
    serverOrigin: 'https://ingest.example',
    iceServerCount: 1,
    iceTransportPolicy: 'all',
    watch: { errorThreshold: 50, checkIntervalMs: 500, connectDeadlineMs: 15000 },
  };
}

const ended: SessionEventBody = { kind: 'session-ended', by: 'user', durationMs: 10 };

/** The worker's side and the views' side of one database. */
function openHistory(database: HistoryDatabase) {
  const views = createHistory(database, {
    storage: { estimate: () => Promise.resolve({ usage: 1 }) },
    describe: ({ outcome }) => outcome,
  });
  return { ...views, ...createEventStore(database, createDatabaseAccess(database)) };
}

describe('the history', () => {
  let database: HistoryDatabase;
  let history: ReturnType<typeof openHistory>;

  beforeEach(() => {
    database = openHistoryDatabase(`test-${String(Math.random())}`);
    history = openHistory(database);
  });
  afterEach(() => database.delete());

  it('stores a batch, and answers with the last of the host', async () => {
    await expect(history.storeEvents(sessionEvents('one', 100, ended))).resolves.toBe(2);
    await expect(history.events('one')).resolves.toHaveLength(2);
  });

  it('stores each event once however often it comes, in any overlap', async () => {
    const events = sessionEvents('one', 100, { kind: 'live', afterMs: 5 }, { kind: 'stop-requested' }, ended);
    await history.storeEvents(events.slice(0, 3));
    await history.storeEvents(events.slice(1));
    await history.storeEvents(events);
    expect((await history.events('one')).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    await expect(history.list({ offset: 0, limit: 10 })).resolves.toMatchObject({ total: 1 });
  });

  it('counts the interruptions of a session, once each however often they come', async () => {
    const lost = { kind: 'recovery-began', cause: 'link-silent', lastHeardMsAgo: 1200 } as const;
    const back = { kind: 'recovered', by: 'itself', attempts: 0 } as const;
    const events = sessionEvents(
      'one',
      100,
      { ...lost, interruption: 1 },
      { ...back, afterMs: 700, interruptedMs: 700 },
      { ...lost, interruption: 2 },
      { ...back, afterMs: 300, interruptedMs: 1000 },
    );
    await history.storeEvents(events);
    await history.storeEvents(events.slice(1));
    await expect(history.session('one')).resolves.toMatchObject({ interruptions: 2, interruptedMs: 1000 });
  });

  it('makes a session out of its events', async () => {
    const failure = { reason: 'connection-lost', status: 'failed' } as const;
    await history.storeEvents(
      sessionEvents(
        'one',
        100,
        { kind: 'microphone-acquired', label: 'Desk microphone', sampleRate: 48000 },
        { kind: 'live', afterMs: 2 },
        { kind: 'session-failed', failure },
        { kind: 'session-ended', by: 'failure', durationMs: 4 },
      ),
    );
    await expect(history.session('one')).resolves.toMatchObject({
      id: 'one',
      startedAt: 100,
      liveAt: 102,
      endedAt: 104,
      lastEventAt: 104,
      profileName: 'Studio',
      profileKind: 'whip',
      microphone: 'Desk microphone',
      outcome: 'failed',
      failure,
    });
  });

  it('numbers the worker’s events after its last, apart from the host’s', async () => {
    await history.storeEvents(sessionEvents('one', 100));
    await history.appendWorkerEvents('one', 150, [{ kind: 'worker-resumed' }]);
    await history.appendWorkerEvents('one', 160, [{ kind: 'worker-resumed' }]);
    const written = (await history.events('one')).map(({ writer, seq }) => `${writer} ${String(seq)}`);
    expect(written).toEqual(['host 1', 'worker 1', 'worker 2']);
  });

  it('pages through sessions, newest first', async () => {
    for (let index = 1; index <= 5; index += 1) {
      await history.storeEvents(sessionEvents(`session-${String(index)}`, index * 100, ended));
    }
    const first = await history.list({ offset: 0, limit: 2 });
    expect(first.rows.map(({ id }) => id)).toEqual(['session-5', 'session-4']);
    const next = await history.list({ offset: 2, limit: 2 });
    expect(next.rows.map(({ id }) => id)).toEqual(['session-3', 'session-2']);
    expect(next.total).toBe(5);
  });

  it('tells of changes until the unsubscribe', async () => {
    const follow = vi.fn();
    const stop = history.onChange(follow);
    await vi.waitFor(() => expect(follow).toHaveBeenCalled());
    follow.mockClear();
    await history.storeEvents(sessionEvents('one', 100));
    await vi.waitFor(() => expect(follow).toHaveBeenCalled());
    stop();
  });
});

import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { createDatabaseAccess } from '../../../../utils/history/database/database-access.ts';
import { openHistoryDatabase } from '../../../../utils/history/database/database.ts';
import { createEventStore } from '../../../../utils/history/log/event-store.ts';
import type { HistoryStatus } from '../../../../utils/history/database/history-status.ts';
import { packRow } from '../../../../utils/history/rows/stored-row.ts';
import { openHistory } from '../../../support/history/open-history.ts';
import { readVersionOne, writeVersionOne } from '../../../support/history/write-version-1.ts';
import { aRow, eventsOf } from '../../../support/session-rows.ts';

let name: string;
let opened: ReturnType<typeof openHistoryDatabase>[];

beforeEach(() => {
  name = `test-${String(Math.random())}`;
  opened = [];
  // Dexie warns of the very things that these tests are about.
  vi.spyOn(console, 'warn').mockReturnValue();
});
afterEach(async () => {
  for (const database of opened) database.close();
  await new Promise((resolve) => {
    indexedDB.deleteDatabase(name).onsuccess = resolve;
  });
});

function openViews() {
  const history = openHistory(name);
  opened.push(history.database);
  return history;
}

function openWorker() {
  const database = openHistoryDatabase(name);
  opened.push(database);
  const access = createDatabaseAccess(database, browserEdges);
  return { ...createEventStore(database, access), ...access };
}

/** Opens the database as another program would. */
function openRaw(version?: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => {
      if (!request.result.objectStoreNames.contains('later')) request.result.createObjectStore('later');
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
  });
}

/** Creates the database as version 2 did: with these rows in its stores. */
async function writeVersionTwo(rows: Record<'sessions' | 'events', readonly object[]>): Promise<void> {
  const old = new Dexie(name);
  old.version(2).stores({
    sessions: 'id, startedAt, lastEventAt, outcome',
    events: '[sessionId+writer+seq], [sessionId+at]',
    samples: '[sessionId+at]',
    sampleMinutes: '[sessionId+minute]',
  });
  for (const [store, each] of Object.entries(rows)) await old.table(store).bulkPut([...each]);
  old.close();
}

describe('a database of version 2', () => {
  it('keeps all it has, and has a place for what is known of recordings', async () => {
    const row = aRow({ id: 'old' });
    const events = eventsOf('old', row.startedAt, [{ kind: 'stop-requested' }]);
    await writeVersionTwo({ sessions: [packRow(row)], events });
    const history = openViews();
    expect(await history.newest(10)).toEqual([row]);
    expect(await history.events('old')).toEqual(events);
    expect(await history.recording('old')).toBeNull();
    const kept = { sessionId: 'old', keep: 'always', isKept: true, parts: [] } as const;
    await history.database.recordings.put({ ...kept, parts: [] });
    expect(await history.database.recordings.toArray()).toEqual([kept]);
  });
});

describe('a database of version 1', () => {
  it('is upgraded, and tells more of each of its sessions than it did', async () => {
    const before = await readVersionOne();
    await writeVersionOne(name, before);
    const history = openViews();
    const rows = await history.newest(10);
    expect(rows).toHaveLength(before.sessions.length);
    for (const row of rows) {
      const old = before.sessions.find(({ id }) => id === row.id);
      expect(row).toMatchObject(old ?? {});
      expect(row.bands.at(0)).toMatchObject({ kind: 'starting', from: row.startedAt });
      expect(row.bands.at(-1)?.to).toBe(row.endedAt);
      expect(row.quality).toBe(row.liveAt === null ? null : 1);
      const events = await history.events(row.id);
      expect(events).toHaveLength(before.events.filter(({ sessionId }) => sessionId === row.id).length);
    }
  });

  it('goes on where it was left, in the middle of a session', async () => {
    const { version, sessions, events } = await readVersionOne();
    const id = String(sessions[0]?.['id']);
    const isEnd = (event: Record<string, unknown>) =>
      event['sessionId'] === id && event['kind'] === 'session-ended';
    await writeVersionOne(name, { version, sessions, events: events.filter((event) => !isEnd(event)) });
    const worker = openWorker();
    await worker.appendWorkerEvents(id, Date.now(), [{ kind: 'worker-resumed' }]);
    expect((await worker.events(id)).at(-1)).toMatchObject({ writer: 'worker', kind: 'worker-resumed' });
  });
});

describe('the status of the history', () => {
  const events = eventsOf('one', 1000, [{ kind: 'stop-requested' }]);

  it('is ok where nothing is wrong', async () => {
    await expect(openViews().status()).resolves.toBe('ok');
  });

  it('is newer where a newer version wrote the database, of which nothing is touched', async () => {
    (await openRaw(990)).close();
    const history = openViews();
    await expect(history.status()).resolves.toBe('newer');
    await expect(history.newest(1)).rejects.toMatchObject({ status: 'newer' });
    const database = await openRaw();
    expect(database.version).toBe(990);
    expect([...database.objectStoreNames]).toEqual(['later']);
    database.close();
  });

  it('is newer where another window has upgraded it meanwhile, and lets that one do so', async () => {
    const history = openViews();
    const told: HistoryStatus[] = [];
    history.onStatus((status) => told.push(status));
    await history.status();
    (await openRaw(990)).close();
    expect(told).toEqual(['newer']);
    await expect(history.status()).resolves.toBe('newer');
  });

  it('is blocked while an older window holds it, and ok when that has gone', async () => {
    await writeVersionOne(name, await readVersionOne());
    const older = await openRaw();
    const history = openViews();
    const told: HistoryStatus[] = [];
    history.onStatus((status) => told.push(status));
    await expect(history.status()).resolves.toBe('blocked');
    await expect(history.session('one')).rejects.toMatchObject({ status: 'blocked' });
    const follow = vi.fn();
    history.onChange(follow);
    older.close();
    await vi.waitFor(() => expect(told).toEqual(['blocked', 'ok']));
    await expect(history.newest(10)).resolves.toHaveLength(3);
    await vi.waitFor(() => expect(follow).toHaveBeenCalled());
    follow.mockClear();
    await history.remove((await history.newest(1)).map(({ id }) => id));
    await vi.waitFor(() => expect(follow).toHaveBeenCalled());
  });

  it('is blocked for everybody who opens it then, also behind the one that the browser tells', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await writeVersionOne(name, await readVersionOne());
    const older = await openRaw();
    const first = openViews();
    await expect(first.status()).resolves.toBe('blocked');
    const second = openViews();
    const told: HistoryStatus[] = [];
    second.onStatus((status) => told.push(status));
    const status = second.status();
    await vi.advanceTimersByTimeAsync(5000);
    await expect(status).resolves.toBe('blocked');
    vi.useRealTimers();
    older.close();
    await vi.waitFor(() => expect(told).toEqual(['blocked', 'ok']));
  });

  it('is broken where the browser cannot open it, and ok when it can again', async () => {
    const broken = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('Internal error', 'UnknownError');
    });
    const history = openViews();
    await expect(history.status()).resolves.toBe('broken');
    await expect(history.summaries({})).rejects.toMatchObject({ status: 'broken' });
    broken.mockRestore();
    await expect(history.status()).resolves.toBe('ok');
  });

  it('is ok again after the database was deleted by another window', async () => {
    const history = openViews();
    await history.status();
    await new Promise((resolve) => {
      indexedDB.deleteDatabase(name).onsuccess = resolve;
    });
    await expect(history.newest(1)).resolves.toEqual([]);
  });

  it.each(['newer', 'broken'] as const)(
    'keeps nothing waiting that can never be stored: %s',
    async (status) => {
      if (status === 'newer') (await openRaw(990)).close();
      else vi.spyOn(indexedDB, 'open').mockImplementation(() => expect.fail('no disk'));
      const worker = openWorker();
      await expect(worker.storeEvents(events)).resolves.toBe(1);
      await expect(
        worker.appendWorkerEvents('one', 1, [{ kind: 'worker-resumed' }]),
      ).resolves.toBeUndefined();
    },
  );

  it('that may pass lets events come again', async () => {
    await writeVersionOne(name, await readVersionOne());
    const older = await openRaw();
    const worker = openWorker();
    await expect(worker.storeEvents(events)).rejects.toMatchObject({ status: 'blocked' });
    await expect(worker.appendWorkerEvents('one', 1, [{ kind: 'worker-resumed' }])).resolves.toBeUndefined();
    older.close();
    await vi.waitFor(() => expect(worker.storeEvents(events)).resolves.toBe(1));
  });
});

import 'fake-indexeddb/auto';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SessionEvent, SessionEventBody } from '../../../utils/domain/log/session-event.ts';
import { defaultSettings } from '../../../utils/domain/settings/settings.ts';
import { createRecordingFiles } from '../../../utils/history/recordings/recording-files.ts';
import { createSampleStore } from '../../../utils/history/samples/sample-store.ts';
import { createMaintenance } from '../../../utils/history/retention/maintenance.ts';
import { minuteOf, packMinute, type PackedMinute } from '../../../utils/history/rows/packed-minute.ts';
import { createRetentionMemory } from '../../../utils/history/retention/retention-memory.ts';
import type { RetentionLimits } from '../../../utils/history/retention/retention-rule.ts';
import { removeLeftovers, whileImporting } from '../../../utils/history/retention/remove-leftovers.ts';
import { projectSession } from '../../../utils/history/rows/session-projection.ts';
import { packRow, unpackRow } from '../../../utils/history/rows/stored-row.ts';
import { readSourceFiles } from '../../support/architecture/source-files.ts';
import { noFileStorage, openHistory, type OpenedHistory } from '../../support/history/open-history.ts';
import { aSample } from '../../support/samples.ts';
import { aSegment } from '../../support/segments.ts';
import { eventsOf } from '../../support/session-rows.ts';

const now = Date.UTC(2026, 10, 22);
const hour = 3_600_000;
const noLimit: RetentionLimits = { keepDays: null, keepSessions: null, keepMegabytes: null };
const end: SessionEventBody = { kind: 'session-ended', by: 'user', durationMs: 1000 };

/** The one name under which all contexts of a test open the history. */
let name: string;
let stored: Record<string, unknown>;

beforeEach(() => {
  name = `test-${String(Math.random())}`;
  stored = {};
});
afterEach(async () => {
  const { database } = openHistory(name);
  await database.delete();
});

/** Runs a page, a worker or a host that ends after so many writes: its later writes never happen. */
async function live(writes: number, act: (history: OpenedHistory, area: Area) => Promise<unknown>) {
  let left = writes;
  const write = () => {
    left -= 1;
    if (left < 0) throw new Error('this context has ended');
  };
  const begin = IDBDatabase.prototype.transaction;
  const spy = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
    this: IDBDatabase,
    ...args
  ) {
    if (args[1] === 'readwrite') write();
    return begin.apply(this, args);
  });
  const history = openHistory(name);
  try {
    await act(history, areaOf(write)).catch(() => undefined);
  } finally {
    spy.mockRestore();
    history.database.close();
  }
  return left >= 0;
}

type Area = ReturnType<typeof areaOf>;

function areaOf(write: () => void = () => undefined) {
  return {
    get: (key: string) => Promise.resolve({ [key]: stored[key] }),
    set(items: Record<string, unknown>) {
      write();
      Object.assign(stored, items);
      return Promise.resolve();
    },
  };
}

function maintain({ database, access }: OpenedHistory, area: Area, limits = noLimit): Promise<void> {
  const maintenance = createMaintenance({
    database,
    access,
    locks: navigator.locks,
    now: () => now,
    memory: createRetentionMemory(area),
    limits: () => Promise.resolve({ ...defaultSettings(), history: limits }),
    files: createRecordingFiles(noFileStorage),
    onError: (error) => expect.fail(String(error)),
  });
  maintenance.start();
  return maintenance.settled();
}

/**
 * Problems of the database: rows that belong to no session, and session rows that differ from their events.
 */
async function problems({ database }: OpenedHistory): Promise<string[]> {
  const { sessions, events, samples, sampleMinutes, segments } = database;
  const rows = new Map((await sessions.toArray()).map((row) => [row.id, unpackRow(row)]));
  const log = Map.groupBy(await events.toArray(), ({ sessionId }) => sessionId);
  const figures = [...(await samples.toArray()), ...(await sampleMinutes.toArray())];
  const ofSessions = [...figures, ...(await segments.toArray())];
  const owners = new Set([...log.keys(), ...ofSessions.map(({ sessionId }) => sessionId)]);
  const lost = [...owners].filter((id) => !rows.has(id)).map((id) => `${id} has no row`);
  const wrong = [...rows].filter(([id, row]) => !isDeepStrictEqual(projectSession(log.get(id) ?? []), row));
  const loose = (await samples.count()) > 0 ? ['samples are left loose'] : [];
  return [...lost, ...wrong.map(([id]) => `${id} is not what its events say`), ...loose];
}

const idsOf = ({ database }: OpenedHistory) => database.sessions.toCollection().primaryKeys();
const countsOf = ({ database }: OpenedHistory, id: string) =>
  Promise.all(
    [database.events, database.sampleMinutes].map((table) =>
      table.where(':id').between([id], [id, []]).count(),
    ),
  );

/** Finished sessions, an hour apart; the newest one ended just now. */
const someSessions = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    eventsOf(`session-${String(index)}`, now - (count - index) * hour, [{ kind: 'live', afterMs: 1 }, end]),
  );

async function put({ database }: OpenedHistory, log: SessionEvent[], minutes: PackedMinute[] = []) {
  const row = projectSession(log);
  if (row) await database.sessions.put(packRow(row));
  await database.events.bulkPut(log);
  await database.sampleMinutes.bulkPut(minutes);
}

async function fill(count: number): Promise<void> {
  const history = openHistory(name);
  for (const log of someSessions(count)) await put(history, log);
  history.database.close();
}

/** A session with more events and minutes than an import stores at a time. */
const largeSession = (id: string) => ({
  log: eventsOf(id, now - 2 * hour, [
    ...Array.from({ length: 250 }, () => ({ kind: 'stop-requested' as const })),
    end,
  ]),
  minutes: Array.from({ length: 130 }, (_, index) => {
    const at = now - 5 * hour + index * 60_000;
    return packMinute(id, minuteOf(at), [aSample({ sessionId: id, at })]);
  }),
});

async function exported(ids: string[]): Promise<Blob> {
  const elsewhere = openHistory();
  for (const { log, minutes } of ids.map(largeSession)) await put(elsewhere, log, minutes);
  const mask = { addresses: false, microphones: false, servers: false };
  const { content } = await elsewhere.export({ sessionIds: ids, format: 'json', mask });
  await elsewhere.database.delete();
  return content;
}

/**
 * A piece of work that writes in several steps: its beginning, and what has to hold however early it is cut
 * off.
 */
interface Steps {
  before(): Promise<void>;
  /** The limits of the history; none where absent. */
  limits?: RetentionLimits;
  act(history: OpenedHistory, area: Area): Promise<unknown>;
  after(history: OpenedHistory): Promise<void>;
}

const limits: RetentionLimits = { ...noLimit, keepSessions: 5 };
const none = () => Promise.resolve();
let file: Blob;

const table: Record<string, Steps> = {
  'taking in a file': {
    async before() {
      file = await exported(['one', 'two']);
    },
    act: (history) => history.takeIn(file),
    async after(history) {
      for (const id of await idsOf(history)) expect(await countsOf(history, id)).toEqual([251, 130]);
      // What the first import did not store, the second one does.
      await history.takeIn(file);
      expect(await idsOf(history)).toEqual(['one', 'two']);
      expect(await problems(history)).toEqual([]);
    },
  },
  'removing many sessions': {
    before: () => fill(45),
    act: (history) => history.remove(Array.from({ length: 41 }, (_, index) => `session-${String(index)}`)),
    async after(history) {
      expect(await idsOf(history)).toEqual(expect.arrayContaining(['session-41', 'session-44']));
    },
  },
  'removing everything': { before: () => fill(3), act: (history) => history.removeAll(), after: none },
  'removing what is beyond a limit just lowered': {
    async before() {
      await fill(45);
      await createRetentionMemory(areaOf()).save({
        limits: noLimit,
        dayBegan: now,
        sessionsThen: 45,
        removedSince: 0,
      });
    },
    limits,
    act: (history, area) => maintain(history, area, limits),
    async after(history) {
      // Even after a cut it is remembered that the limit was lowered.
      expect(await idsOf(history)).toHaveLength(5);
    },
  },
  'removing a tenth of what is beyond the limits': {
    before: () => fill(45),
    limits,
    act: (history, area) => maintain(history, area, limits),
    async after(history) {
      expect((await idsOf(history)).length).toBeGreaterThanOrEqual(41);
    },
  },
  'packing the figures of a session': {
    async before() {
      const history = openHistory(name);
      await put(history, eventsOf('one', now - hour, [{ kind: 'live', afterMs: 1 }, end]));
      history.database.close();
    },
    async act({ database, access }) {
      const store = createSampleStore(database, access);
      for (let second = 0; second < 150; second += 30) {
        store.add(aSample({ sessionId: 'one', at: now - hour + second * 1000 }));
      }
      store.finish();
      await store.settled();
    },
    after: none,
  },
  'storing the events of a session': {
    before: none,
    async act(history) {
      const log = eventsOf('one', now - hour, [
        { kind: 'live', afterMs: 1 },
        { kind: 'stop-requested' },
        end,
      ]);
      for (const event of log) await history.storeEvents([event]);
    },
    after: none,
  },
  'storing the text of a session': {
    before: () => fill(2),
    async act({ segments, remove }) {
      await segments.put('session-0', [aSegment(), aSegment({ id: 'interim' })]);
      await segments.correct('session-0', aSegment().id, 'corrected');
      await segments.put('session-0', [aSegment({ id: 'interim', text: '' })]);
      await segments.put('session-1', [aSegment()]);
      await remove(['session-1']);
      await segments.put('session-1', [aSegment()]);
    },
    after: none,
  },
  'ending a session whose browser has ended': {
    before: none,
    async act(history) {
      await history.storeEvents(eventsOf('one', now - hour, [{ kind: 'live', afterMs: 1 }]));
      await history.appendWorkerEvents('one', now, [{ kind: 'worker-resumed' }, end]);
    },
    after: none,
  },
};

describe('a history is whole after the next maintenance, wherever it was cut off', () => {
  it.each(Object.entries(table))('%s', async (_, { before, limits: kept, act, after }) => {
    for (let writes = 0; ; writes += 1) {
      await before();
      const hasFinished = await live(writes, act);
      const history = openHistory(name);
      await maintain(history, areaOf(), kept);
      expect(await problems(history), `after ${String(writes)} writes`).toEqual([]);
      await after(history);
      await history.database.delete();
      stored = {};
      if (hasFinished) break;
    }
  });
});

it('what belongs to no session stays while a page takes in a file, and goes when that is closed', async () => {
  const history = openHistory(name);
  await history.database.events.bulkPut(largeSession('one').log);
  const closed = Promise.withResolvers<undefined>();
  const page = whileImporting(navigator.locks, () => closed.promise);
  await maintain(history, areaOf());
  expect(await history.database.events.count()).toBe(251);
  closed.resolve(undefined);
  await page;
  await maintain(history, areaOf());
  expect(await history.database.events.count()).toBe(0);
});

it('a session that begins while leftovers are removed stays, whenever it does', async () => {
  for (let turns = 0; turns < 25; turns += 1) {
    const history = openHistory(name);
    for (const log of someSessions(2)) await put(history, log);
    await history.database.events.bulkPut(largeSession('lost').log);
    const sweeping = removeLeftovers(history.database, navigator.locks);
    for (let turn = 0; turn < turns; turn += 1) await history.database.samples.count();
    await history.storeEvents(eventsOf('new', now, [{ kind: 'live', afterMs: 1 }]));
    await sweeping;
    expect(await idsOf(history), `after ${String(turns)} turns`).toEqual(['new', 'session-0', 'session-1']);
    expect(await problems(history)).toEqual([]);
    await history.database.delete();
  }
});

it('the figures of a session that runs stay where its row is not there yet', async () => {
  const history = openHistory(name);
  await put(history, eventsOf('other', now, [end]));
  await history.database.sampleMinutes.bulkPut(largeSession('running').minutes);
  await history.database.samples.put(aSample({ sessionId: 'running', at: now }));
  await removeLeftovers(history.database, navigator.locks);
  expect(await history.database.sampleMinutes.count()).toBe(130);
});

describe('whatever writes to the database', () => {
  /** Files that write, each with the lines of the table above that cut it off. */
  const writers: Record<string, string> = {
    'create-history.ts': 'removing everything',
    'event-store.ts': 'storing the events of a session',
    'fold-samples.ts': 'packing the figures of a session',
    'import-sessions.ts': 'taking in a file',
    'remove-sessions.ts': 'removing many sessions',
    // Texts of one session after the other, which are all that goes.
    'remove-old-transcripts.ts': '',
    'segment-store.ts': 'storing the text of a session',
    // A request is stored, or takes the place of another one, in a single write.
    'backfill-store.ts': '',
    'sample-store.ts': 'packing the figures of a session',
    // The upgrade writes in a single transaction.
    'database.ts': '',
  };
  const isWriting =
    /\b(sessions|events|samples|sampleMinutes|table|of\w+)\.(put|add|clear|delete|bulkPut|bulkAdd|bulkDelete)\(|'rw'/;

  it('is cut off above', () => {
    const found = [...readSourceFiles().values()]
      .filter(({ path, syntax }) => path.startsWith('utils/history/') && isWriting.test(syntax.text))
      .map(({ path }) => path.split('/').at(-1) ?? path);
    expect(
      found.filter((file) => !(file in writers)),
      'cut these off in a line of the table above',
    ).toEqual([]);
    expect(Object.values(writers).filter((line) => line !== '' && !(line in table))).toEqual([]);
  });
});

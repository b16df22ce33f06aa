import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dayMs } from '../../../../utils/domain/bounds/bounds.ts';
import { defaultSettings } from '../../../../utils/domain/settings/settings.ts';
import { createRecordingFiles } from '../../../../utils/history/recordings/recording-files.ts';
import { createMaintenance } from '../../../../utils/history/retention/maintenance.ts';
import type { RetentionMemory } from '../../../../utils/history/retention/retention-rule.ts';
import { packRow } from '../../../../utils/history/rows/stored-row.ts';
import { createFakeFileStorage } from '../../../support/fakes/fake-file-storage.ts';
import { openHistory, type OpenedHistory } from '../../../support/history/open-history.ts';
import { aSegment } from '../../../support/segments.ts';
import { aRow, eventsOf } from '../../../support/session-rows.ts';

const right = Date.UTC(2026, 10, 22);

let history: OpenedHistory;
let disk: ReturnType<typeof createFakeFileStorage>;
beforeEach(() => {
  history = openHistory();
  disk = createFakeFileStorage();
  for (const [name, fake] of Object.entries(disk.classes)) vi.stubGlobal(name, fake);
});
afterEach(() => history.database.delete());

/** A session with its log, a text and a recording that ended at this moment. */
async function past(id: string, endedAt: number): Promise<void> {
  const { database } = history;
  await database.sessions.put(
    packRow(aRow({ id, startedAt: endedAt - 60_000, lastEventAt: endedAt, outcome: 'stopped' })),
  );
  await database.events.bulkPut(eventsOf(id, endedAt - 60_000, [{ kind: 'stop-requested' }]));
  await history.segments.put(id, [aSegment({ spokenFrom: endedAt - 30_000 })]);
  const parts = [{ name: '1000.opus', points: [{ seconds: 0, at: endedAt - 60_000 }] }];
  await database.recordings.put({ sessionId: id, keep: 'until-delivered', isKept: false, parts });
  disk.put(id, '1000.opus', new Uint8Array(9), endedAt);
}

async function maintainAt(now: number): Promise<void> {
  const settings = defaultSettings();
  let memory: RetentionMemory | null = null;
  const maintenance = createMaintenance({
    database: history.database,
    access: history.access,
    files: createRecordingFiles(disk.storage),
    limits: () =>
      Promise.resolve({
        ...settings,
        history: { ...settings.history, keepDays: 30 },
        transcript: { keep: true, keepDays: 7 },
      }),
    memory: {
      load: () => Promise.resolve(memory),
      save(next) {
        memory = next;
        return Promise.resolve();
      },
    },
    locks: navigator.locks,
    now: () => now,
    onError: (error) => expect.fail(String(error)),
  });
  maintenance.start();
  await maintenance.settled();
}

async function left() {
  const { database } = history;
  const segments = await database.segments.toArray();
  return {
    sessions: await database.sessions.toCollection().primaryKeys(),
    texts: [...new Set(segments.map(({ sessionId }) => sessionId))].sort(),
    recordings: disk.names().toSorted(),
  };
}

const days = (count: number) => `${Math.abs(count)} days ${count < 0 ? 'behind' : 'ahead'}`;
/** Days by which a clock is wrong: dead batteries, other calendars, mistyped years, and just beyond what may be a holiday. */
const wrong = [-20_000, -3653, -730, -400, -31, 32, 60, 365, 730, 3653, 40_000];

describe('a maintenance while the clock is wrong', () => {
  const ids = ['last week', 'month ago', 'today', 'yesterday'];
  beforeEach(async () => {
    await past('month ago', right - 25 * dayMs);
    await past('last week', right - 6 * dayMs);
    await past('yesterday', right - dayMs);
    await past('today', right);
    await history.database.recordings.update('month ago', { isKept: true });
  });

  it.each(wrong.map((count) => [days(count), count]))('%s removes nothing', async (_, count) => {
    const before = await left();
    await maintainAt(right + count * dayMs);
    expect(await left()).toEqual(before);
    expect(before).toEqual({ sessions: ids, texts: ids, recordings: ids });
  });

  it.each(wrong.map((count) => [days(count), count]))(
    '%s removes nothing either where a session began by that clock',
    async (_, count) => {
      await past('by the wrong clock', right + count * dayMs);
      const before = await left();
      await maintainAt(right + count * dayMs + 60_000);
      expect(await left()).toEqual(before);
    },
  );

  it('lets the next one, by the right clock, remove what is old', async () => {
    await past('by the wrong clock', right + 730 * dayMs);
    await maintainAt(right + 730 * dayMs);
    await maintainAt(right + 2 * dayMs);
    expect(await left()).toEqual({
      sessions: ['by the wrong clock', ...ids],
      texts: ['by the wrong clock', 'today', 'yesterday'],
      recordings: ['by the wrong clock', 'month ago', 'today', 'yesterday'],
    });
  });
});

it('the recording and the text of the only session there is go when their days have passed', async () => {
  await past('only', right);
  await maintainAt(right + 9 * dayMs);
  expect(await left()).toEqual({ sessions: ['only'], texts: [], recordings: [] });
});

import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultSettings, type Settings } from '../../../utils/domain/settings/settings.ts';
import { createRecordingFiles } from '../../../utils/history/recordings/recording-files.ts';
import { createMaintenance } from '../../../utils/history/retention/maintenance.ts';
import type { RetentionMemory } from '../../../utils/history/retention/retention-rule.ts';
import { applyRetention } from '../../../utils/history/retention/retention.ts';
import { packRow } from '../../../utils/history/rows/stored-row.ts';
import { generateHistory } from '../../support/history/generate-history.ts';
import { noFileStorage, openHistory, type OpenedHistory } from '../../support/history/open-history.ts';
import { aSample } from '../../support/samples.ts';
import { aSegment } from '../../support/segments.ts';
import { aRow, eventsOf } from '../../support/session-rows.ts';

const now = Date.UTC(2026, 10, 22);
const day = 86_400_000;
const noLimit: Settings['history'] = { keepDays: null, keepSessions: null, keepMegabytes: null };

let history: OpenedHistory;
beforeEach(() => {
  history = openHistory();
});
afterEach(() => history.database.delete());

const idsLeft = async () => (await history.summaries({})).map(({ id }) => id);

/** Generated sessions with all their rows; the last one runs for ten hours. */
function someSessions(sessions: number) {
  return [
    ...generateHistory({ seed: 3, sessions, eventsPerSession: 30, samplesPerSession: 90, endsAt: now }),
  ];
}

async function countOf(sessionId: string): Promise<number> {
  const { events, samples, sampleMinutes, segments } = history.database;
  const tables = [events, samples, sampleMinutes, segments];
  const rows = await Promise.all(tables.map((table) => table.toArray() as Promise<{ sessionId: string }[]>));
  return rows.flat().filter((row) => row.sessionId === sessionId).length;
}

describe('removing sessions', () => {
  it('takes everything with them and leaves the others alone', async () => {
    const made = someSessions(5);
    await history.fill(made);
    await history.segments.put('session-1', [aSegment()]);
    await history.segments.put('session-3', [aSegment()]);
    await history.remove(['session-1', 'session-3']);
    expect((await idsLeft()).sort()).toEqual(['session-0', 'session-2', 'ten-hours']);
    expect(await countOf('session-1')).toBe(0);
    expect(await history.segments.read('session-1')).toEqual([]);
    const [kept] = made;
    expect(await countOf('session-0')).toBe((kept?.events.length ?? 0) + (kept?.minutes.length ?? 0));
  });

  it('goes in small steps, reports its progress, and ends early where it is aborted', async () => {
    const rows = Array.from({ length: 50 }, (_, index) =>
      aRow({ id: `s${String(index)}`, startedAt: index }),
    );
    await history.database.sessions.bulkPut(rows.map(packRow));
    const aborter = new AbortController();
    const told: [number, number][] = [];
    await history.remove(
      rows.map(({ id }) => id),
      {
        signal: aborter.signal,
        onProgress(done, total) {
          told.push([done, total]);
          if (done >= 40) aborter.abort();
        },
      },
    );
    expect(told).toEqual([
      [20, 50],
      [40, 50],
    ]);
    expect(await history.database.sessions.count()).toBe(10);
  });

  it('of everything leaves nothing', async () => {
    await history.fill(someSessions(4));
    await history.database.samples.put(aSample());
    await history.segments.put('session-0', [aSegment()]);
    expect((await history.usage()).segments.count).toBe(1);
    expect((await history.usage()).events.count).toBeGreaterThan(0);
    await history.removeAll();
    for (const table of history.database.tables) expect(await table.count()).toBe(0);
    expect(await history.usage()).toMatchObject({
      sessions: { count: 0, bytes: 0 },
      events: { count: 0, bytes: 0 },
      samples: { count: 0, bytes: 0 },
      segments: { count: 0, bytes: 0 },
      recordings: { count: 0, bytes: 0 },
    });
  });

  it('of everything leaves a session that runs, with what is its own', async () => {
    await history.fill(someSessions(4));
    await history.storeEvents(eventsOf('running', now, [{ kind: 'live', afterMs: 1 }]));
    await history.database.samples.put(aSample({ sessionId: 'running' }));
    await history.segments.put('running', [aSegment()]);
    await history.segments.put('session-0', [aSegment()]);
    await history.removeAll();
    expect(await idsLeft()).toEqual(['running']);
    expect(await countOf('running')).toBe(3);
    expect(await history.database.sampleMinutes.count()).toBe(0);
  });
});

describe('what is stored', () => {
  it('is reported by kind: exact counts, estimated bytes', async () => {
    const made = someSessions(6);
    await history.fill(made);
    const { sessions, events, samples, stored } = await history.usage();
    expect(sessions.count).toBe(6);
    expect(events.count).toBe(made.reduce((sum, session) => sum + session.events.length, 0));
    const exact = JSON.stringify(made.flatMap((session) => session.events)).length;
    expect(events.bytes / exact).toBeGreaterThan(0.7);
    expect(events.bytes / exact).toBeLessThan(1.4);
    expect(samples.bytes).toBeGreaterThan(36_000 * 22);
    expect(stored).toBe(1_000_000);
  });
});

/** A retention memory whose last limits are these; a lower limit counts as just lowered. */
function memoryOf(limits: Settings['history'] | null) {
  let memory: RetentionMemory | null =
    limits === null ? null : { limits, dayBegan: now, sessionsThen: 0, removedSince: 0 };
  return {
    load: () => Promise.resolve(memory),
    save(next: RetentionMemory) {
      memory = next;
      return Promise.resolve();
    },
  };
}

describe('the limits of the history', () => {
  const ages = [0, 1, 5, 30, 400];
  const idOf = (age: number) => `${String(age)}-days`;
  /** Fills the history with a session a day, each of four kilobytes. */
  async function fillDays(): Promise<void> {
    for (const age of ages) {
      const row = aRow({ id: idOf(age), startedAt: now - age * day });
      await history.database.sessions.put(packRow(row));
      const bodies = Array.from({ length: 20 }, () => ({ kind: 'stop-requested' as const }));
      await history.database.events.bulkPut(eventsOf(row.id, row.startedAt, bodies));
    }
  }

  it.each<[string, Partial<Settings['history']>, number[]]>([
    ['none: everything stays', {}, [0, 1, 5, 30, 400]],
    ['by age', { keepDays: 10 }, [0, 1, 5]],
    ['by count', { keepSessions: 2 }, [0, 1]],
    ['by size', { keepMegabytes: 0.012 }, [0, 1, 5]],
    ['by all three: the strictest holds', { keepDays: 100, keepSessions: 3, keepMegabytes: 0.009 }, [0, 1]],
    ['smaller than one session: the newest stays', { keepMegabytes: 0.001 }, [0]],
  ])('hold at once where they were just lowered: %s', async (_, limits, kept) => {
    await fillDays();
    await applyRetention(history.database, { ...noLimit, ...limits }, memoryOf(noLimit), now);
    expect(await idsLeft()).toEqual(kept.map(idOf));
  });

  it('take one a day of a few sessions, where nobody has lowered them', async () => {
    await fillDays();
    const limits = { ...noLimit, keepSessions: 2 };
    const memory = memoryOf(null);
    for (const kept of [4, 4, 3, 2, 2]) {
      await applyRetention(history.database, limits, memory, now + (4 - kept) * day);
      expect(await idsLeft()).toHaveLength(kept);
    }
  });

  it('leave a session that runs, however old its clock makes it', async () => {
    await fillDays();
    const running = aRow({
      id: 'running',
      startedAt: 0,
      lastEventAt: 1000,
      outcome: 'running',
      endedAt: null,
    });
    await history.database.sessions.put(packRow(running));
    await applyRetention(history.database, { ...noLimit, keepDays: 10 }, memoryOf(noLimit), now);
    expect(await idsLeft()).toContain('running');
  });

  it('are a year, ten thousand sessions and half a gigabyte until somebody says otherwise', () => {
    expect(defaultSettings().history).toEqual({ keepDays: 365, keepSessions: 10_000, keepMegabytes: 500 });
  });

  it('hold after a session has ended, and what a host left behind is packed', async () => {
    await fillDays();
    await history.database.samples.put(aSample({ sessionId: '0-days', at: now }));
    const onError = vi.fn();
    const maintenance = createMaintenance({
      database: history.database,
      access: history.access,
      now: () => now,
      onError,
      locks: navigator.locks,
      memory: memoryOf(null),
      limits: () => Promise.resolve({ ...defaultSettings(), history: { ...noLimit, keepDays: 365 } }),
      files: createRecordingFiles(noFileStorage),
    });
    maintenance.start();
    maintenance.start();
    await maintenance.settled();
    expect(await idsLeft()).toEqual([0, 1, 5, 30].map(idOf));
    expect(await history.database.samples.count()).toBe(0);
    expect(await history.database.sampleMinutes.count()).toBe(1);
    expect(onError).not.toHaveBeenCalled();
  });

  it('are not applied where there is no history', async () => {
    const onError = vi.fn();
    const limits = vi.fn(() => Promise.resolve(defaultSettings()));
    const access = { status: () => Promise.resolve('broken' as const) };
    const maintenance = createMaintenance({
      database: history.database,
      access,
      now: () => now,
      onError,
      limits,
      files: createRecordingFiles(noFileStorage),
      memory: memoryOf(null),
      locks: navigator.locks,
    });
    maintenance.start();
    await maintenance.settled();
    expect(limits).not.toHaveBeenCalled();
    expect(onError).not.toHaveBeenCalled();
  });
});

import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Sample } from '../../../utils/domain/samples/sample.ts';
import {
  openHistoryDatabase,
  openSampleDatabase,
  type HistoryDatabase,
} from '../../../utils/history/database/database.ts';
import { packMinute } from '../../../utils/history/rows/packed-minute.ts';
import { foldLeftSamples, foldSamples } from '../../../utils/history/samples/fold-samples.ts';
import { createSampleReader } from '../../../utils/history/samples/sample-reader.ts';
import { createSampleStore } from '../../../utils/history/samples/sample-store.ts';
import { aSample } from '../../support/samples.ts';

const begin = 29_000_000 * 60_000;
const open = { ready: () => Promise.resolve() };

describe('samples', () => {
  let database: HistoryDatabase;
  const read = (sessionId: string, points: number, from?: number, to?: number) =>
    createSampleReader(database).series(sessionId, {
      points,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    });

  beforeEach(() => {
    database = openHistoryDatabase(`test-${String(Math.random())}`);
  });
  afterEach(() => database.delete());

  it('of more than a day are all read, though not in one go', async () => {
    const minutes = Array.from({ length: 1500 }, (_, index) =>
      packMinute('one', 29_000_000 + index, [aSample({ at: begin + index * 60_000 })]),
    );
    await database.sampleMinutes.bulkPut(minutes);
    expect((await read('one', 100)).samples).toBe(1500);
  });

  it('are written by the host without a message to other contexts, which are told of every other write', async () => {
    // Creating a database counts as a change of everything.
    await database.open();
    const onMutated = vi.fn();
    Dexie.on('storagemutated', onMutated);
    try {
      const hosts = openSampleDatabase(database.name);
      const store = createSampleStore(hosts, open);
      store.add(aSample({ at: begin }));
      store.add(aSample({ at: begin + 60_000 }));
      store.finish();
      await store.settled();
      hosts.close();
      expect((await read('one', 10_000)).samples).toBe(2);
      expect(onMutated).not.toHaveBeenCalled();
      await database.samples.put(aSample({ at: begin }));
      expect(onMutated).toHaveBeenCalledTimes(1);
    } finally {
      Dexie.on.storagemutated.unsubscribe(onMutated);
    }
  });

  it('are one row a second, and one a minute for every minute that is over', async () => {
    const store = createSampleStore(database, open);
    for (let second = 0; second < 150; second += 1) {
      store.add(aSample({ at: begin + second * 1000 }));
      await store.settled();
    }
    expect(await database.samples.count()).toBe(30);
    expect((await database.sampleMinutes.toArray()).map(({ count }) => count)).toEqual([60, 60]);
    store.finish();
    await store.settled();
    expect(await database.samples.count()).toBe(0);
    expect(await database.sampleMinutes.count()).toBe(3);
    expect((await read('one', 10_000)).samples).toBe(150);
  });

  it('are written two at a time, so that of a host that is killed at most the last is missing', async () => {
    const store = createSampleStore(database, open);
    const writes = vi.spyOn(database.samples, 'bulkPut');
    for (let second = 0; second < 50; second += 1) {
      store.add(aSample({ at: begin + second * 1000 }));
      await store.settled();
      const stored = await database.samples.toArray();
      expect(second + 1 - stored.length).toBeLessThanOrEqual(1);
    }
    expect(writes).toHaveBeenCalledTimes(25);
  });

  it('are all there in the end, at whatever moments they come and whichever sessions they are of', async () => {
    const moments = fc.array(
      fc.record({ afterMs: fc.integer({ min: 1, max: 45_000 }), ends: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 40,
      },
    );
    await fc.assert(
      fc.asyncProperty(moments, async (all) => {
        await Promise.all([database.samples.clear(), database.sampleMinutes.clear()]);
        const store = createSampleStore(database, open);
        const given = new Map<string, number>();
        let at = begin;
        let session = 0;
        for (const { afterMs, ends } of all) {
          at += afterMs;
          const sessionId = `session-${String(session)}`;
          store.add(aSample({ sessionId, at }));
          given.set(sessionId, (given.get(sessionId) ?? 0) + 1);
          if (!ends) continue;
          store.finish();
          session += 1;
        }
        store.finish();
        await store.settled();
        expect(await database.samples.count()).toBe(0);
        for (const [sessionId, count] of given) expect((await read(sessionId, 10_000)).samples).toBe(count);
      }),
      { numRuns: 30 },
    );
  });

  it('are let go while the database takes none, and the next are written', async () => {
    let isOpen = false;
    const ready = () => (isOpen ? Promise.resolve() : Promise.reject(new Error('blocked')));
    const store = createSampleStore(database, { ready });
    const second = async (n: number) => {
      store.add(aSample({ at: begin + n * 1000 }));
      await store.settled();
    };
    await second(0);
    await second(1);
    isOpen = true;
    await second(2);
    await second(3);
    expect((await database.samples.toArray()).map(({ at }) => at)).toEqual([begin + 2000, begin + 3000]);
  });

  it('do not pile up in memory while the database hangs', () => {
    const store = createSampleStore(database, { ready: () => new Promise<void>(() => undefined) });
    for (let second = 0; second < 1000; second += 1) store.add(aSample({ at: begin + second }));
    expect(store.waiting()).toBe(120);
  });

  it('that a host left behind are folded', async () => {
    await database.samples.bulkPut(
      ['one', 'two', 'three'].flatMap((sessionId) => [
        aSample({ sessionId, at: begin }),
        aSample({ sessionId, at: begin + 60_000 }),
      ]),
    );
    await foldLeftSamples(database);
    expect(await database.samples.count()).toBe(0);
    expect(await database.sampleMinutes.count()).toBe(6);
  });

  it('of a minute that two hosts wrote are all kept', async () => {
    await database.samples.put(aSample({ at: begin + 1000, bitrate: 1000 }));
    await foldSamples(database, 'one');
    await database.samples.put(aSample({ at: begin + 9000, bitrate: 9000 }));
    await foldSamples(database, 'one');
    expect((await read('one', 100)).figures.bitrate.mean.filter((value) => value !== null)).toEqual([
      1000, 9000,
    ]);
  });

  it('are read as a few hundred points in which every spike is seen', async () => {
    const store = createSampleStore(database, open);
    for (let second = 0; second < 1200; second += 1) {
      store.add(aSample({ at: begin + second * 1000, roundTripTime: second === 777 ? 2 : 0.02 }));
      await store.settled();
    }
    const { at, bucketMs, figures, samples } = await read('one', 100);
    expect(samples).toBe(1200);
    expect(at).toHaveLength(100);
    expect(bucketMs).toBeGreaterThanOrEqual(11_990);
    expect(Math.max(...figures.roundTripTime.max.filter((value) => value !== null))).toBeCloseTo(2);
    expect(Math.max(...figures.roundTripTime.min.filter((value) => value !== null))).toBeCloseTo(0.02);
  });

  it('are read of a part of the time alone, down to the second', async () => {
    await database.samples.bulkPut(
      Array.from({ length: 50 }, (_, second) => aSample({ at: begin + second * 1000 })),
    );
    const { at, samples } = await read('one', 100, begin + 10_000, begin + 19_000);
    expect(samples).toBe(10);
    expect(at).toHaveLength(10);
  });

  it('are nothing where there are none, and null where nothing was known', async () => {
    expect((await read('nobody', 100)).samples).toBe(0);
    await database.samples.bulkPut([
      aSample({ at: begin, roundTripTime: null }),
      aSample({ at: begin + 2000, roundTripTime: 0.5 }),
    ]);
    expect((await read('one', 100)).figures.roundTripTime.mean).toEqual([null, null, 0.5]);
  });

  it('have the same mean, least and most, packed or loose, in whatever buckets', async () => {
    const values = fc.array(fc.option(fc.integer({ min: 0, max: 60_000 })), { minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(values, fc.integer({ min: 1, max: 300 }), async (bitrates, points) => {
        await Promise.all([database.samples.clear(), database.sampleMinutes.clear()]);
        const all: Sample[] = bitrates.map((bitrate, second) =>
          aSample({ at: begin + second * 1000, bitrate: bitrate === null ? null : bitrate * 100 }),
        );
        await database.samples.bulkPut(all);
        const loose = await read('one', points);
        await foldSamples(database, 'one');
        const packed = await read('one', points);
        expect(packed.at).toEqual(loose.at);
        expect(packed.figures.bitrate).toEqual(loose.figures.bitrate);
        const known = bitrates.filter((bitrate) => bitrate !== null).map((bitrate) => bitrate * 100);
        const most = packed.figures.bitrate.max.filter((value) => value !== null);
        const least = packed.figures.bitrate.min.filter((value) => value !== null);
        // Without values, both are infinite.
        expect(Math.max(...most)).toBe(Math.max(...known));
        expect(Math.min(...least)).toBe(Math.min(...known));
      }),
      { numRuns: 30 },
    );
  });
});

import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import fc from 'fast-check';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { longestSegment } from '../../../../utils/domain/bounds/bounds.ts';
import { segmentSchema } from '../../../../utils/domain/transcript/segment.ts';
import { packRow } from '../../../../utils/history/rows/stored-row.ts';
import { arbitraryOf } from '../../../support/arbitrary-of-schema.ts';
import { openHistory, type OpenedHistory } from '../../../support/history/open-history.ts';
import { readFirstSegments, readSegments } from '../../../../utils/history/transcript/read-segments.ts';
import { aSegment } from '../../../support/segments.ts';
import { aRow, eventsOf } from '../../../support/session-rows.ts';

let history: OpenedHistory;

beforeEach(async () => {
  history = openHistory();
  for (const id of ['one', 'other']) await history.database.sessions.put(packRow(aRow({ id })));
});
afterEach(() => history.database.delete());

describe('a segment', () => {
  it('comes back from the database as it was stored, whatever it holds within the bounds', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryOf(segmentSchema), async (segment) => {
        fc.pre(segment.text !== '');
        await history.database.segments.clear();
        await history.segments.put('one', [segment]);
        expect(await history.segments.read('one')).toEqual([segment]);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['a text of one character too many', { text: 'x'.repeat(longestSegment + 1) }],
    ['an empty id', { id: '' }],
    ['a moment that no calendar has', { spokenFrom: 1e18 }],
    ['a source that does not exist', { source: 'dream' }],
    ['a member that no segment has', { html: '<b>' }],
  ])('is none with %s', (_, changes) => {
    expect(v.is(segmentSchema, { ...aSegment(), ...changes })).toBe(false);
  });
});

describe('a transcript', () => {
  it('is read in the order in which it was spoken, whatever the order in which it came', async () => {
    await history.segments.put('one', [aSegment({ id: 'b', spokenFrom: 9000 })]);
    await history.segments.put('one', [
      aSegment({ id: 'c', spokenFrom: 12_000 }),
      aSegment({ id: 'a', spokenFrom: 100 }),
    ]);
    await history.segments.put('other', [aSegment({ id: 'a', spokenFrom: 1 })]);
    expect((await history.segments.read('one')).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(await history.segments.read('other')).toHaveLength(1);
  });

  it('is read whole and in order page by page, however many segments were spoken at one moment', async () => {
    const moments = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(moments, fc.integer({ min: 1, max: 9 }), async (times, rowsAtOnce) => {
        await history.database.segments.clear();
        const segments = times.map((spokenFrom, index) => aSegment({ id: String(index), spokenFrom }));
        await history.segments.put('one', segments);
        const read = await readSegments(history.database, 'one', { rowsAtOnce });
        expect(read.map(({ id }) => Number(id)).toSorted((one, other) => one - other)).toEqual([
          ...times.keys(),
        ]);
        expect(read.map(({ spokenFrom }) => spokenFrom)).toEqual(times.toSorted((one, other) => one - other));
      }),
      { numRuns: 60 },
    );
  });

  it('is read no further once nobody wants it any more', async () => {
    await history.segments.put('one', [aSegment()]);
    await expect(history.segments.read('one', AbortSignal.abort())).rejects.toThrow('abort');
  });

  it('is read in part first: its oldest text, its newest, or that from a moment on', async () => {
    const moments = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 20 });
    const wanted = fc.oneof(
      fc.constantFrom('oldest' as const, 'newest' as const),
      fc.integer({ min: 0, max: 9 }),
    );
    await fc.assert(
      fc.asyncProperty(moments, wanted, fc.integer({ min: 1, max: 9 }), async (times, first, count) => {
        await history.database.segments.clear();
        await history.segments.put(
          'one',
          times.map((spokenFrom, index) => aSegment({ id: String(index), spokenFrom })),
        );
        const { segments, isAll } = await readFirstSegments(history.database, 'one', first, count);
        const sorted = times.toSorted((one, other) => one - other);
        const from = sorted.filter((each) => typeof first !== 'number' || each >= first);
        const expected = first === 'newest' ? from.slice(-count) : from.slice(0, count);
        expect(segments.map(({ spokenFrom }) => spokenFrom)).toEqual(expected);
        if (isAll) expect(segments).toHaveLength(times.length);
        if (first !== 'newest' && typeof first !== 'number') expect(isAll).toBe(times.length < count);
      }),
      { numRuns: 60 },
    );
  });

  it('has a segment once however often it comes, and its newest text', async () => {
    await history.segments.put('one', [aSegment({ text: 'one tow', isFinal: false })]);
    await history.segments.put('one', [aSegment({ text: 'one two' })]);
    await history.segments.put('one', [aSegment({ text: 'one two' })]);
    expect(await history.segments.read('one')).toEqual([aSegment({ text: 'one two' })]);
  });

  it('loses a segment that comes again without a text', async () => {
    await history.segments.put('one', [aSegment(), aSegment({ id: 'stays' })]);
    await history.segments.put('one', [aSegment({ text: '' })]);
    expect((await history.segments.read('one')).map(({ id }) => id)).toEqual(['stays']);
  });

  it('keeps a correction by hand beside the original, also where the server sends that again', async () => {
    await history.segments.put('one', [aSegment()]);
    await history.segments.correct('one', 'segment-1', 'one, two, three');
    await history.segments.put('one', [aSegment({ text: 'one to three' })]);
    const corrected = aSegment({ text: 'one to three', correction: 'one, two, three' });
    expect(await history.segments.read('one')).toEqual([corrected]);
    await history.segments.correct('one', 'segment-1', null);
    expect(await history.segments.read('one')).toEqual([aSegment({ text: 'one to three' })]);
    await history.segments.correct('one', 'unknown', 'nothing');
    expect(await history.segments.read('one')).toHaveLength(1);
  });

  it('is not stored for a session that the history does not have', async () => {
    expect(await history.segments.put('gone', [aSegment()])).toBe(false);
    expect(await history.database.segments.count()).toBe(0);
    expect(await history.segments.put('one', [aSegment()])).toBe(true);
  });
});

it('a database of version 3 keeps all it has, and has a place for transcripts', async () => {
  const name = `test-${String(Math.random())}`;
  const row = aRow({ id: 'old' });
  const old = new Dexie(name);
  old.version(3).stores({
    sessions: 'id, startedAt, lastEventAt, outcome',
    events: '[sessionId+writer+seq], [sessionId+at]',
    samples: '[sessionId+at]',
    sampleMinutes: '[sessionId+minute]',
    recordings: 'sessionId',
  });
  const recording = { sessionId: 'old', keep: 'always', isKept: true, parts: [] };
  const events = eventsOf('old', row.startedAt, [{ kind: 'stop-requested' }]);
  await old.table('sessions').put(packRow(row));
  await old.table('events').bulkPut(events);
  await old.table('recordings').put(recording);
  old.close();
  const upgraded = openHistory(name);
  expect(await upgraded.newest(10)).toEqual([row]);
  expect(await upgraded.events('old')).toEqual(events);
  expect(await upgraded.database.recordings.toArray()).toEqual([recording]);
  expect(await upgraded.segments.read('old')).toEqual([]);
  await upgraded.segments.put('old', [aSegment()]);
  expect(await upgraded.segments.read('old')).toEqual([aSegment()]);
  await upgraded.database.delete();
});

import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SessionEvent, SessionEventBody } from '../../../utils/domain/log/session-event.ts';
import { mostEvents } from '../../../utils/domain/log/event-weight.ts';
import { readEvents } from '../../../utils/history/database/read-events.ts';
import type { SessionQuery } from '../../../utils/history/catalogue/session-query.ts';
import { packRow } from '../../../utils/history/rows/stored-row.ts';
import { openHistory, type OpenedHistory } from '../../support/history/open-history.ts';
import { aRow } from '../../support/session-rows.ts';

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

const lost = { kind: 'recovery-began', cause: 'link-silent', lastHeardMsAgo: 1200 } as const;
const back = { kind: 'recovered', by: 'itself', attempts: 0 } as const;

describe('the history', () => {
  let history: OpenedHistory;

  beforeEach(() => {
    history = openHistory();
  });
  afterEach(() => history.database.delete());

  it('stores a batch, and answers with the last of the host', async () => {
    await expect(history.storeEvents(sessionEvents('one', 100, ended))).resolves.toBe(2);
    await expect(history.events('one')).resolves.toHaveLength(2);
  });

  it('gives a page the first of very many events, and the last, which show the end', async () => {
    const bodies = Array.from({ length: 1600 }, (): SessionEventBody => ({ kind: 'worker-resumed' }));
    await history.database.events.bulkPut(sessionEvents('one', 100, ...bodies, ended));
    const shown = await readEvents(history.database, 'one', 1000);
    expect(shown).toHaveLength(1000);
    expect([shown.at(899)?.seq, shown.at(900)?.seq]).toEqual([900, 1503]);
    expect(shown.at(-1)?.kind).toBe('session-ended');
    await expect(readEvents(history.database, 'one')).resolves.toHaveLength(1602);
  });

  it('stores each event once however often it comes, in any overlap', async () => {
    const events = sessionEvents('one', 100, { kind: 'live', afterMs: 5 }, { kind: 'stop-requested' }, ended);
    await history.storeEvents(events.slice(0, 3));
    await history.storeEvents(events.slice(1));
    await history.storeEvents(events);
    expect((await history.events('one')).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    await expect(history.newest(10)).resolves.toHaveLength(1);
  });

  it('restores name, profile and start of a session that was running when the history was deleted', async () => {
    const events = sessionEvents(
      'one',
      100,
      { kind: 'live', afterMs: 1 },
      { ...lost, interruption: 1 },
      { ...back, afterMs: 1, interruptedMs: 1 },
      ended,
    );
    const beginning = events.slice(0, 2).map(({ at }, index) => ({
      at,
      body: index === 0 ? started() : ({ kind: 'live', afterMs: 1 } as const),
    }));
    const asked: string[] = [];
    const mended = openHistory(history.database.name, (sessionId) => {
      asked.push(sessionId);
      return Promise.resolve(beginning);
    });
    await mended.storeEvents(events.slice(0, 2));
    expect(asked).toEqual([]);
    const whole = openHistory();
    await whole.storeEvents(events);
    const { eventCount: _, ...row } = (await whole.session('one')) ?? aRow();
    await whole.database.delete();

    await mended.database.delete();
    // The next open creates an empty database.
    await mended.storeEvents(events.slice(2, 3));
    await mended.storeEvents(events.slice(3));
    expect(await mended.session('one')).toMatchObject(row);
    expect(asked).toEqual(['one']);
    expect((await mended.events('one')).map(({ writer, kind }) => `${writer} ${kind}`)).toEqual([
      'worker session-started',
      'worker live',
      'host recovery-began',
      'host recovered',
      'host session-ended',
    ]);
    await mended.database.delete();
  });

  it.each(['nothing', 'no answer'])(
    'stores what comes where the beginning is lost for good: %s',
    async (what) => {
      const bare = openHistory(history.database.name, () =>
        what === 'nothing' ? Promise.resolve([]) : Promise.reject(new Error('it cannot be read')),
      );
      await expect(bare.storeEvents(sessionEvents('one', 100, ended).slice(1))).resolves.toBe(2);
      expect(await bare.session('one')).toMatchObject({ outcome: 'stopped' });
      bare.database.close();
    },
  );

  it('counts the interruptions of a session, once each however often they come', async () => {
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

  it('keeps a bounded log of a session, and of what is beyond its beginnings, losses, recoveries and ending', async () => {
    const late = (seq: number, body: SessionEventBody): SessionEvent => ({
      sessionId: 'one',
      writer: 'host',
      seq,
      at: 200 + seq,
      ...body,
    });
    await history.storeEvents(sessionEvents('one', 100));
    const batch = [
      late(mostEvents, { kind: 'mute-changed', muted: true }),
      late(mostEvents + 1, { kind: 'mute-changed', muted: false }),
      late(mostEvents + 2, { kind: 'live', afterMs: 5 }),
      late(mostEvents + 3, { ...lost, interruption: 1 }),
      late(mostEvents + 4, { ...back, afterMs: 300, interruptedMs: 300 }),
      late(mostEvents + 5, ended),
    ];
    // All of it is acknowledged, so that none of it is sent again.
    await expect(history.storeEvents(batch)).resolves.toBe(mostEvents + 5);
    expect((await history.events('one')).map(({ seq }) => seq)).toEqual([
      1,
      mostEvents,
      ...[2, 3, 4, 5].map((more) => mostEvents + more),
    ]);
    await expect(history.session('one')).resolves.toMatchObject({
      outcome: 'stopped',
      eventCount: 6,
      interruptions: 1,
      interruptedMs: 300,
    });
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

  it('gives the newest sessions first, and others as they are asked for', async () => {
    for (let index = 1; index <= 5; index += 1) {
      await history.storeEvents(sessionEvents(`session-${String(index)}`, index * 100, ended));
    }
    const newest = await history.newest(2);
    expect(newest.map(({ id }) => id)).toEqual(['session-5', 'session-4']);
    const others = await history.rows(['session-1', 'nowhere', 'session-3']);
    expect(others.map(({ id }) => id)).toEqual(['session-1', 'session-3']);
  });

  it('reports changes until the unsubscribe, many small ones as one', async () => {
    const follow = vi.fn();
    const stop = history.onChange(follow);
    await settled();
    await history.storeEvents(sessionEvents('one', 100));
    await vi.waitFor(() => expect(follow).toHaveBeenCalled());
    const ids = Array.from({ length: 100 }, (_, index) => `s${String(index)}`);
    for (const id of ids) await history.storeEvents(sessionEvents(id, 200, ended));
    await vi.waitFor(async () => expect(await history.newest(200)).toHaveLength(101));
    await settled();
    follow.mockClear();
    await history.remove(ids);
    await settled();
    expect(follow.mock.calls.length).toBeLessThanOrEqual(2);
    expect(follow).toHaveBeenCalled();
    stop();
    follow.mockClear();
    await history.storeEvents(sessionEvents('two', 100));
    await settled();
    expect(follow).not.toHaveBeenCalled();
  });

  /** Waits until the database has told of a change. */
  async function settled(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await history.newest(1);
  }
});

describe('searching', () => {
  const at = (hour: number) => Date.UTC(2026, 10, 22, hour);
  const rows = [
    aRow({ id: 'a', startedAt: at(1), profileName: 'Studio', microphone: 'Headset', quality: 0.5 }),
    aRow({ id: 'b', startedAt: at(2), profileName: 'スタジオ', microphone: '会議用マイク', quality: null }),
    aRow({
      id: 'c',
      startedAt: at(3),
      profileId: 'other',
      serverOrigin: 'https://ingest.example',
      quality: 1,
    }),
    aRow({
      id: 'd',
      startedAt: at(4),
      outcome: 'failed',
      interruptions: 2,
      interruptedMs: 900,
      quality: 0.9,
    }),
  ];
  let history: OpenedHistory;
  beforeEach(async () => {
    history = openHistory();
    await history.database.sessions.bulkPut(rows.map(packRow));
  });
  afterEach(() => history.database.delete());

  it.each<[string, SessionQuery, string]>([
    ['nothing: all, newest first', {}, 'dcba'],
    ['a part of a word, in any case', { filter: { text: 'STUD' } }, 'a'],
    ['every word, in any order', { filter: { text: 'headset  studio' } }, 'a'],
    ['Japanese, also in full width', { filter: { text: 'ﾏｲｸ' } }, 'b'],
    ['a server', { filter: { text: 'ingest' } }, 'c'],
    ['how it came out, in words', { filter: { text: 'failed' } }, 'd'],
    ['a profile', { filter: { profileId: 'other' } }, 'c'],
    ['an outcome', { filter: { outcome: 'stopped' } }, 'cba'],
    ['the interrupted ones', { filter: { interrupted: true } }, 'd'],
    ['a span of time, both ends included', { filter: { from: at(2), to: at(3) } }, 'cb'],
    ['all of it at once', { filter: { text: 'headset', outcome: 'stopped', from: at(1), to: at(1) } }, 'a'],
    ['what is not there', { filter: { text: 'nowhere' } }, ''],
    ['by quality, those without one last', { sort: { by: 'quality', order: 'ascending' } }, 'adcb'],
    ['by quality, also the other way round', { sort: { by: 'quality', order: 'descending' } }, 'cdab'],
    ['by length', { sort: { by: 'duration', order: 'descending' } }, 'dcba'],
    ['the oldest first', { sort: { by: 'startedAt', order: 'ascending' } }, 'abcd'],
  ])('finds %s', async (_, query, found) => {
    const summaries = await history.summaries(query);
    expect(summaries.map(({ id }) => id).join('')).toBe(found);
  });

  it('gives whole rows as they were put in', async () => {
    expect(await history.newest(4)).toEqual(rows.toReversed());
    expect(await history.session('a')).toEqual(rows[0]);
  });

  it('sees what was added, what went on and what was removed since the last time', async () => {
    await history.summaries({});
    await history.storeEvents(sessionEvents('e', at(5), ended));
    await history.remove(['b']);
    const lastEventAt = at(6);
    await history.database.sessions.put(packRow(aRow({ ...rows[0], lastEventAt, profileName: 'New' })));
    const found = await history.summaries({});
    expect(found.map(({ id }) => id).join('')).toBe('edca');
    expect(found.at(-1)?.profileName).toBe('New');
  });
});

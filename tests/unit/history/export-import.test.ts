import 'fake-indexeddb/auto';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sample } from '../../../utils/domain/samples/sample.ts';
import type { SessionEvent } from '../../../utils/domain/log/session-event.ts';
import { sessionHead, sessionStarted } from '../../../utils/domain/session/session-beginning.ts';
import { defaultSettings } from '../../../utils/domain/settings/settings.ts';
import { defaultMask } from '../../../utils/history/export/export-request.ts';
import { foldSamples } from '../../../utils/history/samples/fold-samples.ts';
import {
  minuteOf,
  packedFigures,
  packMinute,
  unpackMinute,
  type PackedMinute,
} from '../../../utils/history/rows/packed-minute.ts';
import { segmentSchema } from '../../../utils/domain/transcript/segment.ts';
import { arbitraryOf } from '../../support/arbitrary-of-schema.ts';
import { arbitraryLog } from '../../support/history/arbitrary-events.ts';
import { generateHistory } from '../../support/history/generate-history.ts';
import { openHistory, type OpenedHistory } from '../../support/history/open-history.ts';
import { aSample } from '../../support/samples.ts';
import { eventsOf } from '../../support/session-rows.ts';
import { aSegment } from '../../support/segments.ts';
import { profileWithSecrets } from '../../support/secret-profiles.ts';

const startedAt = Date.UTC(2026, 10, 21);
const unmasked = { addresses: false, microphones: false, servers: false };

let here: OpenedHistory;
let there: OpenedHistory;
beforeEach(() => {
  here = openHistory();
  there = openHistory();
});
afterEach(() => Promise.all([here.database.delete(), there.database.delete()]));

const exported = async (history: OpenedHistory, ids: string[], mask = unmasked) =>
  (await history.export({ sessionIds: ids, format: 'json', mask })).content;

async function samplesOf({ database }: OpenedHistory, sessionId: string): Promise<Sample[]> {
  await foldSamples(database, sessionId);
  const minutes = await database.sampleMinutes.toArray();
  return minutes.filter((minute) => minute.sessionId === sessionId).flatMap(unpackMinute);
}

async function contentOf({ database }: OpenedHistory): Promise<string> {
  return JSON.stringify(await Promise.all(database.tables.map((table) => table.toArray())));
}

describe('an export as JSON, imported elsewhere,', () => {
  it('gives back every event of any kind and every sample', async () => {
    const seconds = fc.uniqueArray(fc.nat(200), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(arbitraryLog('one', startedAt), seconds, async (log, offsets) => {
        const tables = [...here.database.tables, ...there.database.tables];
        await Promise.all(tables.map((table) => table.clear()));
        await here.storeEvents(log);
        const samples = offsets.map((second) => aSample({ at: startedAt + second * 1000, jitter: null }));
        await here.database.samples.bulkPut(samples);
        const outcome = await there.takeIn(await exported(here, ['one']));
        expect(outcome).toEqual({ ok: true, imported: 1, skipped: 0, leftOut: 0 });
        const events = await here.events('one');
        expect((await there.events('one')).slice(0, events.length)).toEqual(events);
        expect(await samplesOf(there, 'one')).toEqual(await samplesOf(here, 'one'));
        const isOver = events.some(({ kind }) => kind === 'session-ended');
        if (isOver) expect(await there.session('one')).toEqual(await here.session('one'));
        else expect(await there.session('one')).toMatchObject({ outcome: 'interrupted' });
        // A second import, and one from there, change nothing.
        expect(await here.takeIn(await exported(there, ['one']))).toEqual({
          ok: true,
          imported: 0,
          skipped: 1,
          leftOut: 0,
        });
      }),
      { numRuns: 40 },
    );
  });

  it('gives back every piece of what was said, with its corrections, and nothing of it where it was left out', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(arbitraryOf(segmentSchema), { selector: ({ id }) => id, maxLength: 8 }),
        fc.constantFrom('kept', 'left out'),
        async (segments, texts) => {
          const tables = [...here.database.tables, ...there.database.tables];
          await Promise.all(tables.map((table) => table.clear()));
          await here.storeEvents(eventsOf('one', startedAt, [{ kind: 'stop-requested' }]));
          const said = segments.filter(({ text }) => text !== '');
          await here.segments.put('one', said);
          const stored = await here.segments.read('one');
          const request = { sessionIds: ['one'], format: 'json', mask: unmasked } as const;
          const file = await here.export({ ...request, withTexts: texts === 'kept' });
          expect(await there.takeIn(file.content)).toMatchObject({ ok: true, imported: 1 });
          expect(await there.segments.read('one')).toEqual(texts === 'kept' ? stored : []);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('of a long session is made in pieces, and reports its progress', async () => {
    const made = [
      ...generateHistory({
        seed: 5,
        sessions: 4,
        eventsPerSession: 40,
        samplesPerSession: 200,
        endsAt: startedAt,
      }),
    ];
    await here.fill(made);
    const told: number[] = [];
    const ids = [...made.map(({ row }) => row.id), 'unknown'];
    const { content, name } = await here.export(
      { sessionIds: ids, format: 'json', mask: unmasked },
      { onProgress: (done) => told.push(done) },
    );
    expect(name).toBe('steadymic-0.2.0-2026-11-22-sessions.json');
    expect(await content.slice(0, 80).text()).toContain('"product":"0.2.0"');
    expect(told).toEqual([1, 2, 3, 4]);
    await expect(there.takeIn(content)).resolves.toEqual({ ok: true, imported: 4, skipped: 0, leftOut: 0 });
    expect(await there.summaries({})).toEqual(await here.summaries({}));
    expect(await samplesOf(there, 'ten-hours')).toEqual(await samplesOf(here, 'ten-hours'));
  });

  it('of more than 40 MB is imported piece by piece', async () => {
    await here.storeEvents([
      {
        sessionId: 'long',
        writer: 'host',
        seq: 1,
        at: startedAt,
        kind: 'session-ended',
        by: 'user',
        durationMs: 1,
      },
    ]);
    const minutes = Array.from({ length: 600 }, (_, minute) => {
      const from = startedAt - minute * 60_000;
      const samples = Array.from({ length: 60 }, (_, second) => aSample({ at: from + second * 1000 }));
      return packMinute('long', minuteOf(from), samples);
    });
    await here.database.sampleMinutes.bulkPut(minutes);
    const [head = '', session = ''] = (await (await exported(here, ['long'])).text()).split('"sessions":[');
    const copies = Array.from(
      { length: Math.ceil(41_000_000 / session.length) },
      (_, index) => `copy-${index}`,
    );
    const bodies = copies.map((id) =>
      session.replace(/\n\]\}\n$/, '').replace('"id":"long"', `"id":"${id}"`),
    );
    const content = new Blob([
      head,
      '"sessions":[',
      ...bodies.flatMap((body) => [body, ',']).slice(0, -1),
      ']}',
    ]);
    content.text = () => expect.fail('it was read in one go');
    expect(content.size).toBeGreaterThan(40_000_000);

    const outcome = await there.takeIn(content);
    expect(outcome).toEqual({ ok: true, imported: copies.length, skipped: 0, leftOut: 0 });
    const taken = await there.database.sampleMinutes.toArray();
    expect(taken).toHaveLength(copies.length * minutes.length);
    const byMinute = new Map(minutes.map((minute) => [minute.minute, minute.data]));
    const isSame = ({ minute, data }: PackedMinute) => isDeepStrictEqual(data, byMinute.get(minute));
    expect(taken.filter((minute) => !isSame(minute))).toEqual([]);
  });

  it('ends when it is aborted', async () => {
    await here.fill(
      generateHistory({
        seed: 5,
        sessions: 2,
        eventsPerSession: 20,
        samplesPerSession: 60,
        endsAt: startedAt,
      }),
    );
    const signal = AbortSignal.abort();
    const request = { sessionIds: ['session-0'], format: 'json', mask: unmasked } as const;
    await expect(here.export(request, { signal })).rejects.toMatchObject({ name: 'AbortError' });
    const outcome = await there.takeIn(await exported(here, ['session-0']), { signal });
    expect(outcome).toEqual({ ok: false, problem: 'cancelled' });
    expect(await there.database.events.count()).toBe(0);
  });
});

describe('a file that is no export', () => {
  const event = { writer: 'host', seq: 1, at: startedAt, kind: 'stop-requested' };
  const file = (changes: object) =>
    JSON.stringify({ format: 'steadymic-history', version: 1, sessions: [], ...changes });
  const withSession = (changes: object) =>
    file({
      sessions: [
        { id: 'good', events: [event], samples: [] },
        { id: 'bad', events: [event], samples: [], ...changes },
      ],
    });

  it.each<[string, string, string]>([
    ['text', 'hello', 'unreadable'],
    ['nothing', '', 'unreadable'],
    ['cut off in the middle', withSession({}).slice(0, -9), 'unreadable'],
    ['another program’s JSON', '{"PeerConnections":{}}', 'foreign'],
    ['a list', '[]', 'foreign'],
    ['null', 'null', 'foreign'],
    ['of a newer version', file({ version: 2 }), 'newer-version'],
    ['without sessions', file({ sessions: undefined }), 'malformed'],
    [
      'with an event of an unknown kind',
      withSession({ events: [{ ...event, kind: 'exploded' }] }),
      'malformed',
    ],
    ['with an event that lacks a member', withSession({ events: [{ ...event, kind: 'live' }] }), 'malformed'],
    ['with a member that no event has', withSession({ events: [{ ...event, html: '<b>' }] }), 'malformed'],
    ['with a moment that no date can have', withSession({ events: [{ ...event, at: 1e300 }] }), 'malformed'],
    ['with a figure that is text', withSession({ events: [{ ...event, seq: '1' }] }), 'malformed'],
    ['with an event twice', withSession({ events: [event, event] }), 'malformed'],
    ['without events', withSession({ events: [] }), 'malformed'],
    ['with an id that is a path', withSession({ id: '../../x' }), 'malformed'],
    [
      'with an id that is a prototype',
      file({ sessions: [{ id: '__proto__', events: {}, samples: [] }] }),
      'malformed',
    ],
    [
      'with text without end',
      withSession({
        events: [{ ...event, kind: 'ice-server-failed', url: 'x'.repeat(3000), errorCode: 1, errorText: '' }],
      }),
      'malformed',
    ],
    [
      'with samples of unequal length',
      withSession({ samples: [{ at: [startedAt], roundTripTime: [] }] }),
      'malformed',
    ],
    ['with what was said twice', withSession({ transcript: [aSegment(), aSegment()] }), 'malformed'],
    [
      'with a text without end',
      withSession({ transcript: [aSegment({ text: 'x'.repeat(9000) })] }),
      'malformed',
    ],
    ['with a text that is none', withSession({ transcript: [{ ...aSegment(), text: 1 }] }), 'malformed'],
    ['deep as a well', '['.repeat(100_000), 'unreadable'],
  ])('%s is refused with a reason, and changes nothing', async (_, text, problem) => {
    await here.storeEvents([
      { sessionId: 'mine', writer: 'host', seq: 1, at: startedAt, kind: 'stop-requested' },
    ]);
    const before = await contentOf(here);
    await expect(here.takeIn(new Blob([text]))).resolves.toEqual({ ok: false, problem });
    expect(await contentOf(here)).toBe(before);
  });

  const day = 86_400_000;
  const live = { writer: 'host', seq: 2, kind: 'live', afterMs: 1 };
  const end = { writer: 'host', seq: 3, kind: 'session-ended', by: 'user', durationMs: 1000 };
  const column = (at: number) => ({
    ...Object.fromEntries(packedFigures.map((name) => [name, [name === 'consecutiveErrors' ? 0 : null]])),
    at: [at],
  });
  const bad = (changes: object) => ({ id: 'bad', events: [event], samples: [], ...changes });
  /** The current time of the fake history. */
  const now = Date.UTC(2026, 10, 22);

  it.each<[string, object, string]>([
    [
      'that ends 230 days after it began',
      { events: [event, { ...end, at: startedAt + 230 * day }] },
      'implausible',
    ],
    ['that lies two days ahead', { events: [{ ...event, at: now + 2 * day }] }, 'implausible'],
    [
      'that says it lasted three years',
      { events: [event, { ...end, at: startedAt, durationMs: 9.5e10 }] },
      'implausible',
    ],
    ['that was measured before it was', { samples: [column(startedAt - 40 * day)] }, 'implausible'],
    ['that was measured in the future', { samples: [column(now + 3 * day)] }, 'implausible'],
    [
      'that lasts from the first moment of all to the last',
      {
        events: [
          { ...event, at: 0 },
          { ...live, at: 1 },
          { ...end, at: 8.64e15 },
        ],
      },
      'malformed',
    ],
    [
      'of a length beyond all figures',
      { events: [event, { ...end, at: startedAt, durationMs: 1e308 }] },
      'malformed',
    ],
    [
      'of a length that is beyond any clock',
      { events: [event, { ...end, at: startedAt, durationMs: 1e14 }] },
      'malformed',
    ],
    [
      'with a wait that no clock can count',
      { events: [{ ...live, at: startedAt, afterMs: -1e20 }] },
      'malformed',
    ],
  ])('with one session %s is refused, and changes nothing', async (_, changes, problem) => {
    const before = await contentOf(here);
    const content = new Blob([file({ sessions: [bad(changes)] })]);
    await expect(here.takeIn(content)).resolves.toEqual({ ok: false, problem });
    expect(await contentOf(here)).toBe(before);
  });

  it('with an implausible session beside a good one has the good one imported, and says so', async () => {
    const good = { id: 'good', events: [event], samples: [column(startedAt)] };
    const content = new Blob([
      file({ sessions: [good, bad({ events: [{ ...event, at: now + 2 * day }] })] }),
    ]);
    await expect(here.takeIn(content)).resolves.toEqual({ ok: true, imported: 1, skipped: 0, leftOut: 1 });
    expect((await here.summaries({})).map(({ id }) => id)).toEqual(['good']);
  });

  it('of any content never throws, and never changes what is there', async () => {
    const before = await contentOf(here);
    await fc.assert(
      fc.asyncProperty(fc.json(), async (text) => {
        const outcome = await here.takeIn(new Blob([text]));
        expect(outcome.ok).toBe(false);
      }),
    );
    expect(await contentOf(here)).toBe(before);
  });

  it('that cannot be stored leaves no rows behind', async () => {
    const log: SessionEvent[] = [
      { sessionId: 'one', writer: 'host', seq: 1, at: startedAt, kind: 'stop-requested' },
      { sessionId: 'two', writer: 'host', seq: 1, at: startedAt, kind: 'stop-requested' },
    ];
    for (const each of log) await here.storeEvents([each]);
    const content = await exported(here, ['one', 'two']);
    there.database.sessions.hook('creating', (id) => {
      if (id === 'two') throw new Error('the disk is full');
    });
    await expect(there.takeIn(content)).resolves.toEqual({ ok: false, problem: 'not-stored' });
    expect(await there.database.events.count()).toBe(0);
  });
});

describe('the masked part of an export', () => {
  const secretive: SessionEvent[] = [
    {
      kind: 'session-started',
      profile: { id: 'studio', name: 'Studio', kind: 'whip' },
      serverOrigin: 'https://203.0.113.7:8443',
      iceServerCount: 1,
      iceTransportPolicy: 'all',
      watch: { errorThreshold: 50, checkIntervalMs: 500, connectDeadlineMs: 15000 },
    },
    { kind: 'microphone-acquired', label: 'Desk of Ms. Mori', sampleRate: null },
    {
      kind: 'ice-server-failed',
      url: 'turn:relay.example:3478?transport=udp',
      errorCode: 701,
      errorText: 'no route from 192.168.1.9 or [2001:db8::9]:5000 to relay.example (203.0.113.7)',
    },
    {
      kind: 'candidate-pair-selected',
      pair: {
        localType: 'relay',
        remoteType: 'host',
        protocol: 'udp',
        relayProtocol: 'udp',
        relayUrl: 'turn:203.0.113.9:3478?transport=udp',
      },
    },
  ].map(
    (body, index) =>
      ({ sessionId: 'one', writer: 'host', seq: index + 1, at: startedAt, ...body }) as SessionEvent,
  );

  const formats = ['json', 'csv-events', 'csv-samples', 'webrtc-internals', 'rtcstats'] as const;

  async function exportedText(format: (typeof formats)[number], mask: typeof defaultMask): Promise<string> {
    await here.storeEvents(secretive);
    await here.database.samples.put(aSample({ at: startedAt }));
    return (await here.export({ sessionIds: ['one'], format, mask })).content.text();
  }

  it.each(formats)('is every address, in %s, unless the user wants to keep them', async (format) => {
    const text = await exportedText(format, defaultMask);
    for (const address of ['203.0.113.7', '203.0.113.9', '192.168.1.9', '2001:db8::9'])
      expect(text).not.toContain(address);
    if (format === 'csv-samples') return;
    expect(text).toMatch(/turn:ip-\d:3478/);
    if (format !== 'rtcstats') expect(text).toContain('https://ip-1:8443');
    if (format !== 'webrtc-internals') expect(text).toMatch(/relay\.example \(ip-1\)/);
    expect(await exportedText(format, unmasked)).toContain('203.0.113.7');
  });

  it.each(formats)(
    'includes the names of microphones and servers, in %s, where the user wants that',
    async (format) => {
      const text = await exportedText(format, { addresses: true, microphones: true, servers: true });
      for (const name of ['Mori', 'relay.example', 'Studio', 'studio', '203.0.113.7'])
        expect(text).not.toContain(name);
    },
  );

  it('leaves no secret of a profile in a file or in an event, because none of them is in the log', async () => {
    await fc.assert(
      fc.asyncProperty(profileWithSecrets, async ({ profile, secrets }) => {
        const request = { ...defaultSettings(), version: '0.2.0', profile };
        const head = sessionHead(request, 'secret', startedAt);
        const body = sessionStarted(request, head);
        await here.remove(['secret']);
        await here.storeEvents([{ sessionId: 'secret', writer: 'host', seq: 1, at: startedAt, ...body }]);
        for (const format of formats) {
          const { content } = await here.export({ sessionIds: ['secret'], format, mask: unmasked });
          const text = await content.text();
          for (const secret of secrets) expect(text).not.toContain(secret);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('does not keep the export from being imported', async () => {
    await exportedText('json', defaultMask);
    const content = await exported(here, ['one'], { addresses: true, microphones: true, servers: true });
    await expect(there.takeIn(content)).resolves.toMatchObject({ ok: true, imported: 1 });
    expect(await there.session('one')).toMatchObject({
      microphone: 'microphone-1',
      profileName: 'profile-1',
    });
  });
});

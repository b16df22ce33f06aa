import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { joinBytes } from '../../../../utils/audio/recording/join-bytes.ts';
import { createOggOpusWriter } from '../../../../utils/audio/recording/ogg-opus-writer.ts';
import { createHistory } from '../../../../utils/history/create-history.ts';
import { defaultMask } from '../../../../utils/history/export/export-request.ts';
import { createExportReader } from '../../../../utils/history/import/export-reader.ts';
import type { RecordingPart } from '../../../../utils/history/rows/recording-row.ts';
import { packRow } from '../../../../utils/history/rows/stored-row.ts';
import { createFakeFileStorage } from '../../../support/fakes/fake-file-storage.ts';
import { openHistory } from '../../../support/history/open-history.ts';
import { aRow, eventsOf } from '../../../support/session-rows.ts';
import { transcriptWords } from '../../../support/history/transcript-words.ts';

const now = Date.UTC(2026, 10, 22);
const opened: ReturnType<typeof openHistory>[] = [];

/** The history of a browser with a file storage of its own. */
function aBrowser() {
  const history = openHistory();
  opened.push(history);
  const disk = createFakeFileStorage();
  const page = createHistory(history.database, {
    ...browserEdges,
    storage: { ...disk.storage, estimate: () => Promise.resolve({}), persist: () => Promise.resolve(true) },
    locks: navigator.locks,
    describe: () => '',
    export: {
      ...browserEdges,
      now: () => now,
      browser: { userAgent: '', brands: [] },
      origin: '',
      version: '',
      words: transcriptWords,
    },
    exportReader: createExportReader(() => now),
  });

  async function record(id: string, parts: readonly (RecordingPart & { bytes: Uint8Array<ArrayBuffer> })[]) {
    await history.database.sessions.put(
      packRow(aRow({ id, startedAt: now - 9000, lastEventAt: now - 1000 })),
    );
    await history.database.events.bulkPut(
      eventsOf(id, now - 9000, [
        { kind: 'stop-requested' },
        { kind: 'session-ended', by: 'user', durationMs: 8000 },
      ]),
    );
    if (parts.length === 0) return;
    const rows = parts.map(({ name, points }) => ({ name, points }));
    await history.database.recordings.put({
      sessionId: id,
      keep: 'until-delivered',
      isKept: false,
      parts: rows,
    });
    for (const { name, bytes } of parts) disk.put(id, name, bytes, now);
  }

  async function recorded(id: string) {
    const recording = await page.recording(id);
    if (!recording) return null;
    const { isKept, parts } = recording;
    const read = async ({ name, points, file }: (typeof parts)[number]) => {
      return { name, points, bytes: new Uint8Array(await file.arrayBuffer()) };
    };
    return { isKept, parts: await Promise.all(parts.map(read)) };
  }

  const exported = async (sessionIds: readonly string[], withRecordings = true) =>
    (await page.export({ sessionIds, format: 'json', mask: defaultMask, withRecordings })).content;

  async function imported(file: Blob) {
    const reading = await page.readImport(file);
    return reading.ok ? page.import(reading) : reading;
  }
  return { disk, page, record, recorded, exported, imported, database: history.database };
}

beforeEach(() => {
  for (const [name, fake] of Object.entries(createFakeFileStorage().classes)) vi.stubGlobal(name, fake);
});
afterEach(async () => {
  for (const { database } of opened.splice(0)) await database.delete();
});

function ogg(sizes: readonly number[]): Uint8Array<ArrayBuffer> {
  const writer = createOggOpusWriter({ serial: 1, preSkip: 312, sampleRate: 48_000 });
  const pages = sizes.map((size) =>
    writer.pages([{ data: new Uint8Array(size).map((_, index) => index * 7), samples: 2880 }]),
  );
  return joinBytes([writer.head(), ...pages]);
}

const files = fc.uniqueArray(
  fc.record({
    name: fc.integer({ min: 0, max: 1e15 }).map((at) => `${String(at)}.opus`),
    points: fc
      .array(fc.tuple(fc.nat({ max: 36_000 }), fc.nat({ max: 9_000_000 })), { minLength: 1, maxLength: 5 })
      .map((all) =>
        all
          .toSorted(([one], [other]) => one - other)
          .map(([seconds, ago]) => ({ seconds, at: now - 10_000_000 + ago })),
      ),
    bytes: fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 4 }).map(ogg),
  }),
  { selector: ({ name }) => name, maxLength: 4 },
);

describe('a recording that is exported with its session', () => {
  it('is the same in another browser, byte by byte, and kept there', async () => {
    await fc.assert(
      fc.asyncProperty(files, files, async (one, other) => {
        const [from, to] = [aBrowser(), aBrowser()];
        await from.record('one', one);
        await from.record('other', other);
        expect(await to.imported(await from.exported(['one', 'other']))).toMatchObject({
          ok: true,
          imported: 2,
        });
        for (const [id, parts] of [
          ['one', one],
          ['other', other],
        ] as const)
          expect(await to.recorded(id)).toEqual(parts.length === 0 ? null : { isKept: true, parts });
      }),
      { numRuns: 25 },
    );
  });

  it('is in the file only where it was asked for, and then the session is there without it', async () => {
    const [from, to] = [aBrowser(), aBrowser()];
    await from.record('one', [{ name: '1.opus', points: [{ seconds: 0, at: now }], bytes: ogg([60]) }]);
    const file = await from.exported(['one'], false);
    expect(await file.text()).not.toContain('recording":[');
    expect(await to.imported(file)).toMatchObject({ ok: true, imported: 1 });
    expect([await to.recorded('one'), to.disk.names()]).toEqual([null, []]);
  });

  it('is gone with all that the import has stored where it finds no room', async () => {
    const [from, to] = [aBrowser(), aBrowser()];
    await from.record('one', [{ name: '1.opus', points: [{ seconds: 0, at: now }], bytes: ogg([60]) }]);
    to.disk.refuse(new DOMException('', 'QuotaExceededError'));
    expect(await to.imported(await from.exported(['one']))).toEqual({ ok: false, problem: 'no-room' });
    expect([
      to.disk.names(),
      await to.database.sessions.count(),
      await to.database.recordings.count(),
    ]).toEqual([[], 0, 0]);
  });
});

describe('a file with a recording that no export has', () => {
  const sound = [Buffer.from(ogg([60, 70])).toString('base64')];
  const part = { name: '1795378276795.opus', points: [[0, now]], sound };

  it.each<[string, unknown]>([
    ['a name that leads to another folder', [{ ...part, name: '../../settings.opus' }]],
    ['a name that is a path', [{ ...part, name: 'C:\\1.opus' }]],
    ['a name of another kind', [{ ...part, name: '1.opus.exe' }]],
    ['an endless name', [{ ...part, name: `${'1'.repeat(300)}.opus` }]],
    ['no name', [{ ...part, name: undefined }]],
    ['a name that is no text', [{ ...part, name: 1 }]],
    ['a name twice', [part, part]],
    ['no points', [{ ...part, points: undefined }]],
    [
      'points that go back',
      [
        {
          ...part,
          points: [
            [5, now],
            [1, now],
          ],
        },
      ],
    ],
    ['points that are no numbers', [{ ...part, points: [['0', now]] }]],
    ['a moment that is none', [{ ...part, points: [[0, 1e300]] }]],
    ['more points than any recording', [{ ...part, points: Array.from({ length: 10_001 }, () => [0, now]) }]],
    ['no sound', [{ ...part, sound: [] }]],
    ['sound that is no text', [{ ...part, sound: [5] }]],
    ['sound that is no base64', [{ ...part, sound: ['§§§'] }]],
    ['a picture', [{ ...part, sound: [btoa('\x89PNG\r\n\x1a\n and more of it')] }]],
    ['Ogg that holds no Opus', [{ ...part, sound: [btoa(`OggS\0\x02${'\0'.repeat(60)}`)] }]],
    [
      'a first file that is Opus and a second that is not',
      [part, { ...part, name: '2.opus', sound: [btoa('RIFF')] }],
    ],
    [
      'more files than any session',
      Array.from({ length: 1001 }, (_, name) => ({ ...part, name: `${String(name)}.opus` })),
    ],
    ['an object in place of its files', { ...part }],
    ['a text in place of its files', 'T2dnUw'],
  ])('is refused as a whole: %s', async (_what, recording) => {
    const [from, to] = [aBrowser(), aBrowser()];
    await from.record('one', []);
    const whole = JSON.parse(await (await from.exported(['one'])).text()) as { sessions: object[] };
    const file = JSON.stringify({ ...whole, sessions: [{ ...whole.sessions[0], recording }] });
    expect(await to.imported(new Blob([file]))).toEqual({ ok: false, problem: 'malformed' });
    expect([to.disk.names(), await to.database.sessions.count()]).toEqual([[], 0]);
  });
});

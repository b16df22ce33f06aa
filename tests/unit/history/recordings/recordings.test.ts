import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import type { SessionEventBody } from '../../../../utils/domain/log/session-event.ts';
import type { RecordingRow } from '../../../../utils/history/rows/recording-row.ts';
import { joinBytes } from '../../../../utils/audio/recording/join-bytes.ts';
import { createOggOpusWriter } from '../../../../utils/audio/recording/ogg-opus-writer.ts';
import { createHistory } from '../../../../utils/history/create-history.ts';
import { createRecordingChoice } from '../../../../utils/history/recordings/recording-choice.ts';
import { createRecordingFiles } from '../../../../utils/history/recordings/recording-files.ts';
import { createRecordingStore } from '../../../../utils/history/recordings/recording-store.ts';
import { maintainRecordings } from '../../../../utils/history/retention/maintain-recordings.ts';
import { packRow } from '../../../../utils/history/rows/stored-row.ts';
import { createFakeFileStorage } from '../../../support/fakes/fake-file-storage.ts';
import { openHistory, type OpenedHistory } from '../../../support/history/open-history.ts';
import { aRow, eventsOf } from '../../../support/session-rows.ts';
import { transcriptWords } from '../../../support/history/transcript-words.ts';

const now = Date.UTC(2026, 10, 22);
const limits = { keepDays: 30, keepMegabytes: 2000 };

const persist = vi.fn(() => Promise.resolve(true));

let history: OpenedHistory;
let disk: ReturnType<typeof createFakeFileStorage>;

beforeEach(() => {
  history = openHistory();
  disk = createFakeFileStorage();
  for (const [name, fake] of Object.entries(disk.classes)) vi.stubGlobal(name, fake);
});
afterEach(() => {
  persist.mockClear();
  return history.database.delete();
});

/** A file of so many seconds. */
function ogg(seconds: number): Uint8Array<ArrayBuffer> {
  const writer = createOggOpusWriter({ serial: 1, preSkip: 312, sampleRate: 48_000 });
  const packets = Array.from({ length: seconds * 50 }, () => ({ data: new Uint8Array(60), samples: 960 }));
  return joinBytes([writer.head(), writer.pages(packets)]);
}

/** The history of a page that has this file storage. */
function pageOf() {
  return createHistory(history.database, {
    ...browserEdges,
    storage: { ...disk.storage, estimate: () => Promise.resolve({}), persist },
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
    exportReader: { check: () => expect.fail(), parts: () => expect.fail() },
  });
}

async function recorded(
  sessionId: string,
  seconds = 5,
  outcome: 'stopped' | 'running' = 'stopped',
): Promise<void> {
  const store = createRecordingStore(history.database, history.access);
  await history.database.sessions.put(packRow(aRow({ id: sessionId, outcome, lastEventAt: now - 1000 })));
  store.report(sessionId, 'always', { type: 'began', name: '1000.opus', at: 1000 });
  await vi.waitFor(() => expect(store.waiting()).toBe(0));
  disk.put(sessionId, '1000.opus', ogg(seconds), now);
}

const maintain = () => maintainRecordings(history.database, createRecordingFiles(disk.storage), limits, now);
const known = async () => (await history.database.recordings.toArray()).map(({ sessionId }) => sessionId);

describe('what the history knows of recordings', () => {
  it('is each file with the points at which its time was compared with the clock, in the order of reports', async () => {
    const store = createRecordingStore(history.database, history.access);
    store.report('one', 'always', { type: 'began', name: '1000.opus', at: 1000 });
    store.report('one', 'always', { type: 'placed', point: { seconds: 0, at: 950 } });
    store.report('one', 'always', { type: 'placed', point: { seconds: 7.5, at: 90_000 } });
    store.report('one', 'always', { type: 'ended', why: 'disk-full' });
    store.report('one', 'always', { type: 'began', name: '200000.opus', at: 200_000 });
    await vi.waitFor(() => expect(store.waiting()).toBe(0));
    expect(await history.database.recordings.toArray()).toEqual([
      {
        sessionId: 'one',
        keep: 'always',
        isKept: false,
        parts: [
          {
            name: '1000.opus',
            points: [
              { seconds: 0, at: 950 },
              { seconds: 7.5, at: 90_000 },
            ],
          },
          { name: '200000.opus', points: [{ seconds: 0, at: 200_000 }] },
        ],
      },
    ]);
  });

  it('is read with the files, and kept by choice', async () => {
    await recorded('one', 5);
    const page = pageOf();
    expect(await page.recording('one')).toMatchObject({
      isKept: false,
      parts: [{ name: '1000.opus', seconds: 5, file: { name: '1000.opus' } }],
    });
    expect(persist).not.toHaveBeenCalled();
    // A browser that refuses to keep the storage is no reason for a click to fail.
    persist.mockRejectedValueOnce(new DOMException('', 'NotAllowedError'));
    await page.keepRecording('one', true);
    expect(persist).toHaveBeenCalledOnce();
    expect(await page.recording('one')).toMatchObject({ isKept: true });
    expect(await page.recording('two')).toBeNull();
  });

  it('is of the newest session what the user may choose to keep, and nothing of one that has none', async () => {
    const choice = createRecordingChoice(history.database, history.access);
    expect(await choice.last()).toBeNull();
    await recorded('earlier');
    await history.database.sessions.update('earlier', { startedAt: now - 9000 });
    expect(await choice.last()).toEqual({ sessionId: 'earlier', isKept: false });
    await recorded('newest', 5, 'running');
    await history.database.sessions.update('newest', { startedAt: now - 8000 });
    await choice.keep('newest', true);
    expect(await choice.last()).toEqual({ sessionId: 'newest', isKept: true });
    await choice.keep('newest', false);
    expect(await choice.last()).toEqual({ sessionId: 'newest', isKept: false });
    await choice.keep('gone', true);
    await history.database.sessions.put(packRow(aRow({ id: 'silent', startedAt: now - 7000 })));
    expect(await choice.last()).toBeNull();
    expect(await known()).toEqual(['earlier', 'newest']);
  });

  it('counts as storage that is used, with the bytes of every file, also where its row is not stored', async () => {
    await recorded('one', 5);
    disk.put('one', '2000.opus', ogg(3), now);
    disk.put('unknown', '3000.opus', ogg(2), now);
    const bytes = ogg(5).length + ogg(3).length + ogg(2).length;
    expect((await pageOf().usage()).recordings).toEqual({ count: 2, bytes });
    expect((await history.usage()).recordings).toEqual({ count: 0, bytes: 0 });
  });

  it('is nothing where the file has no sound yet', async () => {
    await recorded('silent', 0);
    expect(await pageOf().recording('silent')).toBeNull();
    expect(await pageOf().recording('unknown')).toBeNull();
  });

  it('counts the files that are gone, are no recordings any more, or are in no file storage', async () => {
    await recorded('gone');
    await recorded('garbage');
    await recorded('half');
    await createRecordingFiles(disk.storage).remove(['gone']);
    disk.put('garbage', '1000.opus', new Uint8Array(9000).fill(7), now);
    expect(await pageOf().recording('gone')).toMatchObject({ parts: [], unreadable: 1 });
    expect(await pageOf().recording('garbage')).toMatchObject({ parts: [], unreadable: 1 });
    expect(await pageOf().recording('half')).not.toHaveProperty('unreadable');
    expect(await history.recording('half')).toMatchObject({ parts: [], unreadable: 1 });
  });

  it('goes with its session, files and all, and with everything but the session that runs', async () => {
    await Promise.all(['one', 'two', 'three'].map((id) => recorded(id)));
    const page = pageOf();
    await page.remove(['two']);
    expect([await known(), disk.names()]).toEqual([
      ['one', 'three'],
      ['one', 'three'],
    ]);
    await recorded('running', 5, 'running');
    await page.removeAll();
    expect([await known(), disk.names()]).toEqual([['running'], ['running']]);
    await history.database.sessions.update('running', { outcome: 'stopped' });
    await page.removeAll();
    expect([await known(), disk.names()]).toEqual([[], []]);
  });
});

describe('the maintenance of recordings', () => {
  const live: SessionEventBody = { kind: 'live', afterMs: 1000 };
  const watched: SessionEventBody = { kind: 'gaps-watched', fromMs: 900 };
  const gap: SessionEventBody[] = [
    { kind: 'gap-began', unprovenMs: 500 },
    { kind: 'gap-ended', afterMs: 1500, lostMs: 1500, lostInAllMs: 1500 },
  ];
  const stopped: SessionEventBody[] = [
    { kind: 'stop-requested' },
    { kind: 'session-ended', by: 'user', durationMs: 9000 },
  ];

  it.each<[string, RecordingRow['keep'], 'stopped' | 'running', SessionEventBody[], isKept: boolean]>([
    ['all has arrived', 'until-delivered', 'stopped', [live, watched, ...stopped], false],
    ['it has a gap', 'until-delivered', 'stopped', [live, watched, ...gap, ...stopped], true],
    [
      'it ended in a gap',
      'until-delivered',
      'stopped',
      [live, watched, ...gap.slice(0, 1), ...stopped],
      true,
    ],
    ['no gaps were watched for', 'until-delivered', 'stopped', [live, ...stopped], true],
    ['it was never live', 'until-delivered', 'stopped', stopped, true],
    ['all has arrived so far', 'until-delivered', 'running', [live, watched], true],
    ['it is always kept', 'always', 'stopped', [live, watched, ...stopped], true],
  ])('of a session of which %s (%s, %s)', async (_, keep, outcome, log, isKept) => {
    await recorded('one', 5, outcome);
    await history.database.recordings.update('one', { keep });
    await history.database.events.bulkPut(eventsOf('one', now - 20_000, log));
    await maintain();
    expect([await known(), disk.names()]).toEqual(isKept ? [['one'], ['one']] : [[], []]);
  });

  it('takes up files that the history could not be told of, by their names', async () => {
    await history.database.sessions.put(packRow(aRow({ id: 'one', lastEventAt: now, interruptions: 2 })));
    disk.put('one', '1795000000000.opus', ogg(3), now);
    await maintain();
    expect(await pageOf().recording('one')).toMatchObject({
      keep: 'until-delivered',
      parts: [{ name: '1795000000000.opus', points: [{ seconds: 0, at: 1_795_000_000_000 }], seconds: 3 }],
    });
  });

  it('removes files of sessions that are gone, but for those that have just begun', async () => {
    disk.put('gone', '1000.opus', ogg(3), now - 3_600_000);
    disk.put('beginning', '2000.opus', ogg(3), now - 1000);
    await maintain();
    expect(disk.names()).toEqual(['beginning']);
  });

  it('forgets a recording whose files are gone, and leaves alone one whose first file is being made', async () => {
    await recorded('gone');
    await recorded('beginning', 5, 'running');
    await createRecordingFiles(disk.storage).remove(['gone', 'beginning']);
    await maintain();
    expect(await known()).toEqual(['beginning']);
  });
});

import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { joinBytes } from '../../../../utils/audio/recording/join-bytes.ts';
import { createOggOpusWriter } from '../../../../utils/audio/recording/ogg-opus-writer.ts';
import { plannedJob, type BackfillJob } from '../../../../utils/domain/backfill/backfill-job.ts';
import { planSession } from '../../../../utils/history/backfill/plan-session.ts';
import { packRow } from '../../../../utils/history/rows/stored-row.ts';
import { openHistory } from '../../../support/history/open-history.ts';
import { aRow, eventsOf } from '../../../support/session-rows.ts';

const startedAt = 1_700_000_000_000;
const dayMs = 86_400_000;

interface Setup {
  outcome?: 'stopped' | 'running';
  isRecorded?: boolean;
  isThere?: boolean;
}

/** A session of eleven seconds that lost the three before its eighth, and a recording of all of it. */
async function world({ outcome = 'stopped', isRecorded = true, isThere = true }: Setup = {}) {
  const history = openHistory();
  const { database } = history;
  await database.open();
  const lastEventAt = startedAt + 11_000;
  if (isThere) await database.sessions.put(packRow(aRow({ id: 's', startedAt, outcome, lastEventAt })));
  const quiet = { kind: 'muted' as const, muted: false };
  await database.events.bulkPut(
    eventsOf('s', startedAt, [
      quiet,
      { kind: 'live', afterMs: 0 },
      { kind: 'gaps-watched', fromMs: 500 },
      quiet,
      quiet,
      { kind: 'gap-began', unprovenMs: 0 },
      quiet,
      quiet,
      { kind: 'gap-ended', afterMs: 3000, lostMs: 3000, lostInAllMs: 3000 },
      quiet,
      quiet,
      { kind: 'session-ended', by: 'user', durationMs: 11_000 },
    ] as Parameters<typeof eventsOf>[2]),
  );
  if (isRecorded) {
    const parts = [{ name: '1.opus', points: [{ seconds: 0, at: startedAt }] }];
    await database.recordings.put({ sessionId: 's', keep: 'until-delivered', isKept: false, parts });
  }
  const writer = createOggOpusWriter({ serial: 1, preSkip: 0, sampleRate: 48_000 });
  const packets = Array.from({ length: 180 }, () => ({ data: new Uint8Array(50), samples: 2880 }));
  const file = new File([joinBytes([writer.head(), writer.pages(packets)])], '1.opus');
  return (asked: BackfillJob['asked'], now = startedAt) =>
    planSession(database, { open: () => Promise.resolve(file) }, plannedJob('s', asked, startedAt), now);
}

const placesOf = (jobs: BackfillJob[] | null) =>
  jobs?.map(({ from, to }) => [(from - startedAt) / 1000, (to - startedAt) / 1000]);

it('asks for the gaps of a session that has ended, or for all that was recorded', async () => {
  const plan = await world();
  expect(placesOf(await plan('gap'))).toEqual([[5, 8]]);
  expect(placesOf(await plan('again'))).toEqual([[0, 10.8]]);
  expect((await plan('gap'))?.[0]).toMatchObject({ sessionId: 's', asked: 'gap', state: 'waiting' });
});

it('waits for the end of a session, and for its row a day', async () => {
  expect(await (await world({ outcome: 'running' }))('gap')).toBeNull();
  const plan = await world({ isThere: false });
  expect(await plan('gap')).toBeNull();
  expect(await plan('gap', startedAt + 2 * dayMs)).toEqual([]);
});

it('asks for nothing where nothing was recorded', async () => {
  expect(await (await world({ isRecorded: false }))('gap')).toEqual([]);
});

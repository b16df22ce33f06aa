import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionEventBody } from '../../../../utils/domain/log/session-event.ts';
import { noGaps } from '../../../../utils/domain/session/gaps.ts';
import {
  createOwedSoundFinder,
  type LostHost,
} from '../../../../utils/history/recordings/owed-sound-finder.ts';
import { openHistory, type OpenedHistory } from '../../../support/history/open-history.ts';
import { logOf, started } from '../../domain/session-log.ts';

let history: OpenedHistory;
beforeEach(() => {
  history = openHistory();
});
afterEach(() => history.database.delete());

const parts = [{ name: '1000.opus', points: [{ seconds: 0, at: 1000 }] }];

async function stored(...ends: (readonly [second: number, body: SessionEventBody])[]): Promise<string> {
  const log = logOf([
    [0, started],
    [1, { kind: 'live', afterMs: 1000 }],
    [1, { kind: 'gaps-watched', fromMs: 900 }],
    ...ends,
  ]);
  await history.database.events.bulkPut(log);
  return log[0]?.sessionId ?? '';
}
const record = (sessionId: string) =>
  history.database.recordings.put({ sessionId, keep: 'until-delivered', isKept: false, parts });
const owedBy = (sessionId: string, serverOrigin = 'https://media.example') =>
  createOwedSoundFinder(history.database, history.access)(sessionId, serverOrigin);
const caughtUp = { kind: 'catch-up-began', againMs: 0, road: 'burst', speed: 2 } as const;
const catching = { state: 'catching-up', behindMs: 4000, at: 30_000, speed: 2, road: 'burst' } as const;
const cutOff: SessionEventBody = { kind: 'session-ended', by: 'interruption', durationMs: 30_000 };

describe('what a session owes', () => {
  it('is where its recording lies, and from when on nothing is known to have arrived', async () => {
    const id = await stored([20, { kind: 'gap-began', unprovenMs: 900 }], [30, cutOff]);
    await record(id);
    expect(await owedBy(id)).toEqual({ sessionId: id, from: 19_100, parts });
  });

  it.each<[name: string, ends: (readonly [number, SessionEventBody])[], from: number]>([
    ['the last second that is known of a host that is lost', [], 29_000],
    [
      'all since the last proof where it is lost in an outage',
      [[20, { kind: 'gap-began', unprovenMs: 900 }]],
      19_100,
    ],
    [
      'what is left of it where a host after it is lost, and nothing that was sent late',
      [
        [20, { kind: 'gap-began', unprovenMs: 900 }],
        [21, { kind: 'session-resumed', holeMs: 500, missingMs: 1400 }],
        [22, { kind: 'microphone-acquired', label: 'Desk' }],
        [23, { ...caughtUp, from: 19_100, behindMs: 3000, owedMs: 2000 }],
        [23.5, { kind: 'gap-ended', afterMs: 4400, lostMs: 2900, lostInAllMs: 2900 }],
        [25, { kind: 'catch-up-ended', deliveredMs: 4000, leftMs: 0 }],
      ],
      29_000,
    ],
  ])('is %s, while its session goes on', async (_name, ends, from) => {
    const id = await stored(...ends);
    await record(id);
    const lost = { at: 30_000, running: { behind: null, gaps: noGaps() } };
    const find = createOwedSoundFinder(history.database, history.access);
    expect(await find(id, 'https://media.example', lost)).toEqual({ sessionId: id, from, parts });
  });

  it.each<[name: string, running: LostHost['running'], from: number]>([
    ['what was not sent yet', { behind: catching, gaps: noGaps() }, 24_000],
    [
      'all of it where nothing proves what was sent',
      { behind: catching, gaps: { ...noGaps(), since: 1 } },
      9000,
    ],
    [
      'all of it where the connection was lost again',
      { behind: { ...catching, state: 'holding' }, gaps: noGaps() },
      9000,
    ],
  ])('is, of a catch-up in which the host is lost, %s', async (_name, running, from) => {
    const id = await stored(
      [10, { kind: 'gap-began', unprovenMs: 1000 }],
      [20, { ...caughtUp, from: 9000, behindMs: 11_000 }],
      [20.5, { kind: 'gap-ended', afterMs: 11_500, lostMs: 11_500, lostInAllMs: 11_500 }],
    );
    await record(id);
    const find = createOwedSoundFinder(history.database, history.access);
    const owed = await find(id, 'https://media.example', { at: 30_000, running });
    expect(owed?.from).toBe(from);
  });

  it('is nothing to another server than the one it was said for', async () => {
    const id = await stored([30, cutOff]);
    await record(id);
    expect(await owedBy(id)).not.toBeNull();
    expect(await owedBy(id, 'https://other.example')).toBeNull();
  });

  it('is nothing where it was not recorded', async () => {
    expect(await owedBy(await stored([30, cutOff]))).toBeNull();
  });

  it('is nothing where all is known to have arrived', async () => {
    const id = await stored([29, { kind: 'stop-requested' }], [30, { ...cutOff, by: 'user' }]);
    await record(id);
    expect(await owedBy(id)).toBeNull();
  });

  it('is nothing where the history knows no session', async () => {
    await record('gone');
    expect(await owedBy('gone')).toBeNull();
  });

  it('rejects where the history is off', async () => {
    const error = new Error('off');
    const off = createOwedSoundFinder(history.database, { ready: () => Promise.reject(error) });
    await expect(off('one', null)).rejects.toBe(error);
  });
});

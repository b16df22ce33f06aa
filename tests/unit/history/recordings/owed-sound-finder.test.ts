import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionEventBody } from '../../../../utils/domain/log/session-event.ts';
import { createOwedSoundFinder } from '../../../../utils/history/recordings/owed-sound-finder.ts';
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
const cutOff: SessionEventBody = { kind: 'session-ended', by: 'interruption', durationMs: 30_000 };

describe('what a session owes', () => {
  it('is where its recording lies, and from when on nothing is known to have arrived', async () => {
    const id = await stored([20, { kind: 'gap-began', unprovenMs: 900 }], [30, cutOff]);
    await record(id);
    expect(await owedBy(id)).toEqual({ sessionId: id, from: 19_100, parts });
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

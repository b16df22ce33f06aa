import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../utils/async/edges.ts';
import { FailureError } from '../../../utils/domain/failure/failure.ts';
import type { TestReport } from '../../../utils/domain/session/test-report.ts';
import { broadcast } from '../../../utils/messaging/broadcasts.ts';
import { runProfileTest } from '../../../utils/messaging/run-profile-test.ts';
import { createFakeRuntimes } from '../../support/fakes/fake-runtime.ts';
import { aWhipProfile } from '../../support/profiles.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function run(answer: () => Promise<unknown> = () => Promise.resolve('begun')) {
  const runtimeOf = createFakeRuntimes('host', 'page');
  const told: TestReport[] = [];
  const callWorker = vi.fn(answer);
  const cancel = runProfileTest(aWhipProfile(), (each) => told.push(each), {
    callWorker: callWorker as never,
    runtime: runtimeOf('page'),
    newId: () => 'mine',
    ...browserEdges,
  });
  const tell = async (id: string, each: TestReport) => {
    broadcast(runtimeOf('host'), 'profile-test-reported', { id, report: each });
    await vi.advanceTimersByTimeAsync(0);
  };
  return { told, callWorker, cancel, tell };
}

describe('a test that a page has begun', () => {
  it('is followed to its end, and no other one is', async () => {
    const { told, tell } = run();
    await tell('other', { end: 'cancelled' });
    await tell('mine', { step: 'closed', told: true });
    await tell('mine', { end: 'passed' });
    await tell('mine', { step: 'closed', told: true });
    expect(told).toEqual([{ step: 'closed', told: true }, { end: 'passed' }]);
  });

  it.each<[string, () => Promise<unknown>, TestReport]>([
    ['a session runs', () => Promise.resolve('session-running'), { end: 'session-running' }],
    [
      'it cannot begin',
      () => Promise.reject(new FailureError({ reason: 'host-gone' })),
      { end: 'failed', failure: { reason: 'host-gone' } },
    ],
  ])('ends at once where %s', async (_name, answer, end) => {
    const { told } = run(answer);
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual([end]);
  });

  it('ends also where nobody tells anything any more', async () => {
    const { told } = run();
    await vi.advanceTimersByTimeAsync(90_000);
    expect(told).toEqual([{ end: 'failed', failure: { reason: 'host-gone' } }]);
  });

  it('can be cancelled, but not after its end', async () => {
    const { callWorker, cancel, tell } = run();
    cancel();
    expect(callWorker).toHaveBeenLastCalledWith('cancel-profile-test');
    await tell('mine', { end: 'cancelled' });
    cancel();
    expect(callWorker).toHaveBeenCalledTimes(2);
  });
});

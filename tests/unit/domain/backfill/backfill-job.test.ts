import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterAttempt,
  jobsFor,
  nextJob,
  plannedJob,
  retried,
  type BackfillJob,
} from '../../../../utils/domain/backfill/backfill-job.ts';
import type { Failure } from '../../../../utils/domain/failure/failure.ts';
import { everyFailure } from '../../../support/failures.ts';

const [job] = jobsFor(plannedJob('session', 'gap', 1000), [{ from: 1, to: 2, gaps: [{ from: 1, to: 2 }] }]);
const running: BackfillJob = { ...(job as BackfillJob), state: 'running' };
const failed = (failure: Failure, of = running) => afterAttempt(of, { type: 'failed', failure }, 5000, 0);

describe('a request after an attempt', () => {
  it.each<[Failure, 'waiting' | 'failed', number?]>([
    [{ reason: 'server-timeout' }, 'waiting', 30_000],
    [{ reason: 'server-unreachable' }, 'waiting', 30_000],
    [{ reason: 'server-error', status: 502 }, 'waiting', 30_000],
    [{ reason: 'server-answer-invalid' }, 'waiting', 30_000],
    [{ reason: 'server-overloaded', retryAfterMs: 120_000 }, 'waiting', 120_000],
    [{ reason: 'server-overloaded', retryAfterMs: 1 }, 'waiting', 30_000],
    [{ reason: 'server-overloaded', retryAfterMs: 365 * 86_400_000 }, 'waiting', 300_000],
    [{ reason: 'server-unauthorized' }, 'failed'],
    [{ reason: 'server-not-found' }, 'failed'],
    [{ reason: 'server-refused', status: 400 }, 'failed'],
    [{ reason: 'server-quota', status: 402 }, 'failed'],
    [{ reason: 'token-unusable' }, 'failed'],
    [{ reason: 'server-permission-needed', origin: 'https://batch.example' }, 'failed'],
  ])('that failed with %j is %s', (failure, state, waitMs = 0) => {
    const after = failed(failure);
    expect(after).toMatchObject({ state, failure, attempts: 1 });
    if (state === 'waiting') expect(after.notBefore).toBe(5000 + waitMs);
  });

  it('is over after some attempts, whatever fails, and never sooner than the wait before', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...everyFailure), { minLength: 10, maxLength: 10 }), (all) => {
        let current = running;
        for (const failure of all) {
          const before = current.notBefore;
          current = afterAttempt({ ...current, state: 'running' }, { type: 'failed', failure }, before, 0.5);
          if (current.state === 'failed') return;
          expect(current.notBefore - before).toBeGreaterThanOrEqual(15_000);
          expect(current.notBefore - before).toBeLessThanOrEqual(30 * 60_000);
        }
        expect(current.state).toBe('failed');
      }),
    );
  });

  it('that a session interrupted waits as if nothing had been', () => {
    expect(afterAttempt(running, { type: 'interrupted' }, 5000, 0)).toEqual(job);
  });

  it('without words says why', () => {
    const noted = (note: 'unspoken' | 'no-recording' | 'no-endpoint') =>
      afterAttempt({ ...running, failure: { reason: 'server-timeout' } }, { type: 'noted', note }, 0, 0);
    expect(noted('unspoken')).toEqual({ ...running, state: 'done', note: 'unspoken' });
    expect(noted('no-endpoint')).toEqual({ ...running, state: 'failed', note: 'no-endpoint' });
  });

  it('begins anew when its user wants that', () => {
    const over = failed({ reason: 'server-unauthorized' });
    expect(retried(over, 9000)).toEqual({ ...job, notBefore: 9000 });
  });
});

it('the next request is the oldest whose time has come, and of those the one spoken first', () => {
  const make = (id: string, more: Partial<BackfillJob>): BackfillJob => ({
    ...running,
    state: 'waiting',
    id,
    ...more,
  });
  const jobs = [
    make('later', { requestedAt: 2, from: 0 }),
    make('second', { requestedAt: 1, from: 5 }),
    make('first', { requestedAt: 1, from: 4 }),
    make('not yet', { requestedAt: 0, notBefore: 9999 }),
    make('cancelled', { requestedAt: 0, state: 'cancelled' }),
  ];
  expect(nextJob(jobs, 1000)?.id).toBe('first');
  expect(nextJob(jobs.slice(3), 1000)).toBeNull();
});

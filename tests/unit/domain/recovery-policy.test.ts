import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../utils/domain/failure.ts';
import {
  afterFailedAttempt,
  afterGoodbye,
  connectAgainMs,
  holdMs,
  iceRestartMs,
  lossFailure,
  nextRung,
  type LossCause,
} from '../../../utils/domain/recovery-policy.ts';

const later: Failure[] = [
  { reason: 'server-unreachable' },
  { reason: 'server-timeout' },
  { reason: 'server-error', status: 502 },
  { reason: 'server-overloaded', retryAfterMs: null },
  { reason: 'connect-timeout' },
  { reason: 'connection-lost', status: 'failed' },
  { reason: 'turn-unreachable' },
];

const final: Failure[] = [
  { reason: 'server-unauthorized' },
  { reason: 'server-forbidden' },
  { reason: 'server-not-found' },
  { reason: 'server-gone' },
  { reason: 'server-refused', status: 406 },
  { reason: 'server-redirected', origin: 'https://login.example' },
  { reason: 'server-answer-invalid' },
  { reason: 'server-permission-needed', origin: 'https://media.example' },
  { reason: 'server-ended' },
  { reason: 'secret-expired' },
  { reason: 'turn-unauthorized' },
  { reason: 'unexpected', message: 'TypeError' },
];

const anyAttempt = { attempt: 1, oldLives: true, jitter: 0 };

describe('a start whose connection came to nothing', () => {
  /** The last moment of a start, in milliseconds, at which it connects again without and with news of the network. */
  const until: Partial<Record<Failure['reason'], [steady: number, changing: number]>> = {
    'connect-timeout': [15_000, 15_000],
    'turn-unreachable': [2999, 15_000],
    'server-unreachable': [499, 15_000],
    'server-timeout': [-1, 15_000],
    'connection-lost': [-1, 15_000],
    'server-busy': [-1, 15_000],
  };

  it.each<Failure>([...later, { reason: 'server-busy' }, ...final])(
    'connects again after $reason only as long as the network may be to blame',
    (failure) => {
      const [steady, changing] = until[failure.reason] ?? [-1, -1];
      for (const startedMsAgo of [0, 499, 500, 2999, 3000, 15_000]) {
        const start = { failure, startedMsAgo };
        expect(connectAgainMs({ ...start, isNetworkChanging: false })).toBe(
          startedMsAgo <= steady ? 500 : null,
        );
        expect(connectAgainMs({ ...start, isNetworkChanging: true })).toBe(
          startedMsAgo <= changing ? 500 : null,
        );
      }
    },
  );
});

describe('an ICE restart', () => {
  it.each([
    [0, false, 500],
    [0.05, false, 600],
    [0.25, false, 1000],
    [3, false, 1000],
    [null, false, 1000],
    [0, true, 1000],
  ])('over a round trip of %s s (one publisher: %s) is waited for %i ms', (seconds, onePublisher, ms) => {
    expect(iceRestartMs(seconds, onePublisher)).toBe(ms);
  });
});

describe('a loss', () => {
  it.each<[LossCause, number, string]>([
    ['link-silent', 1000, 'ice-restart'],
    ['network-lost', 1000, 'ice-restart'],
    ['disconnected', 0, 'ice-restart'],
    ['failed', 0, 'ice-restart'],
    ['closed', 0, 'new-connection'],
    ['server-ended', 0, 'new-connection'],
    ['replaced', 0, 'new-connection'],
  ])(
    'noticed by %s is held for %i ms, then met by %s where the server can restart ICE',
    (cause, ms, rung) => {
      expect(holdMs(cause)).toBe(ms);
      expect(nextRung(cause, true)).toBe(rung);
      expect(nextRung(cause, false)).toBe('new-connection');
    },
  );

  it.each<[LossCause, string]>([
    ['link-silent', 'disconnected'],
    ['network-lost', 'disconnected'],
    ['disconnected', 'disconnected'],
    ['failed', 'failed'],
    ['closed', 'closed'],
    ['replaced', 'disconnected'],
  ])('that is never made good is told as a lost connection: %s is %s', (cause, status) => {
    expect(lossFailure(cause)).toEqual({ reason: 'connection-lost', status });
  });
});

it('a loss that is the server’s own goodbye is told as that where it is never made good', () => {
  expect(lossFailure('server-ended')).toEqual({ reason: 'server-ended' });
});

it.each([
  [0, 'give-up'],
  [2999, 'give-up'],
  [3000, 'reconnect'],
  [3_600_000, 'reconnect'],
])('a server that says goodbye to a connection heard for %i ms makes it %s', (ms, decision) => {
  expect(afterGoodbye(ms)).toBe(decision);
});

describe('after an attempt that failed', () => {
  it.each(final)('with %o it gives up, with that very failure', (failure) => {
    expect(afterFailedAttempt({ ...anyAttempt, failure })).toEqual({ step: 'give-up', failure });
  });

  it.each(later)('with %o it tries again', (failure) => {
    expect(afterFailedAttempt({ ...anyAttempt, failure }).step).toBe('again');
  });

  it.each([
    [0, 500],
    [7000, 7000],
    [2_592_000_000, 300_000],
  ])('waits as long as the server asks, within bounds: for %i ms it waits %i ms', (retryAfterMs, afterMs) => {
    const failure: Failure = { reason: 'server-overloaded', retryAfterMs };
    expect(afterFailedAttempt({ ...anyAttempt, failure, oldLives: false })).toEqual({
      step: 'again',
      afterMs,
      askedMs: retryAfterMs,
    });
  });

  it('closes the first connection where the server takes but one publisher, and only waits where it is closed', () => {
    const failure: Failure = { reason: 'server-busy' };
    expect(afterFailedAttempt({ ...anyAttempt, failure })).toEqual({ step: 'close-old-first' });
    expect(afterFailedAttempt({ ...anyAttempt, failure, oldLives: false }).step).toBe('again');
  });

  it.each([
    ['a server that does not answer', { reason: 'server-unreachable' } as const, [250, 500, 1000, 1000]],
    [
      'a server that answers with errors',
      { reason: 'server-error', status: 500 } as const,
      [500, 1000, 2000, 4000, 5000],
    ],
  ])('doubles the wait for %s, up to a cap', (_name, failure, waits) => {
    const steps = waits.map((_, index) => afterFailedAttempt({ ...anyAttempt, failure, attempt: index + 1 }));
    expect(steps).toEqual(waits.map((afterMs) => ({ step: 'again', afterMs, askedMs: null })));
  });

  it('never waits for nothing, nor longer than the cap, however many attempts there were and however the dice fall', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...later),
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failure, attempt, jitter) => {
          const next = afterFailedAttempt({ failure, attempt, oldLives: true, jitter });
          const isAnswered = failure.reason !== 'server-unreachable' && failure.reason !== 'server-timeout';
          const afterMs = next.step === 'again' ? next.afterMs : NaN;
          expect(afterMs).toBeGreaterThanOrEqual(125);
          expect(afterMs).toBeLessThanOrEqual(isAnswered ? 5000 : 1000);
        },
      ),
    );
  });
});

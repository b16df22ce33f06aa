import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterFailedAttempt,
  mayBeBusy,
  meansOnePublisher,
  type AttemptDecision,
  type OldSession,
} from '../../../../utils/domain/recovery/attempt-verdict.ts';
import type { Failure } from '../../../../utils/domain/failure/failure.ts';
import { httpFailure } from '../../../../utils/signalling/http/http-failure.ts';
import { everyFailure } from '../../../support/failures.ts';

const first = { attempt: 1, refusals: 0, jitter: 0 };
const answerOf = (status: number, retryAfter: string | null = null) =>
  httpFailure(
    {
      status,
      retryAfter,
      sent: 'bearer',
      schemes: [],
      expires: false,
      redirectedTo: null,
      keepsPath: false,
      isElsewhere: false,
      said: null,
      codes: [],
    },
    0,
  );

/** How many times in a row a failure is met before it is believed; null where it never is. */
function triesUntilFinal(failure: Failure, old: OldSession): number | null {
  let refusals = 0;
  for (let tries = 0; tries < 1000; tries += 1) {
    const decision = afterFailedAttempt({ failure, attempt: tries + 1, refusals, old, jitter: 0 });
    if (decision.step === 'give-up') return tries;
    refusals = decision.refusals;
  }
  return null;
}

describe('a status that refuses an attempt of a session that was accepted', () => {
  /** The number of tries where nothing of the session before is left, and where that is not known. */
  it.each([
    [400, true, 5, 20],
    [401, true, 5, 5],
    [402, true, 5, 5],
    [403, true, 5, 20],
    [404, true, 5, 20],
    [406, true, 5, 20],
    [409, true, null, null],
    [410, true, 5, 20],
    [415, true, 5, 20],
    [418, true, 5, 20],
    [422, true, 5, 20],
    [423, true, 5, 20],
    [428, true, 5, 20],
    [429, false, null, null],
    [451, true, 5, 20],
    [500, false, null, null],
    [502, false, null, null],
    [503, false, null, null],
    [504, false, null, null],
    [302, false, 5, 5],
  ])(
    'of %i closes an open connection: %s; is final after %s tries with nothing left there, else %s',
    (status, closes, gone, unreleased) => {
      const failure = answerOf(status);
      expect(afterFailedAttempt({ ...first, failure, old: 'lives' })).toMatchObject({
        step: 'again',
        closesOld: closes,
      });
      expect(triesUntilFinal(failure, 'gone')).toBe(gone);
      expect(triesUntilFinal(failure, 'unreleased')).toBe(unreleased);
    },
  );

  it('is never final at once if it is of 4xx, whatever the server still holds', () => {
    const anyStatus = fc.integer({ min: 400, max: 499 });
    const anyOld = fc.constantFrom<OldSession>('lives', 'unreleased', 'gone');
    fc.assert(
      fc.property(anyStatus, anyOld, (status, old) => {
        expect(afterFailedAttempt({ ...first, failure: answerOf(status), old }).step).toBe('again');
      }),
    );
  });

  it('closes an open connection without a wait, and is then asked again only after a wait', () => {
    const failure: Failure = { reason: 'server-forbidden' };
    const closing = afterFailedAttempt({ ...first, failure, old: 'lives' });
    expect(closing).toEqual({ step: 'again', afterMs: 0, askedMs: null, closesOld: true, refusals: 1 });
    expect(afterFailedAttempt({ ...first, attempt: 2, refusals: 1, failure, old: 'gone' })).toEqual({
      step: 'again',
      afterMs: 1000,
      askedMs: null,
      closesOld: false,
      refusals: 2,
    });
  });

  it('that asks for a wait keeps the first connection, which may still heal, at the first refusal only', () => {
    const failure: Failure = { reason: 'server-overloaded', retryAfterMs: 7000 };
    const decide = (attempt: number) => afterFailedAttempt({ ...first, failure, attempt, old: 'lives' });
    expect(decide(1)).toMatchObject({ closesOld: false, afterMs: 7000 });
    expect(decide(2)).toMatchObject({ closesOld: true, afterMs: 7000 });
  });
});

describe('after an attempt that failed', () => {
  const neverFinal: Failure[] = [
    { reason: 'server-unreachable' },
    { reason: 'server-timeout' },
    { reason: 'server-error', status: 502 },
    { reason: 'server-overloaded', retryAfterMs: null },
    { reason: 'server-busy' },
    { reason: 'connect-timeout' },
    { reason: 'connection-lost', status: 'failed' },
    { reason: 'turn-unreachable' },
    { reason: 'unexpected', message: 'UnknownError' },
  ];
  const finalAtOnce: Failure[] = [
    { reason: 'server-permission-needed', origin: 'https://media.example' },
    { reason: 'turn-unauthorized' },
    { reason: 'microphone-refused' },
  ];

  it.each(neverFinal)('with %o it tries again, however often', (failure) => {
    expect(triesUntilFinal(failure, 'gone')).toBeNull();
  });

  it.each(finalAtOnce)('with %o it gives up, with that very failure', (failure) => {
    expect(afterFailedAttempt({ ...first, failure, old: 'lives' })).toEqual({ step: 'give-up', failure });
  });

  it.each([
    [0, 500],
    [7000, 7000],
    [2_592_000_000, 300_000],
  ])(
    'it waits as long as the server asks, within bounds: for %i ms it waits %i ms',
    (retryAfterMs, afterMs) => {
      const failure: Failure = { reason: 'server-overloaded', retryAfterMs };
      expect(afterFailedAttempt({ ...first, failure, old: 'gone' })).toMatchObject({
        step: 'again',
        afterMs,
        askedMs: retryAfterMs,
      });
    },
  );

  it.each([
    ['a server that does not answer', { reason: 'server-unreachable' } as const, [250, 500, 1000, 1000]],
    [
      'a server that answers with errors',
      { reason: 'server-error', status: 500 } as const,
      [500, 1000, 2000, 4000, 5000],
    ],
  ])('it doubles the wait for %s, up to a cap', (_name, failure, waits) => {
    const steps = waits.map((_, index) =>
      afterFailedAttempt({ ...first, failure, attempt: index + 1, old: 'lives' }),
    );
    expect(steps.map(waitOf)).toEqual(waits);
  });

  it('it waits at least the backoff where no connection has to be closed', () => {
    const anyOld = fc.constantFrom<OldSession>('lives', 'unreleased', 'gone');
    fc.assert(
      fc.property(
        fc.constantFrom(...everyFailure),
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        anyOld,
        (failure, attempt, jitter, old) => {
          const next = afterFailedAttempt({ failure, attempt, refusals: 0, old, jitter });
          if (next.step === 'give-up') return;
          expect(next.afterMs).toBeLessThanOrEqual(300_000);
          expect(next.afterMs).toBeGreaterThanOrEqual(next.closesOld ? 0 : 125);
        },
      ),
    );
  });
});

it('only refusals teach that a server takes one publisher, or is still busy with an earlier session', () => {
  const reasons = (is: (failure: Failure) => boolean) => [
    ...new Set(everyFailure.filter(is).map(({ reason }) => reason)),
  ];
  expect(reasons(meansOnePublisher).toSorted()).toEqual([
    'server-busy',
    'server-forbidden',
    'server-refused',
  ]);
  expect(reasons(mayBeBusy).toSorted()).toEqual([
    'secret-expired',
    'server-busy',
    'server-forbidden',
    'server-gone',
    'server-not-found',
    'server-quota',
    'server-redirected',
    'server-refused',
    'server-unauthorized',
  ]);
});

function waitOf(decision: AttemptDecision): number | null {
  return decision.step === 'again' ? decision.afterMs : null;
}

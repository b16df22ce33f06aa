import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../../utils/domain/failure/failure.ts';
import {
  afterServerEnd,
  connectAgainMs,
  holdMs,
  iceRestartMs,
  lossFailure,
  nextRung,
  type LossCause,
} from '../../../../utils/domain/recovery/recovery-policy.ts';

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

describe('a start whose connection came to nothing', () => {
  /**
   * The last moment of a start, in milliseconds, at which it connects again without and with news of the
   * network.
   */
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
        const start = { failure, startedMsAgo, wasAccepted: false };
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

it('a start at a port that no browser asks connects once, whatever the network does', () => {
  const failure: Failure = { reason: 'server-unreachable', why: 'restricted-port' };
  for (const isNetworkChanging of [true, false])
    expect(connectAgainMs({ failure, startedMsAgo: 0, isNetworkChanging, wasAccepted: false })).toBeNull();
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

it('a loss by the server’s own end of the connection has that as its failure where recovery fails', () => {
  expect(lossFailure('server-ended')).toEqual({ reason: 'server-ended' });
});

it.each([
  [0, 'give-up'],
  [2999, 'give-up'],
  [3000, 'reconnect'],
  [3_600_000, 'reconnect'],
])('a server that ends a connection heard for %i ms makes it %s', (ms, decision) => {
  expect(afterServerEnd(ms)).toBe(decision);
});

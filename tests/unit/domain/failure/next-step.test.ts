import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../../utils/domain/failure/failure.ts';
import { furtherStepsFor, nextStepFor } from '../../../../utils/domain/failure/failure-rules.ts';
import { isStart, nextSteps, type NextStep } from '../../../../utils/domain/failure/next-step.ts';
import { everyFailure } from '../../../support/failures.ts';

const table: [NextStep, Failure[]][] = [
  [
    'open-permission-page',
    [
      { reason: 'microphone-permission-needed' },
      { reason: 'microphone-grant-ended' },
      { reason: 'microphone-dismissed' },
      { reason: 'server-permission-needed', origin: 'https://speech.example' },
    ],
  ],
  ['open-site-settings', [{ reason: 'microphone-refused' }]],
  [
    'choose-microphone',
    [
      { reason: 'microphone-missing' },
      { reason: 'microphone-unusable', name: 'AbortError' },
      { reason: 'microphone-ended' },
      { reason: 'frames-failing', cause: 'no-frame', count: 50 },
    ],
  ],
  ['open-server', [{ reason: 'server-moved-unseen' }]],
  [
    'edit-profile',
    [
      { reason: 'server-unauthorized' },
      { reason: 'server-forbidden' },
      { reason: 'server-not-found' },
      { reason: 'server-gone' },
      { reason: 'server-refused', status: 422 },
      { reason: 'server-redirected', origin: 'https://eu.speech.example' },
      { reason: 'server-moved', to: 'https://eu.speech.example/whip', status: 405 },
      { reason: 'server-quota', status: 429 },
      { reason: 'token-unusable' },
      { reason: 'server-answer-invalid' },
      { reason: 'server-answer-unusable', why: null },
      { reason: 'secret-expired' },
      { reason: 'turn-unauthorized' },
      { reason: 'turn-unreachable' },
      { reason: 'connect-timeout' },
    ],
  ],
  [
    'open-audio-settings',
    [
      { reason: 'frames-failing', cause: 'queue-full', count: 50 },
      { reason: 'frames-failing', cause: 'consumer-threw', count: 50 },
    ],
  ],
  ['open-settings', [{ reason: 'settings-unreadable' }]],
  ['open-storage', [{ reason: 'storage-full' }]],
  [
    'wait-and-start',
    [
      { reason: 'server-busy' },
      { reason: 'server-overloaded', retryAfterMs: 30_000 },
      { reason: 'server-error', status: 500 },
    ],
  ],
  [
    'start-again',
    [
      { reason: 'microphone-refused-by-system' },
      { reason: 'microphone-busy' },
      { reason: 'unattended', about: 'quiet' },
      { reason: 'unattended', about: 'long-loss' },
      { reason: 'policy-unanswered' },
      { reason: 'policy-overruled' },
      { reason: 'server-unreachable' },
      { reason: 'server-timeout' },
      { reason: 'server-ended' },
      { reason: 'connection-lost', status: 'failed' },
      { reason: 'frames-failing', cause: 'disconnected', count: 50 },
      { reason: 'host-gone' },
      { reason: 'unexpected', message: 'TypeError' },
    ],
  ],
  ['resume', [{ reason: 'interrupted', at: 0 }]],
];

describe('the next step', () => {
  it.each(table.flatMap(([step, failures]) => failures.map((failure) => [failure, step] as const)))(
    'after %o is %s',
    (failure, step) => {
      expect(nextStepFor(failure)).toBe(step);
    },
  );

  it('is in this table for every reason', () => {
    const told = new Set(table.flatMap(([, failures]) => failures.map(({ reason }) => reason)));
    expect(everyFailure.filter(({ reason }) => !told.has(reason))).toEqual([]);
    expect(table.map(([step]) => step).sort()).toEqual([...nextSteps].sort());
  });

  it.each(everyFailure.map((failure) => [failure]))('after %o is never offered twice', (failure) => {
    const steps = [nextStepFor(failure), ...furtherStepsFor(failure)];
    expect(new Set(steps).size).toBe(steps.length);
  });

  it('is a click on Start only where nothing else comes first', () => {
    expect(nextSteps.filter(isStart)).toEqual(['start-again', 'wait-and-start', 'resume']);
  });
});

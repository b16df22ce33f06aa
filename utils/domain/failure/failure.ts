import type { Failure } from './failure-table.ts';
import { isStorageFull } from './storage-full.ts';

/**
 * What ends a session without the user having asked for it: a closed set (`failure-table.ts`), so that each has its own
 * words and its own next click (`nextStepFor`).
 */
export type { Failure };

export type FailureReason = Failure['reason'];

/** Carries a {@link Failure} through code that throws; `cause` keeps what the platform said. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.reason, options);
    this.name = 'FailureError';
    this.failure = failure;
  }
}

/** What to tell the user of something caught: its failure, or `unexpected` where it is a bug of ours. */
export function toFailure(caught: unknown): Failure {
  if (caught instanceof FailureError) return caught.failure;
  if (isStorageFull(caught)) return { reason: 'storage-full' };
  return { reason: 'unexpected', message: caught instanceof Error ? caught.name : typeof caught };
}

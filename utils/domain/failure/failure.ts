import type { Failure } from './failure-table.ts';
import { isStorageFull } from './storage-full.ts';

/**
 * A reason for which a session ends without the user having asked for it: one of a closed set
 * (`failure-table.ts`), so that each has its own words and its own next click (`nextStepFor`).
 */
export type { Failure };

export type FailureReason = Failure['reason'];

/** Carries a {@link Failure} through code that throws; `cause` is the platform's error. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.reason, options);
    this.name = 'FailureError';
    this.failure = failure;
  }
}

/**
 * Turns a caught error into the failure to tell the user: the one it carries, or `unexpected` for a defect of
 * the extension.
 */
export function toFailure(caught: unknown): Failure {
  if (caught instanceof FailureError) return caught.failure;
  if (isStorageFull(caught)) return { reason: 'storage-full' };
  return { reason: 'unexpected', message: caught instanceof Error ? caught.name : typeof caught };
}

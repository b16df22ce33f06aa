import type { Failure } from '../../domain/failure/failure.ts';
import { readRetryAfter } from './retry-after.ts';

/** The parts of a response that decide its failure. */
export interface RefusedResponse {
  status: number;
  retryAfter: string | null;
  /** The origin that the response came from, when redirects led away from the one asked; else null. */
  redirectedTo: string | null;
}

/** The failure that a response outside 2xx stands for. `now` is epoch milliseconds. */
export function httpFailure({ status, retryAfter, redirectedTo }: RefusedResponse, now: number): Failure {
  switch (status) {
    case 401:
      // fetch leaves Authorization out on the way to another origin, so the token may well be right.
      if (redirectedTo !== null) return { reason: 'server-redirected', origin: redirectedTo };
      return { reason: 'server-unauthorized' };
    case 403:
      return { reason: 'server-forbidden' };
    case 404:
      return { reason: 'server-not-found' };
    case 409:
      return { reason: 'server-busy' };
    case 410:
      return { reason: 'server-gone' };
    case 429:
    case 503:
      return { reason: 'server-overloaded', retryAfterMs: readRetryAfter(retryAfter, now) };
  }
  if (status >= 500) return { reason: 'server-error', status };
  if (status >= 400) return { reason: 'server-refused', status };
  return { reason: 'server-answer-invalid' };
}

import type { ConnectionStatus } from './connection-status.ts';

/** What made a frame fail. `disconnected` counts only where the session stops on a loss instead of recovering. */
export const frameErrorCauses = ['no-frame', 'queue-full', 'consumer-threw', 'disconnected'] as const;
export type FrameErrorCause = (typeof frameErrorCauses)[number];

/**
 * Every way in which a session can end without the user having asked for it: a closed set, so that each has its own
 * words and its own next click (`nextStepFor`). Plain data, because it crosses contexts and is stored.
 */
export type Failure =
  | { reason: 'microphone-permission-needed' }
  | { reason: 'microphone-grant-ended' }
  | { reason: 'microphone-refused' }
  | { reason: 'microphone-dismissed' }
  | { reason: 'microphone-missing' }
  | { reason: 'microphone-busy' }
  | { reason: 'microphone-unusable'; name: string }
  | { reason: 'microphone-ended' }
  | { reason: 'server-permission-needed'; origin: string }
  | { reason: 'server-unreachable' }
  | { reason: 'server-timeout' }
  | { reason: 'server-unauthorized' }
  | { reason: 'server-forbidden' }
  | { reason: 'server-not-found' }
  | { reason: 'server-gone' }
  | { reason: 'server-busy' }
  | { reason: 'server-overloaded'; retryAfterMs: number | null }
  | { reason: 'server-refused'; status: number }
  | { reason: 'server-error'; status: number }
  | { reason: 'server-redirected'; origin: string }
  | { reason: 'server-answer-invalid' }
  | { reason: 'server-ended' }
  | { reason: 'secret-expired' }
  | { reason: 'turn-unauthorized' }
  | { reason: 'turn-unreachable' }
  | { reason: 'connect-timeout' }
  | { reason: 'connection-lost'; status: ConnectionStatus }
  | { reason: 'frames-failing'; cause: FrameErrorCause; count: number }
  | { reason: 'settings-unreadable' }
  | { reason: 'host-gone' }
  /** The browser was ended in the middle; `at` is the last known moment, in epoch milliseconds. */
  | { reason: 'interrupted'; at: number }
  | { reason: 'unexpected'; message: string };

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
  return { reason: 'unexpected', message: caught instanceof Error ? caught.name : typeof caught };
}

import { noFrames } from '../frames/error-threshold.ts';
import type { FrameCounts } from '../frames/frame-counts.ts';
import type { SessionEvent } from '../log/session-event.ts';

/** How much of its permitted frame errors a session used. */
export interface ErrorBudget {
  /** The number of consecutive errors that ends the session; null where the log does not tell. */
  threshold: number | null;
  /** The frames of all the session's hosts together; null while none has counted yet. */
  counts: FrameCounts | null;
}

/** Adds up the frames of all hosts: each counts its own, and logs them at its end. */
export function errorBudget(events: readonly SessionEvent[]): ErrorBudget {
  const started = events.find((event) => event.kind === 'session-started');
  const counted = events.filter((event) => event.kind === 'frames-counted').map(({ counts }) => counts);
  return {
    threshold: started?.watch.errorThreshold ?? null,
    counts: counted.length === 0 ? null : counted.reduce(added, noFrames()),
  };
}

function added(one: FrameCounts, other: FrameCounts): FrameCounts {
  const failed = { ...one.failed };
  for (const cause of Object.keys(failed) as (keyof typeof failed)[]) failed[cause] += other.failed[cause];
  return {
    handedOn: one.handedOn + other.handedOn,
    failed,
    dropped: one.dropped + other.dropped,
    consecutiveErrors: other.consecutiveErrors,
  };
}

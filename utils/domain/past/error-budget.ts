import { noFrames } from '../frames/error-threshold.ts';
import type { FrameCounts } from '../frames/frame-counts.ts';
import type { SessionEvent } from '../log/session-event.ts';

/** What a session used of the errors it endures. */
export interface ErrorBudget {
  /** So many in a row end it; null where the log does not tell. */
  threshold: number | null;
  /** Of all its hosts together; null while none has counted yet. */
  counts: FrameCounts | null;
}

/** Each host counts its own frames, and tells at its end. */
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

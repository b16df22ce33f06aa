import { nextRung } from '../recovery/recovery-policy.ts';
import type { LinkReading } from './session-fact.ts';
import type { StateOf } from './session-state.ts';
import type { Transition } from './transition.ts';

/** Goes on to the next rung; on the highest, to the next attempt. */
export function climb(state: StateOf<'recovering'>, { canRestartIce }: LinkReading): Transition {
  if (state.rung === 'new-connection' || nextRung(state.cause, canRestartIce) === 'new-connection') {
    return attempt(state);
  }
  return {
    state: { ...state, rung: 'ice-restart', retryAt: null, askedMs: null },
    effects: [{ type: 'restart-ice' }],
  };
}

/** Begins an attempt at a new connection from any rung, in place of an attempt under way. */
export function attempt(state: StateOf<'recovering'>): Transition {
  const next = state.attempt + 1;
  return {
    state: { ...state, rung: 'new-connection', attempt: next, retryAt: null, askedMs: null },
    effects: [{ type: 'attempt', attempt: next }],
  };
}

/**
 * Waits for `forMs` milliseconds on the present rung, unless the connection is heard sooner. `at` is epoch
 * milliseconds, `askedMs` is what the server asked to wait.
 */
export function wait(
  state: StateOf<'recovering'>,
  at: number,
  ms: number,
  askedMs: number | null = null,
): Transition {
  return { state: { ...state, retryAt: at + ms, askedMs }, effects: [{ type: 'wait-to-retry', ms }] };
}

import type { SessionState } from './session-state.ts';

/** Milliseconds of a loss for which the computer is kept awake: a longer loss may never heal. */
const longestLossMs = 15 * 60_000;

/** Whether the computer is to be kept awake for this session; `now` is epoch milliseconds. */
export function keepsAwake(state: SessionState, now: number): boolean {
  // The difference is absolute, so that a clock that was set back does not make a loss last for ever.
  return (
    state.phase === 'live' || (state.phase === 'recovering' && Math.abs(now - state.since) < longestLossMs)
  );
}

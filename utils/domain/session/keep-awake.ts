import type { SessionState } from './session-state.ts';

/** Milliseconds of a loss for which the computer is kept awake: a longer loss may never heal. */
const longestLossMs = 15 * 60_000;

/** Whether the computer is to be kept awake for this session; `now` is epoch milliseconds. */
export function keepsAwake(state: SessionState, now: number): boolean {
  return state.phase === 'live' || (state.phase === 'recovering' && now - state.since < longestLossMs);
}

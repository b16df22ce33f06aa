import type { Ending, RunningState, SessionEffect, SessionState } from './session-state.ts';

/** What an input makes of a session: the next state, and what is to be done in the world. */
export interface Transition {
  state: SessionState;
  effects: readonly SessionEffect[];
}

/** Nothing is to be done; said of the same state, the input means nothing in it. */
export function unchanged(state: SessionState): Transition {
  return { state, effects: [] };
}

/** Whatever the reason, nothing is over before all is released. */
export function end({ running }: RunningState, ending: Ending): Transition {
  return { state: { phase: 'stopping', session: running.session, ending }, effects: [{ type: 'release' }] };
}

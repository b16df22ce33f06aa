import type { Ending, RunningState, SessionEffect, SessionState } from './session-state.ts';

/** The result of an input: the session's next state, and the effects to perform. */
export interface Transition {
  state: SessionState;
  effects: readonly SessionEffect[];
}

/** The same state without any effect; where the state is the one before, the input means nothing in it. */
export function unchanged(state: SessionState): Transition {
  return { state, effects: [] };
}

/** Ends a session for any reason. It is `stopping` until everything is released. */
export function end({ running }: RunningState, ending: Ending): Transition {
  return { state: { phase: 'stopping', session: running.session, ending }, effects: [{ type: 'release' }] };
}

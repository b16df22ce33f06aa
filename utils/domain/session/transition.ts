import { doing, type Step } from '../steps/step.ts';
import type { DecidedEvent, Observation } from './observation.ts';
import type { Ending, RunningState, SessionState } from './session-state.ts';
import type { SessionEffect } from './session-effect.ts';

/** The result of an input: the session's next state, the effects to perform, and the lines for its log. */
export interface Transition extends Step<SessionState, SessionEffect> {
  /** The lines in the order in which they are written; absent where there are none. */
  log?: readonly (DecidedEvent | Observation)[];
}

/** The same state without any effect; where the state is the one before, the input means nothing in it. */
export function unchanged(state: SessionState): Transition {
  return { state, effects: [] };
}

/** The same result, with an effect that is performed before the others. */
export function first(effect: SessionEffect, next: Transition): Transition {
  return { ...next, effects: [effect, ...next.effects] };
}

/** The same result, with an effect that is performed after the others. */
export function afterwards(effect: SessionEffect, next: Transition): Transition {
  return { ...next, effects: [...next.effects, effect] };
}

/** The same result, with lines that are written before the others. */
export function logged(log: readonly DecidedEvent[], next: Transition): Transition {
  const all = [...log, ...(next.log ?? [])];
  return all.length === 0 ? next : { ...next, log: all };
}

/** Ends a session for any reason. It is `stopping` until everything is released. */
export function end({ running }: RunningState, ending: Ending): Transition {
  const { session, stopsWhenDelivered, unaskedOrigin } = running;
  const isTold = ending.by === 'user' && stopsWhenDelivered;
  const line: DecidedEvent =
    ending.by === 'user' ? { kind: 'stop-requested' } : { kind: 'session-failed', failure: ending.failure };
  const state = {
    phase: 'stopping',
    session,
    ending,
    ...(unaskedOrigin !== null && { unaskedOrigin }),
  } as const;
  return logged(isTold ? [] : [line], doing(state, { type: 'release' }));
}

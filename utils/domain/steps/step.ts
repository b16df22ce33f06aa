/** The result of a fact, or of a part of it, in a pure transition: the next state, and the effects to perform. */
export interface Step<State, Effect> {
  state: State;
  effects: readonly Effect[];
}

/** A state, and effects that are performed in it. */
export function doing<State, const Effect>(state: State, ...effects: Effect[]): Step<State, Effect> {
  return { state, effects };
}

/** The result of one step after another: the effects of both, in their order. */
export function followedBy<State, Effect>(
  { state, effects }: Step<State, Effect>,
  next: (state: State) => Step<State, Effect>,
): Step<State, Effect> {
  const after = next(state);
  return { state: after.state, effects: [...effects, ...after.effects] };
}

import { createTricklingDoubt } from '../offer/trickling-doubt.ts';
import type { SignallingDeps } from '../port/signalling-deps.ts';

export type LearningDeps = 'learned' | 'onLearned';

/** The doubt of trickling for an adapter that learns nothing else of its server. */
export function createJsonTricklingDoubt({ learned, onLearned }: Pick<SignallingDeps, LearningDeps>) {
  return createTricklingDoubt(
    () => learned.trickleRefused === true,
    () => onLearned({ ...learned, trickleRefused: true }),
  );
}

import { nextStepFor } from '../failure/failure-rules.ts';
import type { SessionState } from './session-state.ts';

/** Milliseconds after which nobody waits for the words of a session that was cut off. */
const owedForMs = 5 * 60_000;

/**
 * The id of the session whose unsent sound a Start goes on with: one that was cut off a short time ago at the server of the same
 * profile, so that the Start is a Resume; null where there is none. `now` is epoch milliseconds.
 */
export function owedSession(state: SessionState, profileId: string, now: number): string | null {
  if (state.phase !== 'failed' || nextStepFor(state.failure) !== 'resume') return null;
  const { session, endedAt } = state;
  const agoMs = now - endedAt;
  return session.profile.id === profileId && agoMs >= 0 && agoMs <= owedForMs ? session.id : null;
}

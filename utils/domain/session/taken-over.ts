import { newlyRunning } from './newly-running.ts';
import type { StateOf } from './session-state.ts';
import type { SessionFact } from './session-fact.ts';

type TakeOver = Omit<Extract<SessionFact, { type: 'resume-requested' }>, 'type' | 'begun'>;

/**
 * The state of a session whose host is gone, before anything was tried: its connection is lost, and its
 * microphone's condition is not known.
 */
export function takenOver({ running, liveSince, since }: TakeOver): StateOf<'recovering'> {
  const { session, muted, spokeWhileMuted, question, interruptions, gaps } = running;
  const unknown = newlyRunning(session);
  return {
    phase: 'recovering',
    running: {
      ...unknown,
      muted,
      spokeWhileMuted,
      question,
      interruptions,
      // A version without gaps may have stored the state.
      gaps: { ...unknown.gaps, ...gaps },
    },
    liveSince,
    since,
    cause: 'closed',
    rung: 'new-connection',
    attempt: 0,
    refusals: 0,
    retryAt: null,
    askedMs: null,
    replacing: null,
  };
}

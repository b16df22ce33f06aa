import { newlyRunning, type StateOf } from './session-state.ts';
import type { SessionFact } from './session-fact.ts';

type TakeOver = Omit<Extract<SessionFact, { type: 'resume-requested' }>, 'type' | 'begun'>;

/**
 * The state of a session whose host is gone, before anything was tried: its connection is lost, and its
 * microphone's condition is not known.
 */
export function takenOver({ running, liveSince, since }: TakeOver): StateOf<'recovering'> {
  const { session, muted, spokeWhileMuted, question, interruptions } = running;
  return {
    phase: 'recovering',
    running: { ...newlyRunning(session), muted, spokeWhileMuted, question, interruptions },
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

import { newlyRunning, type SessionFact, type StateOf } from './session-state.ts';

type TakeOver = Omit<Extract<SessionFact, { type: 'resume-requested' }>, 'type'>;

/**
 * A session whose host is gone, before anything was tried: of its connection nothing is left, and of its microphone nothing
 * is known.
 */
export function takenOver({ running, liveSince, since }: TakeOver): StateOf<'recovering'> {
  const { session, muted, spokeWhileMuted, question } = running;
  return {
    phase: 'recovering',
    running: { ...newlyRunning(session), muted, spokeWhileMuted, question },
    liveSince,
    since,
    cause: 'closed',
    rung: 'new-connection',
    attempt: 0,
    refusals: 0,
    retryAt: null,
    askedMs: null,
  };
}

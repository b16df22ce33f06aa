import type { SessionFact, StateOf } from './session-state.ts';

type TakeOver = Omit<Extract<SessionFact, { type: 'resume-requested' }>, 'type'>;

/** A session whose host is gone, before anything was tried: of its connection nothing is left. */
export function takenOver({
  session,
  liveSince,
  since,
  muted,
  spokeWhileMuted,
  question,
}: TakeOver): StateOf<'recovering'> {
  return {
    phase: 'recovering',
    session,
    liveSince,
    since,
    cause: 'closed',
    rung: 'new-connection',
    attempt: 0,
    refusals: 0,
    retryAt: null,
    askedMs: null,
    microphone: 'sounding',
    trouble: null,
    muted,
    spokeWhileMuted,
    question,
    warnings: [],
  };
}

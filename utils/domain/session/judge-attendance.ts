import type { QuestionFact } from './session-question.ts';
import type { StateOf } from './session-state.ts';
import type { Settings } from '../settings/settings.ts';

/** Milliseconds of a loss after which the session asks whether to go on. */
const longLossMs = 60 * 60_000;

/** Milliseconds for an answer. */
export const answerWithinMs = 10 * 60_000;

/** How long things have been as they are, in milliseconds. */
export interface Attendance {
  /** Since somebody spoke, or showed otherwise that they are there. */
  quietMs: number;
  /** Since the connection was lost, or somebody last said to go on; 0 where it is not lost. */
  lossMs: number;
  /** Since the question that stands was asked; 0 where none does. */
  askedMs: number;
}

/** Whether a session that may run by mistake has something to ask, or to do because nobody has answered. */
export function judgeAttendance(
  state: StateOf<'live' | 'recovering'>,
  { quietMs, lossMs, askedMs }: Attendance,
  { quietAfterMs, unanswered }: Settings['attention'],
): QuestionFact | null {
  const { phase, running } = state;
  const { question, muted } = running;
  if (question) {
    if (question.mutedAt !== null) return null;
    const isSettled = question.about === 'quiet' ? quietMs < askedMs : phase === 'live';
    if (isSettled) return { type: 'question-settled' };
    return askedMs >= answerWithinMs ? { type: 'question-unanswered' } : null;
  }
  if (phase === 'recovering' && lossMs >= longLossMs)
    return { type: 'question-due', about: 'long-loss', unanswered };
  // Who has muted is not asked whether to mute.
  const isAsked = quietAfterMs !== null && !(muted && unanswered === 'mute');
  return isAsked && quietMs >= quietAfterMs ? { type: 'question-due', about: 'quiet', unanswered } : null;
}

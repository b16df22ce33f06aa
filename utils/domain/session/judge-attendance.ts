import { answerWithinMs, type QuestionFact } from './session-question.ts';
import type { StateOf } from './session-state.ts';
import type { Settings } from '../settings/settings.ts';

/** Milliseconds of a loss after which the session asks whether to go on. */
const longLossMs = 60 * 60_000;

/** Durations of the present conditions, in milliseconds. */
export interface Attendance {
  /** Milliseconds since somebody spoke, or showed otherwise that they are there. */
  quietMs: number;
  /**
   * Milliseconds since the connection was lost, or since somebody last said to go on; 0 where it is not lost.
   */
  lossMs: number;
  /** Milliseconds since the open question was asked; 0 without one. */
  askedMs: number;
}

/** Decides whether a session that may run by mistake asks something, or acts because nobody has answered. */
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
  // A user who has muted is not asked whether to mute.
  const isAsked = quietAfterMs !== null && !(muted && unanswered === 'mute');
  return isAsked && quietMs >= quietAfterMs ? { type: 'question-due', about: 'quiet', unanswered } : null;
}

import type { QuestionSubject } from '../failure/question-subjects.ts';
import type { Settings } from '../settings/settings.ts';

/** What becomes of a session whose question nobody has answered. */
export type UnansweredAction = Settings['attention']['unanswered'];

/** What a session asks its user, because it may run by mistake. */
export interface SessionQuestion {
  about: QuestionSubject;
  /** Epoch milliseconds. */
  askedAt: number;
  /** What happens where nobody answers. */
  unanswered: UnansweredAction;
  /** Epoch milliseconds when the microphone was muted because nobody had answered; null while an answer is waited for. */
  mutedAt: number | null;
}

/** The fact that follows from how long things have been as they are; null where there is none. */
export type QuestionFact =
  | { type: 'question-due'; about: QuestionSubject; unanswered: UnansweredAction }
  /** What was asked about is over: somebody speaks, or the connection is back. */
  | { type: 'question-settled' }
  | { type: 'question-unanswered' };

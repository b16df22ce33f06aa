import type { QuestionSubject } from '../failure/question-subjects.ts';
import type { Settings } from '../settings/settings.ts';

/** Milliseconds within which a question has to be answered. */
export const answerWithinMs = 10 * 60_000;

/** What happens to a session whose question nobody has answered. */
export type UnansweredAction = Settings['attention']['unanswered'];

/** A question to the user, because the session may run by mistake. */
export interface SessionQuestion {
  about: QuestionSubject;
  /** Epoch milliseconds when the question was asked. */
  askedAt: number;
  /** What happens where nobody answers. */
  unanswered: UnansweredAction;
  /**
   * Epoch milliseconds when the microphone was muted because nobody had answered; null while an answer is
   * waited for.
   */
  mutedAt: number | null;
}

/** The fact that follows from how long the present conditions have lasted; null where there is none. */
export type QuestionFact =
  | { type: 'question-due'; about: QuestionSubject; unanswered: UnansweredAction }
  /** The subject of the question is over: somebody speaks, or the connection is back. */
  | { type: 'question-settled' }
  | { type: 'question-unanswered' };

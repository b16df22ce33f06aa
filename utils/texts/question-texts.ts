import { answerWithinMs, type SessionQuestion } from '../domain/session/session-question.ts';
import { keyPart } from './key-part.ts';
import type { Texts } from './texts.ts';

/**
 * Puts a session's question into words: what it asks, and what happens, or has happened, where nobody
 * answers.
 */
export function questionTexts(
  { t, duration }: Texts,
  { about, unanswered, mutedAt }: SessionQuestion,
): { title: string; message: string } {
  if (mutedAt !== null) return { title: t('question_muted'), message: t('question_muted_message') };
  return {
    title: t(`question_${keyPart(about)}`),
    message: t(`question_${keyPart(about)}_${unanswered}`, duration(answerWithinMs)),
  };
}

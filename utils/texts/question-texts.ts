import type { SessionQuestion, UnansweredAction } from '../domain/session/session-question.ts';
import { answerWithinMs } from '../domain/session/judge-attendance.ts';
import type { QuestionSubject } from '../domain/failure/question-subjects.ts';
import type { TextKey, Texts } from './texts.ts';

const titles = {
  quiet: 'question_quiet',
  'long-loss': 'question_loss',
} as const satisfies Record<QuestionSubject, TextKey>;

const messages = {
  quiet: { mute: 'question_quiet_mute', stop: 'question_quiet_stop' },
  'long-loss': { mute: 'question_loss_mute', stop: 'question_loss_stop' },
} as const satisfies Record<QuestionSubject, Record<UnansweredAction, TextKey>>;

/** What a session asks, and what happens where nobody answers; or that this has happened. */
export function questionTexts(
  { t, duration }: Texts,
  { about, unanswered, mutedAt }: SessionQuestion,
): { title: string; message: string } {
  if (mutedAt !== null) return { title: t('question_muted'), message: t('question_muted_message') };
  return { title: t(titles[about]), message: t(messages[about][unanswered], duration(answerWithinMs)) };
}

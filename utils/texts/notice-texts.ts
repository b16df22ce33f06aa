import type { NoticeWords } from '../domain/session/notices.ts';
import { failureTexts } from './failure-texts.ts';
import { questionTexts } from './question-texts.ts';
import type { Texts } from './texts.ts';

/** The texts of a notification. */
export interface NoticeTexts {
  title: string;
  message: string;
  /** The label of the notification's button; absent where it has none. */
  button?: string;
}

/** Puts a notice into words: what has happened, and what to do. */
export function noticeTexts(texts: Texts, words: NoticeWords): NoticeTexts {
  const { t, duration } = texts;
  switch (words.say) {
    case 'question':
      return { ...questionTexts(texts, words.question), button: t('question_go_on') };
    case 'muted-unanswered':
      return {
        title: t('question_muted'),
        message: t('question_muted_message'),
        button: t('question_unmute'),
      };
    case 'spoke-while-muted':
      return {
        title: t('notice_spoke_while_muted'),
        message: t('notice_spoke_while_muted_message'),
        button: t('question_unmute'),
      };
    case 'session-failed': {
      const { title, explanation } = failureTexts(texts, words.failure);
      return { title, message: explanation };
    }
    case 'connection-lost':
      return {
        title: t('notice_lost'),
        message: t('notice_lost_message', duration(wholeSeconds(words.forMs))),
      };
    case 'connection-back':
      return {
        title: t('notice_back'),
        message: t('notice_back_message', duration(wholeSeconds(words.afterMs))),
      };
    case 'microphone-not-heard':
      return { title: t(`notice_microphone_${words.condition}`), message: t('notice_microphone_message') };
  }
}

function wholeSeconds(ms: number): number {
  return Math.max(1, Math.round(ms / 1000)) * 1000;
}

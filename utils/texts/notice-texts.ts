import type { NoticeWords } from '../domain/notices.ts';
import { failureTexts } from './failure-texts.ts';
import type { TextKey, Texts } from './texts.ts';

/** What a notification is made of. */
export interface NoticeTexts {
  title: string;
  message: string;
}

const microphoneTitles = {
  muted: 'notice_microphone_muted',
  silent: 'notice_microphone_silent',
  missing: 'notice_microphone_missing',
} as const satisfies Record<Extract<NoticeWords, { condition: string }>['condition'], TextKey>;

/** A notice in words: what is so, and what to do. */
export function noticeTexts(texts: Texts, words: NoticeWords): NoticeTexts {
  const { t, duration } = texts;
  switch (words.say) {
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
      return { title: t(microphoneTitles[words.condition]), message: t('notice_microphone_message') };
  }
}

function wholeSeconds(ms: number): number {
  return Math.max(1, Math.round(ms / 1000)) * 1000;
}

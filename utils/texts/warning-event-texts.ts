import type { EventWords } from './event-words.ts';
import { warningTexts } from './warning-texts.ts';

/** A warning begins or ends. */
export const warningEventTexts = {
  'warning-raised'(texts, event) {
    const { raised, detail } = warningTexts(texts, event.warning);
    return { text: raised, detail: detail(event.figure) };
  },
  'warning-cleared'(texts, event) {
    const { t, duration } = texts;
    const { cleared, lasted, detail } = warningTexts(texts, event.warning);
    const words = { good: cleared, end: lasted, moot: t('warning_microphone_moot') };
    return {
      text: words[event.why ?? 'good'],
      detail: t('event_warning_cleared_detail', duration(event.afterMs), detail(event.worst)),
    };
  },
} satisfies Partial<EventWords>;

import type { EventBody, SessionEventKind } from '../domain/log/session-event.ts';
import type { Texts } from './texts.ts';

export interface EventTexts {
  text: string;
  /** Its figures, where it has any. */
  detail: string | null;
}

/** The words of an event, for every kind there is. */
export type EventWords = {
  [Kind in SessionEventKind]: (texts: Texts, event: EventBody<Kind>) => EventTexts;
};

/** Where the text says all there is. */
export function withoutDetail(text: string): EventTexts {
  return { text, detail: null };
}

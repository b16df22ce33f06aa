import type { EventBody, SessionEventKind } from '../domain/log/session-event.ts';
import type { Texts } from './texts.ts';

export interface EventTexts {
  text: string;
  /** The event's figures; null where it has none. */
  detail: string | null;
}

/** One function for every kind of event, which puts it into words. */
export type EventWords = {
  [Kind in SessionEventKind]: (texts: Texts, event: EventBody<Kind>) => EventTexts;
};

/** The texts of an event that has no figures. */
export function withoutDetail(text: string): EventTexts {
  return { text, detail: null };
}

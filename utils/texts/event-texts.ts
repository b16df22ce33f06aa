import type { SessionEventBody } from '../domain/log/session-event.ts';
import { connectionEventTexts } from './connection-event-texts.ts';
import type { EventTexts, EventWords } from './event-words.ts';
import { microphoneEventTexts } from './microphone-event-texts.ts';
import { recoveryEventTexts } from './recovery-event-texts.ts';
import { sessionEventTexts } from './session-event-texts.ts';
import type { Texts } from './texts.ts';
import { warningEventTexts } from './warning-event-texts.ts';

const words: EventWords = {
  ...microphoneEventTexts,
  ...connectionEventTexts,
  ...recoveryEventTexts,
  ...warningEventTexts,
  ...sessionEventTexts,
};

/** One line of a session's log in words. */
export function eventTexts(texts: Texts, event: SessionEventBody): EventTexts {
  // Each is given the event of its own kind, which is why it may be taken for one that takes all.
  const wordsOf = words[event.kind] as (texts: Texts, event: SessionEventBody) => EventTexts;
  return wordsOf(texts, event);
}

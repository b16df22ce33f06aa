import {
  eventKinds,
  type EventBody,
  type SessionEventBody,
  type SessionEventKind,
} from '../domain/log/session-event.ts';
import { connectionEventTexts } from './connection-event-texts.ts';
import { withoutDetail, type EventTexts } from './event-words.ts';
import { keyPart } from './key-part.ts';
import { microphoneEventTexts } from './microphone-event-texts.ts';
import { recoveryEventTexts } from './recovery-event-texts.ts';
import { sessionEventTexts } from './session-event-texts.ts';
import type { Texts } from './texts.ts';
import { warningEventTexts } from './warning-event-texts.ts';

/** Kinds of event whose words need more than the event's members. */
const words = {
  ...microphoneEventTexts,
  ...connectionEventTexts,
  ...recoveryEventTexts,
  ...warningEventTexts,
  ...sessionEventTexts,
};

/** All other kinds: their text is named after them, and takes their members in the order of the table. */
type PlainKind = Exclude<SessionEventKind, keyof typeof words>;

function isPlain(event: SessionEventBody): event is EventBody<PlainKind> {
  return !Object.hasOwn(words, event.kind);
}

/** Puts one event of a session's log into words. */
export function eventTexts(texts: Texts, event: SessionEventBody): EventTexts {
  if (isPlain(event)) return plainTexts(texts, event);
  // Each function is given only events of its own kind, so the cast to one that takes all kinds is safe.
  const wordsOf = words[event.kind] as (texts: Texts, event: SessionEventBody) => EventTexts;
  return wordsOf(texts, event);
}

function plainTexts(texts: Texts, { kind, ...comesWith }: EventBody<PlainKind>): EventTexts {
  // An event with a member of another type has a function of its own above.
  const members: Readonly<Record<string, string | number>> = comesWith;
  const values = Object.keys(eventKinds[kind].members).flatMap((name) => {
    const value = members[name] ?? [];
    return typeof value === 'number' && name.endsWith('Ms') ? texts.duration(value) : value;
  });
  return withoutDetail(texts.named(`event_${keyPart(kind)}`, values));
}

import { clampMoment, longestLanguage, longestSegment, longestSpeaker } from '../bounds/bounds.ts';
import { ended, laterTexts, trimmed, trimmedAnew, withoutRepetition } from './repeated-text.ts';
import type { Segment } from './segment.ts';
import { shownPart, shownText } from './shown-text.ts';
import { placed, spokenOf, timed } from './spoken-when.ts';
import type { TextMessage } from './text-message.ts';
import {
  type Entry,
  type MessageInput,
  type Spoken,
  type Text,
  type Transcript,
  type TranscriptInput,
  type TranscriptStep,
  bounded,
  changedTo,
  entryOf,
  keyOf,
  remembered,
  withoutKey,
} from './transcript-state.ts';

/*
 * A segment by what comes for it:
 *
 *     (nothing) --(a text that may change)--> interim --(more, or another text)--> interim
 *         |                                      +--(final, or failed)--> final --(final again: a correction)--> final
 *         |                                      +--(its connection ends)--> cut --(a text of the next one, or the end)--> final
 *         +--(a final)--> final
 *
 * What comes late for a final one, and is not final itself, changes nothing. An id is unique in its connection: on another one it is
 * the same segment only where text or times are the same.
 */

/** The transcript after one thing that has happened. */
export function transcriptAfter(before: Transcript, input: TranscriptInput): TranscriptStep {
  switch (input.type) {
    case 'message':
      return afterMessage(before, input);
    case 'repeating': {
      const most = Math.ceil((input.ms / 1000) * mostWordsASecond) + 1;
      const repeating = new Map(before.repeating).set(input.connection, { most, left: repeatingSegments });
      return { transcript: { ...before, repeating }, changed: [] };
    }
    case 'connection-ended': {
      const { connection } = input;
      const interim = [...before.entries.values()].filter(
        (entry) => entry.connection === connection && !entry.segment.isFinal,
      );
      const open = withoutKey(before.open, connection);
      const repeating = withoutKey(before.repeating, connection);
      return changedTo(
        { ...before, open, repeating },
        interim.map((entry) => {
          const later = laterTexts(before, entry);
          return later === '' ? { ...entry, isCut: true } : trimmed(entry, later);
        }),
      );
    }
    case 'session-ended': {
      const interim = [...before.entries.values()].filter(({ segment }) => !segment.isFinal);
      return changedTo(
        before,
        interim.map((entry) => ended(entry, entry.segment.text)),
      );
    }
  }
}

/** More words than anybody says in a second. */
const mostWordsASecond = 6;

/** The number of segments at whose beginning a repetition is looked for. */
const repeatingSegments = 2;

function afterMessage(before: Transcript, input: MessageInput): TranscriptStep {
  const { message, connection } = input;
  if (message.type === 'refused') return { transcript: before, changed: [] };
  if (message.type === 'voice') return afterVoice(before, input, message);
  const key = message.id === undefined ? null : keyOf(connection, message.id);
  if (message.type === 'failed') {
    const entry = entryOf(before, key, connection);
    return entry && !entry.segment.isFinal
      ? changedTo(before, [ended(entry, entry.segment.text)])
      : { transcript: before, changed: [] };
  }
  if (message.part !== undefined) return afterPart(before, input, message, key);
  const entry = entryOf(before, key, connection) ?? elsewhere(before, input, message);
  const step = entry
    ? afterUpdate(before, entry, input, message, key)
    : afterNew(before, input, message, key);
  return message.isFinal ? trimmedAnew(step, connection) : step;
}

/** A part takes the place of what was said of the whole so far; parts without an item belong to what is open. */
function afterPart(
  before: Transcript,
  input: MessageInput,
  message: Text,
  key: string | null,
): TranscriptStep {
  const { part = '', id, ...rest } = message;
  const { connection } = input;
  const whole = entryOf(before, key, connection);
  const name = whole?.segment.id ?? key ?? `${connection}.${String(before.made)}`;
  const divided = whole && !whole.isDivided ? [{ ...ended(whole, ''), isDivided: true }] : [];
  const step = changedTo(before, divided);
  const item = whole ? step.transcript : withDivided(step.transcript, input, name, id ?? null);
  const isOpened = key === null && !whole;
  const placeholder = isOpened
    ? { ...item, made: item.made + 1, open: new Map(item.open).set(connection, name) }
    : item;
  const next = afterMessage(placeholder, { ...input, message: { ...rest, id: `${id ?? name}/${part}` } });
  return { transcript: next.transcript, changed: [...step.changed, ...next.changed] };
}

/** Remembers that an item comes in parts, so that its whole text is not added to them. */
function withDivided(
  before: Transcript,
  input: MessageInput,
  key: string,
  serverId: string | null,
): Transcript {
  const segment = {
    ...bare(input, key, { from: input.at, to: null, isLate: false }),
    text: '',
    isFinal: true,
  };
  return remembered(before, {
    segment,
    raw: '',
    connection: input.connection,
    serverId,
    mostRepeated: 0,
    isCut: false,
    isDivided: true,
  });
}

function afterVoice(
  before: Transcript,
  input: MessageInput,
  { id, times }: Extract<TextMessage, { type: 'voice' }>,
): TranscriptStep {
  const key = keyOf(input.connection, id);
  const spoken = placed(times, input, null);
  if (spoken === null) return { transcript: before, changed: [] };
  const earlier = before.voices.get(key);
  const voice: Spoken = {
    from: spoken.from ?? earlier?.from ?? null,
    to: spoken.to ?? earlier?.to ?? null,
    isLate: spoken.isLate || earlier?.isLate === true,
  };
  const transcript = { ...before, voices: bounded(new Map(before.voices).set(key, voice)) };
  const entry = entryOf(before, key, input.connection);
  if (!entry || entry.segment.text === '') return { transcript, changed: [] };
  return changedTo(transcript, [{ ...entry, segment: timed(entry.segment, voice, input.at) }]);
}

function afterNew(
  before: Transcript,
  input: MessageInput,
  message: Text,
  key: string | null,
): TranscriptStep {
  const { connection } = input;
  const raw = shownPart(message.text);
  if (shownText(raw) === '') return { transcript: before, changed: [] };
  const id = key ?? `${connection}.${String(before.made)}`;
  const repeating = before.repeating.get(connection);
  const cut = [...before.entries.values()].filter(({ isCut }) => isCut);
  const entry: Entry = {
    segment: { ...bare(input, id, spokenOf(before, input, message, key, raw)), ...namesOf(message) },
    raw,
    connection,
    serverId: message.id ?? null,
    mostRepeated: repeating && repeating.left > 0 ? repeating.most : 0,
    isCut: false,
    isDivided: false,
  };
  const own = withText(before, entry, raw, message.isFinal, input);
  const step = changedTo(before, [own, ...(message.isFinal ? cut.map((each) => trimmed(each, raw)) : [])]);
  const isOpen = key === null && !message.isFinal;
  return {
    transcript: {
      ...step.transcript,
      made: before.made + (key === null ? 1 : 0),
      open: isOpen ? new Map(before.open).set(connection, id) : before.open,
      repeating: repeating
        ? new Map(before.repeating).set(connection, { ...repeating, left: repeating.left - 1 })
        : before.repeating,
    },
    changed: step.changed,
  };
}

function afterUpdate(
  before: Transcript,
  entry: Entry,
  input: MessageInput,
  message: Text,
  key: string | null,
): TranscriptStep {
  const { connection } = input;
  const aliased =
    key === null ? before : { ...before, known: bounded(new Map(before.known).set(key, entry.segment.id)) };
  // What is final changes by what is final alone; what comes in parts has its text there.
  const isOver = (entry.segment.isFinal && !message.isFinal) || entry.isDivided;
  const open = key === null && message.isFinal ? withoutKey(before.open, connection) : before.open;
  if (isOver) return { transcript: { ...aliased, open }, changed: [] };
  const text = shownPart(message.text);
  const raw = message.isMore ? `${entry.raw}${text}`.slice(0, longestSegment) : text;
  const spoken = message.times ? placed(message.times, input, entry.segment.spokenFrom) : null;
  const next = withText(
    before,
    { ...entry, isCut: false, segment: { ...entry.segment, ...namesOf(message) } },
    raw,
    message.isFinal,
    input,
  );
  const segment = spoken ? timed(next.segment, spoken, input.at) : next.segment;
  const cut = [...before.entries.values()].filter((each) => each.isCut && each !== entry);
  return changedTo({ ...aliased, open }, [
    { ...next, segment },
    ...(message.isFinal ? cut.map((each) => trimmed(each, raw)) : []),
  ]);
}

/** An entry with this text, without what it repeats of the words before it. */
function withText(
  before: Transcript,
  entry: Entry,
  raw: string,
  isFinal: boolean,
  { at, delayMs, behindMs }: MessageInput,
): Entry {
  const text = shownText(withoutRepetition(before, { ...entry, raw }));
  const { segment } = entry;
  const isEnd = segment.timing === 'arrival' && segment.text !== text;
  return {
    ...entry,
    raw,
    segment: {
      ...segment,
      text,
      isFinal: segment.isFinal || isFinal,
      arrivedAt: at,
      ...(isEnd && { spokenTo: Math.max(segment.spokenFrom, at - delayMs - behindMs) }),
    },
  };
}

/** The same segment where another connection has sent it: by its id, and by its text or its times. */
function elsewhere(before: Transcript, input: MessageInput, message: Text): Entry | undefined {
  if (message.id === undefined) return undefined;
  const text = shownPart(message.text).trim();
  const times = message.times ? placed(message.times, input, null) : null;
  return [...before.entries.values()].findLast(({ serverId, connection, raw, segment }) => {
    if (serverId !== message.id || connection === input.connection) return false;
    const isSameTime =
      typeof times?.from === 'number' && Math.abs(times.from - segment.spokenFrom) <= sameTimeMs;
    return raw.trim() === text || (segment.timing === 'server' && isSameTime);
  });
}

/** Milliseconds by which two servers' times of one beginning may differ. */
const sameTimeMs = 500;

/** Milliseconds before a text that are looked at for a voice: what is known of the last one may be old, and so may be the times. */
const voiceWithinMs = 4000;

/** Whether no voice was heard in the sound that a text is about. */
function isUnspoken(spokenFrom: number, { lastVoiceAt, behindMs }: MessageInput): boolean {
  return lastVoiceAt !== null && behindMs === 0 && lastVoiceAt < spokenFrom - voiceWithinMs;
}

function bare(input: MessageInput, id: string, spoken: Spoken & { isServers?: boolean }): Segment {
  const spokenFrom = clampMoment(Math.round(spoken.from ?? input.at));
  return {
    id,
    text: '',
    isFinal: false,
    spokenFrom,
    spokenTo: spoken.to === null ? null : clampMoment(Math.max(spokenFrom, Math.round(spoken.to))),
    timing: spoken.isServers ? 'server' : 'arrival',
    arrivedAt: input.at,
    source: spoken.isLate ? 'catch-up' : 'live',
    ...(isUnspoken(spokenFrom, input) && { isUnspoken: true }),
  };
}

function namesOf({ language, speaker }: Text): Pick<Segment, 'language' | 'speaker'> {
  const [tongue, person] = [language, speaker].map((name) => shownText(name ?? ''));
  return {
    ...(tongue && tongue.length <= longestLanguage && { language: tongue }),
    ...(person && { speaker: person.slice(0, longestSpeaker).toWellFormed() }),
  };
}

import { longestSegment } from '../bounds/bounds.ts';
import { bareSegment, keptNames } from './bare-segment.ts';
import { asPart, rejoined } from './item-parts.ts';
import { ended, laterTexts, trimmed, trimmedAnew, withoutRepetition } from './repeated-text.ts';
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
  if (message.part !== undefined) {
    const divided = asPart(before, input, message, key);
    if (divided === null) return { transcript: before, changed: [] };
    const { step, part } = divided;
    const next = afterMessage(step.transcript, { ...input, message: part });
    return { transcript: next.transcript, changed: [...step.changed, ...next.changed] };
  }
  const entry = entryOf(before, key, connection) ?? elsewhere(before, input, message);
  const step = entry
    ? afterUpdate(before, entry, input, message, key)
    : afterNew(before, input, message, key);
  return message.isFinal ? trimmedAnew(step, connection) : step;
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
    segment: { ...bareSegment(input, id, spokenOf(before, input, message, key, raw)), ...keptNames(message) },
    raw,
    connection,
    serverId: message.id ?? null,
    mostRepeated: repeating && repeating.left > 0 ? repeating.most : 0,
    isCut: false,
    isDivided: false,
    parts: [],
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
  known: Entry,
  input: MessageInput,
  message: Text,
  key: string | null,
): TranscriptStep {
  const { connection } = input;
  const aliased =
    key === null ? before : { ...before, known: bounded(new Map(before.known).set(key, known.segment.id)) };
  // What is final changes by what is final alone; what comes in parts has its text there, where they have all of it.
  const whole = known.isDivided && message.isFinal ? rejoined(before, known, message.text) : null;
  const { entry, parts } = whole ?? { entry: known, parts: [] };
  const isOver = (entry.segment.isFinal && !message.isFinal) || entry.isDivided;
  const open = key === null && message.isFinal ? withoutKey(before.open, connection) : before.open;
  if (isOver) return { transcript: { ...aliased, open }, changed: [] };
  const text = shownPart(message.text);
  const raw = message.isMore ? `${entry.raw}${text}`.slice(0, longestSegment) : text;
  const spoken = message.times ? placed(message.times, input, entry.segment.spokenFrom) : null;
  const next = withText(
    before,
    { ...entry, isCut: false, segment: { ...entry.segment, ...keptNames(message) } },
    raw,
    message.isFinal,
    input,
  );
  const segment = spoken ? timed(next.segment, spoken, input.at) : next.segment;
  const cut = [...before.entries.values()].filter((each) => each.isCut && each !== entry);
  return changedTo({ ...aliased, open }, [
    { ...next, segment },
    ...parts,
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

import {
  clampMoment,
  longestLanguage,
  longestSegment,
  longestSegmentId,
  longestSpeaker,
} from '../bounds/bounds.ts';
import type { Segment } from './segment.ts';
import { shownText } from './shown-text.ts';
import { capturedAt, type SoundClock } from './sound-clock.ts';
import { repeatedWords, spokenWords } from './spoken-words.ts';
import type { ServerTimes, TextMessage } from './text-message.ts';

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

/** What is remembered of a segment, besides the segment. */
interface Entry {
  segment: Segment;
  /** The text as the server has sent it, a repetition included. */
  raw: string;
  connection: string;
  serverId: string | null;
  /** How many of its first words may repeat what is final before it; 0 for none. */
  mostRepeated: number;
  /** Whether its connection ended before it was final. */
  isCut: boolean;
  /** Whether parts with ids of their own are in its place. */
  isDivided: boolean;
}

/** The transcript of a session as far as later messages may change it: its newest segments. */
export interface Transcript {
  /** By the ids of segments, in the order of their first texts. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** The ids of segments, by connection and server's id. */
  readonly known: ReadonlyMap<string, string>;
  /** When voices began and ended of which there is no text yet, likewise, in epoch milliseconds. */
  readonly voices: ReadonlyMap<string, Spoken>;
  /** The segment without a server's id that is not final yet, by connection. */
  readonly open: ReadonlyMap<string, string>;
  /** The number of ids that were made. */
  readonly made: number;
  /** The connections whose next texts may repeat what was sent before. */
  readonly repeating: ReadonlyMap<string, { most: number; left: number }>;
  /** When the last word was spoken of all so far, in epoch milliseconds. */
  readonly spokenTo: number;
}

interface Spoken {
  from: number | null;
  to: number | null;
  isLate: boolean;
}

export const emptyTranscript: Transcript = {
  entries: new Map(),
  known: new Map(),
  voices: new Map(),
  open: new Map(),
  made: 0,
  repeating: new Map(),
  spokenTo: 0,
};

/** What happens to a transcript. Connections have names that are unique in their session, of letters and digits alone. */
export type TranscriptInput =
  | {
      type: 'message';
      message: TextMessage;
      connection: string;
      /** When it came, in epoch milliseconds. */
      at: number;
      clock: SoundClock;
      /** How long a text takes after its last word, in milliseconds, as far as that is measured. */
      delayMs: number;
      /** How far behind the sound was that was sent then, in milliseconds. */
      behindMs: number;
      /** When the microphone last gave a voice, in epoch milliseconds; null where nobody knows. */
      lastVoiceAt: number | null;
    }
  /** The next sound on this connection was sent before for so many milliseconds, over it or over another one. */
  | { type: 'repeating'; connection: string; ms: number }
  | { type: 'connection-ended'; connection: string }
  | { type: 'session-ended' };

export interface TranscriptStep {
  transcript: Transcript;
  /** The segments that are new or have changed; one without a text is taken back. */
  changed: readonly Segment[];
}

/** The segments that are remembered; those before them can no longer change. */
const mostEntries = 400;

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
      const open = without(before.open, connection);
      const repeating = without(before.repeating, connection);
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

type MessageInput = Extract<TranscriptInput, { type: 'message' }>;

function afterMessage(before: Transcript, input: MessageInput): TranscriptStep {
  const { message, connection } = input;
  if (message.type === 'voice') return afterVoice(before, input, message);
  const key = message.id === undefined ? null : keyOf(connection, message.id);
  if (message.type === 'failed') {
    const entry = entryOf(before, key, connection);
    return entry && !entry.segment.isFinal
      ? changedTo(before, [ended(entry, entry.segment.text)])
      : { transcript: before, changed: [] };
  }
  if (message.part !== undefined && key !== null) return afterPart(before, input, message, key);
  const entry = entryOf(before, key, connection) ?? elsewhere(before, input, message);
  const step = entry
    ? afterUpdate(before, entry, input, message, key)
    : afterNew(before, input, message, key);
  return message.isFinal ? trimmedAnew(step, connection) : step;
}

/** A final text may come after one of another connection that repeats its end. */
function trimmedAnew(step: TranscriptStep, connection: string): TranscriptStep {
  const { transcript } = step;
  const others = [...transcript.entries.values()].filter(
    (entry) => entry.mostRepeated > 0 && entry.connection !== connection && entry.segment.text !== '',
  );
  const anew = changedTo(
    transcript,
    others.map((entry) => ({
      ...entry,
      segment: { ...entry.segment, text: withoutRepetition(transcript, entry) },
    })),
  );
  return { transcript: anew.transcript, changed: [...step.changed, ...anew.changed] };
}

type Text = Extract<TextMessage, { type: 'text' }>;

/** A part takes the place of what was said of the whole so far. */
function afterPart(before: Transcript, input: MessageInput, message: Text, key: string): TranscriptStep {
  const { part = '', id = '', ...rest } = message;
  const whole = entryOf(before, key, input.connection);
  const divided = whole && !whole.isDivided ? [{ ...ended(whole, ''), isDivided: true }] : [];
  const step = changedTo(before, divided);
  const placeholder = whole ? step.transcript : withDivided(step.transcript, input, key, id);
  const next = afterMessage(placeholder, { ...input, message: { ...rest, id: `${id}/${part}` } });
  return { transcript: next.transcript, changed: [...step.changed, ...next.changed] };
}

/** Remembers that an item comes in parts, so that its whole text is not added to them. */
function withDivided(before: Transcript, input: MessageInput, key: string, serverId: string): Transcript {
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
  const raw = shownText(message.text);
  if (raw.trim() === '') return { transcript: before, changed: [] };
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
  if (isOver) return { transcript: aliased, changed: [] };
  const text = shownText(message.text);
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
  const open = key === null && message.isFinal ? without(before.open, connection) : before.open;
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
  const text = withoutRepetition(before, { ...entry, raw });
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

function withoutRepetition(before: Transcript, { segment, raw, mostRepeated }: Entry): string {
  if (mostRepeated === 0) return raw.trim();
  const own = spokenWords(raw);
  const repeated = repeatedWords(
    wordsBefore(before, segment.id),
    own.map(({ word }) => word),
    mostRepeated,
  );
  const next = own[repeated];
  return repeated === 0 ? raw.trim() : next ? raw.slice(next.from).trim() : '';
}

/** A segment that its connection's end has cut, without those of its last words with which another text begins. */
function trimmed(entry: Entry, later: string): Entry {
  const own = spokenWords(entry.segment.text);
  const backwards = own.map(({ word }) => word).reverse();
  const others = spokenWords(later).map(({ word }) => word);
  // The overlap lies anywhere in what follows, whose beginning may go further back than the cut text does.
  const isWithin =
    backwards.length <= others.length &&
    isPartOf(
      own.map(({ word }) => word),
      others,
    );
  if (isWithin) return ended(entry, '');
  const repeated = repeatedWords(
    own.map(({ word }) => word),
    others,
  );
  if (repeated === 0) return ended(entry, entry.segment.text);
  const last = own[own.length - Math.min(own.length, repeated) - 1];
  return ended(entry, last ? entry.segment.text.slice(0, last.to) : '');
}

/** Whether all words of a text but the last one, which may be half of one, stand in another in one row. */
function isPartOf(words: readonly string[], others: readonly string[]): boolean {
  const whole = words.slice(0, -1);
  const last = words.at(-1) ?? '';
  return others.some(
    (_, start) =>
      start + words.length <= others.length &&
      whole.every((word, index) => others[start + index] === word) &&
      (others[start + whole.length] ?? '').startsWith(last),
  );
}

function ended(entry: Entry, text: string): Entry {
  return { ...entry, isCut: false, segment: { ...entry.segment, text: text.trim(), isFinal: true } };
}

/** The same segment where another connection has sent it: by its id, and by its text or its times. */
function elsewhere(before: Transcript, input: MessageInput, message: Text): Entry | undefined {
  if (message.id === undefined) return undefined;
  const text = shownText(message.text).trim();
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

function entryOf(before: Transcript, key: string | null, connection: string): Entry | undefined {
  const id = key === null ? before.open.get(connection) : (before.known.get(key) ?? key);
  return id === undefined ? undefined : before.entries.get(id);
}

/** The transcript with these entries, and those of their segments that differ from before. */
function changedTo(before: Transcript, next: readonly Entry[]): TranscriptStep {
  const changed = next.filter((entry) => {
    const earlier = before.entries.get(entry.segment.id)?.segment;
    return earlier ? !isAlike(earlier, entry.segment) : entry.segment.text !== '';
  });
  const transcript = next.reduce(remembered, before);
  return { transcript, changed: changed.map(({ segment }) => segment) };
}

function isAlike(one: Segment, other: Segment): boolean {
  return (
    one.text === other.text &&
    one.isFinal === other.isFinal &&
    one.spokenFrom === other.spokenFrom &&
    one.spokenTo === other.spokenTo &&
    one.language === other.language &&
    one.speaker === other.speaker
  );
}

function remembered(before: Transcript, entry: Entry): Transcript {
  const { id, spokenFrom, spokenTo } = entry.segment;
  return {
    ...before,
    entries: bounded(new Map(before.entries).set(id, entry)),
    spokenTo: Math.max(before.spokenTo, spokenTo ?? spokenFrom),
  };
}

function bounded<Value>(all: Map<string, Value>): Map<string, Value> {
  for (const key of all.keys()) {
    if (all.size <= mostEntries) break;
    all.delete(key);
  }
  return all;
}

/** The last final words before a segment, in the order in which they were spoken. */
function wordsBefore(before: Transcript, id: string): string[] {
  const all = [...before.entries.values()];
  const place = all.findIndex(({ segment }) => segment.id === id);
  const texts = all
    .slice(0, place === -1 ? all.length : place)
    .filter(({ segment }) => segment.isFinal && segment.text !== '')
    .slice(-8)
    .toSorted((one, other) => one.segment.spokenFrom - other.segment.spokenFrom)
    .map(({ segment }) => segment.text);
  return spokenWords(texts.join(' ')).map(({ word }) => word);
}

/** The final texts that other connections have sent since a segment began. */
function laterTexts({ entries }: Transcript, { segment, connection }: Entry): string {
  const all = [...entries.values()];
  return all
    .slice(all.findIndex((each) => each.segment.id === segment.id) + 1)
    .filter((each) => each.connection !== connection && each.segment.isFinal)
    .map(({ raw }) => raw)
    .join(' ');
}

/** Milliseconds that a character of a text takes to be said, for a text that comes as a whole and without times. */
const characterMs = 65;

/** When a new segment was spoken: by the server's times, else by when it came. */
function spokenOf(
  before: Transcript,
  input: MessageInput,
  { times, isFinal }: Text,
  key: string | null,
  raw: string,
): Spoken & { isServers?: boolean } {
  const given = times ? placed(times, input, key === null ? null : itemStart(before, key)) : null;
  const voice = given ?? (key === null ? undefined : before.voices.get(key));
  if (voice && voice.from !== null) return { ...voice, isServers: true };
  const to = Math.max(0, input.at - input.delayMs - input.behindMs);
  const saidMs = isFinal ? Math.min(raw.trim().length * characterMs, 60_000) : 0;
  const from = Math.max(Math.min(before.spokenTo, to), to - saidMs);
  return { from, to: voice?.to ?? to, isLate: input.behindMs > 0 };
}

/** When the item began that a part belongs to, in epoch milliseconds; null where that is not known. */
function itemStart(before: Transcript, key: string): number | null {
  const item = key.slice(0, Math.max(0, key.lastIndexOf('/')));
  return before.voices.get(item)?.from ?? null;
}

/** Milliseconds beyond what is possible up to which a server's time is taken as the nearest possible one. */
const toleratedMs = 60_000;

/** A server's times in epoch milliseconds; null where they cannot be right. */
function placed(
  { from, to, clock }: ServerTimes,
  input: MessageInput,
  itemFrom: number | null,
): Spoken | null {
  const first = input.clock[0].at;
  const place = (ms: number | undefined): { at: number; isLate: boolean } | null => {
    if (ms === undefined) return null;
    if (clock === 'epoch') return { at: ms, isLate: false };
    if (clock === 'item') return itemFrom === null ? null : { at: itemFrom + ms, isLate: false };
    return capturedAt(input.clock, ms);
  };
  const known = [place(from), place(to)].map((moment) => {
    const isPossible =
      moment !== null && moment.at >= first - toleratedMs && moment.at <= input.at + toleratedMs;
    return isPossible ? { ...moment, at: clampMoment(Math.min(moment.at, input.at)) } : null;
  });
  const [start, end] = [known[0] ?? null, known[1] ?? null];
  if (!start && !end) return null;
  return {
    from: start?.at ?? null,
    to: end && end.at >= (start?.at ?? 0) ? end.at : null,
    isLate: (start ?? end)?.isLate === true,
  };
}

function timed(segment: Segment, { from, to }: Spoken, at: number): Segment {
  const spokenFrom = from ?? segment.spokenFrom;
  const end = to ?? (segment.timing === 'server' ? segment.spokenTo : null);
  return {
    ...segment,
    spokenFrom,
    spokenTo: end === null ? null : Math.min(at, Math.max(end, spokenFrom)),
    timing: from === null ? segment.timing : 'server',
  };
}

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
  const [tongue, person] = [language, speaker].map((name) => shownText(name ?? '').trim());
  return {
    ...(tongue && tongue.length <= longestLanguage && { language: tongue }),
    ...(person && { speaker: person.slice(0, longestSpeaker).toWellFormed() }),
  };
}

/** The id of a segment out of the server's own: one that is too long is told from others by its digest. */
function keyOf(connection: string, id: string): string {
  const clean = id.length > longestServerId ? `${id.slice(0, longestServerId)}~${digestOf(id)}` : id;
  return `${connection}-${clean.toWellFormed()}`.slice(0, longestSegmentId);
}

const longestServerId = 150;

/** FNV-1a, 32 bits. */
function digestOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

function without<Value>(all: ReadonlyMap<string, Value>, key: string): Map<string, Value> {
  const rest = new Map(all);
  rest.delete(key);
  return rest;
}

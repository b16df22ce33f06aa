import { longestSegmentId } from '../bounds/bounds.ts';
import type { Segment } from './segment.ts';
import type { SoundClock } from './sound-clock.ts';
import type { TextMessage } from './text-message.ts';

/** What is remembered of a segment, besides the segment. */
export interface Entry {
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
  /** The keys of its parts. */
  parts: readonly string[];
}

export interface Spoken {
  from: number | null;
  to: number | null;
  isLate: boolean;
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

export type MessageInput = Extract<TranscriptInput, { type: 'message' }>;

export type Text = Extract<TextMessage, { type: 'text' }>;

export interface TranscriptStep {
  transcript: Transcript;
  /** The segments that are new or have changed; one without a text is taken back. */
  changed: readonly Segment[];
}

/** The segments that are remembered; those before them can no longer change. */
const mostEntries = 400;

/** The transcript with these entries, and those of their segments that differ from before. */
export function changedTo(before: Transcript, next: readonly Entry[]): TranscriptStep {
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

export function bounded<Value>(all: Map<string, Value>): Map<string, Value> {
  for (const key of all.keys()) {
    if (all.size <= mostEntries) break;
    all.delete(key);
  }
  return all;
}

export function entryOf(before: Transcript, key: string | null, connection: string): Entry | undefined {
  const id = key === null ? before.open.get(connection) : (before.known.get(key) ?? key);
  return id === undefined ? undefined : before.entries.get(id);
}

/** The id of a segment out of the server's own: one that is too long is told from others by its digest. */
export function keyOf(connection: string, id: string): string {
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

export function withoutKey<Value>(all: ReadonlyMap<string, Value>, key: string): Map<string, Value> {
  const rest = new Map(all);
  rest.delete(key);
  return rest;
}

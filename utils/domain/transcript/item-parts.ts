import { bareSegment } from './bare-segment.ts';
import { ended } from './repeated-text.ts';
import { spokenWords } from './spoken-words.ts';
import {
  type Entry,
  type MessageInput,
  type Text,
  type Transcript,
  type TranscriptStep,
  changedTo,
  entryOf,
  keyOf,
} from './transcript-state.ts';

/**
 * Divides an item into its parts, which take the place of what was said of the whole so far; parts without an item belong to what is
 * open. Gives the transcript in which the part is a text of its own, and that text; null where the whole says more than the parts.
 */
export function asPart(
  before: Transcript,
  input: MessageInput,
  message: Text,
  key: string | null,
): { step: TranscriptStep; part: Text } | null {
  const { part = '', id, ...rest } = message;
  const { connection } = input;
  const whole = entryOf(before, key, connection);
  if (whole && !whole.isDivided && whole.parts.length > 0) return null;
  const name = whole?.segment.id ?? key ?? `${connection}.${String(before.made)}`;
  const partId = `${id ?? name}/${part}`;
  const parts = [...new Set(whole?.parts).add(keyOf(connection, partId))].slice(-mostParts);
  const said: Entry = whole?.isDivided
    ? whole
    : whole
      ? { ...ended(whole, ''), isDivided: true }
      : divided(input, name, id ?? null);
  const step = changedTo(before, [{ ...said, parts }]);
  const isOpened = key === null && !whole;
  const transcript = isOpened
    ? {
        ...step.transcript,
        made: step.transcript.made + 1,
        open: new Map(step.transcript.open).set(connection, name),
      }
    : step.transcript;
  return { step: { ...step, transcript }, part: { ...rest, id: partId } };
}

/** The parts of one item whose keys are known, less than the segments that are remembered: of more it is not asked whether they are all. */
const mostParts = 200;

/** An item that comes in parts, so that its whole text is not added to them. */
function divided(input: MessageInput, key: string, serverId: string | null): Entry {
  return {
    segment: { ...bareSegment(input, key, { from: input.at, to: null, isLate: false }), isFinal: true },
    raw: '',
    connection: input.connection,
    serverId,
    mostRepeated: 0,
    isCut: false,
    isDivided: true,
    parts: [],
  };
}

/** An item as one text again, and its parts, which are taken back. */
export interface Rejoined {
  entry: Entry;
  parts: readonly Entry[];
}

/**
 * Puts an item together again whose whole text has more words than all its parts: a server may send only those of which it knows who
 * spoke. Null where the parts have all of it.
 */
export function rejoined(before: Transcript, entry: Entry, text: string): Rejoined | null {
  if (entry.parts.length === mostParts) return null;
  const parts = entry.parts
    .flatMap((key) => entryOf(before, key, entry.connection) ?? [])
    .filter(({ segment }) => segment.text !== '')
    .toSorted((one, other) => one.segment.spokenFrom - other.segment.spokenFrom);
  const inParts = parts.reduce((count, { raw }) => count + spokenWords(raw).length, 0);
  if (spokenWords(text).length <= inParts) return null;
  const [first, last] = [parts[0]?.segment, parts.at(-1)?.segment];
  const times = first && {
    spokenFrom: first.spokenFrom,
    spokenTo: last?.spokenTo ?? null,
    timing: first.timing,
    source: first.source,
  };
  return {
    entry: { ...entry, isDivided: false, segment: { ...entry.segment, ...times } },
    parts: parts.map((part) => ended(part, '')),
  };
}

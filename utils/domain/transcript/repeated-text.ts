import { repeatedWords, spokenWords } from './spoken-words.ts';
import { type Entry, type Transcript, type TranscriptStep, changedTo } from './transcript-state.ts';

/**
 * Trims the texts of all other connections again after `connection` has sent a final text, which may be late and end
 * with the words with which theirs begin.
 */
export function trimmedAnew(step: TranscriptStep, connection: string): TranscriptStep {
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

export function withoutRepetition(before: Transcript, { segment, raw, mostRepeated }: Entry): string {
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

/**
 * A segment that was cut by the end of its connection, without those of its last words that another text begins with.
 */
export function trimmed(entry: Entry, later: string): Entry {
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
  if (isWithin) return cutTo(entry, '');
  const repeated = repeatedWords(
    own.map(({ word }) => word),
    others,
  );
  if (repeated === 0) return ended(entry, entry.segment.text);
  const last = own[own.length - Math.min(own.length, repeated) - 1];
  return cutTo(entry, last ? entry.segment.text.slice(0, last.to) : '');
}

/** A segment that ends with this text for good, also where its beginning is trimmed anew. */
function cutTo(entry: Entry, text: string): Entry {
  return { ...ended(entry, text), raw: text };
}

/**
 * Whether all words of a text but the last one, which may be incomplete, occur in another text in the same order and
 * without a gap.
 */
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

export function ended(entry: Entry, text: string): Entry {
  return { ...entry, isCut: false, segment: { ...entry.segment, text: text.trim(), isFinal: true } };
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
export function laterTexts({ entries }: Transcript, { segment, connection }: Entry): string {
  const all = [...entries.values()];
  return all
    .slice(all.findIndex((each) => each.segment.id === segment.id) + 1)
    .filter((each) => each.connection !== connection && each.segment.isFinal)
    .map(({ raw }) => raw)
    .join(' ');
}

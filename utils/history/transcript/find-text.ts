import { hasTerm, searchTerms, type SearchTerm } from '../../domain/transcript/search-words.ts';
import type { Segment } from '../../domain/transcript/segment.ts';
import { saidIn } from '../../domain/transcript/spoken-time.ts';
import type { HistoryDatabase } from '../database/database.ts';
import { blockMs } from '../rows/word-block.ts';

/** A session in whose text something was found, and the first place where it was. */
export interface FoundText {
  sessionId: string;
  segment: Segment;
}

/** By session, the beginnings of the blocks that may have a term; in no order. */
type Blocks = Map<string, number[]>;

/**
 * Finds sessions whose text has all words of a query, one after the other, the newest first: those with the words as they stand, and
 * then those where the last one is the beginning of a word, of which there may be very many. To be left as soon as enough are found.
 */
export async function* findText(database: HistoryDatabase, query: string): AsyncGenerator<FoundText> {
  const terms = searchTerms(query);
  const found = new Set<string>();
  if (terms.some(({ isBeginning }) => isBeginning)) {
    const whole = terms.map((term) => ({ ...term, isBeginning: false }));
    for await (const place of findTerms(database, whole)) {
      found.add(place.sessionId);
      yield place;
    }
  }
  for await (const place of findTerms(database, terms)) if (!found.has(place.sessionId)) yield place;
}

async function* findTerms(
  database: HistoryDatabase,
  terms: readonly SearchTerm[],
): AsyncGenerator<FoundText> {
  const [first, ...others] = await Promise.all(terms.map((term) => blocksWith(database, term)));
  if (!first) return;
  const inAll = [...first].filter(([id]) => others.every((blocks) => blocks.has(id)));
  const newest = inAll
    .map(([id, blocks]) => ({ id, last: blocks.reduce((one, other) => Math.max(one, other)) }))
    .sort((one, other) => other.last - one.last);
  for (const { id } of newest) {
    const places: Segment[] = [];
    for (const [index, term] of terms.entries()) {
      const place = await firstWith(database, id, [first, ...others][index]?.get(id) ?? [], term);
      if (place) places.push(place);
    }
    const [segment] = places.sort(
      (one, other) => count(terms, other) - count(terms, one) || one.spokenFrom - other.spokenFrom,
    );
    if (segment && places.length === terms.length) yield { sessionId: id, segment };
  }
}

/** How many of the terms a segment has. */
function count(terms: readonly SearchTerm[], segment: Segment): number {
  return terms.filter((term) => hasTerm(saidIn(segment), term)).length;
}

/** The blocks that have all words of a term, which may still stand apart there. */
async function blocksWith(
  { wordBlocks }: HistoryDatabase,
  { words, isBeginning }: SearchTerm,
): Promise<Blocks> {
  const keys = await Promise.all(
    words.map((word) => {
      const indexed = wordBlocks.where('words');
      return (isBeginning ? indexed.startsWith(word) : indexed.equals(word)).primaryKeys();
    }),
  );
  const seen = new Map<string, { sessionId: string; from: number; times: number }>();
  for (const own of keys) {
    for (const name of new Map(own.map((key) => [key.join(' '), key])).values()) {
      const [sessionId, from] = name;
      const known = seen.get(name.join(' '));
      if (known) known.times += 1;
      else seen.set(name.join(' '), { sessionId, from, times: 1 });
    }
  }
  const blocks: Blocks = new Map();
  for (const { sessionId, from, times } of seen.values()) {
    if (times < keys.length) continue;
    const own = blocks.get(sessionId);
    if (own) own.push(from);
    else blocks.set(sessionId, [from]);
  }
  return blocks;
}

/** The first segment of these blocks that has a term. */
async function firstWith(
  { segments }: HistoryDatabase,
  sessionId: string,
  blocks: readonly number[],
  term: SearchTerm,
): Promise<Segment | undefined> {
  for (const from of blocks.toSorted((one, other) => one - other)) {
    const own = await segments
      .where('[sessionId+spokenFrom]')
      .between([sessionId, from], [sessionId, from + blockMs])
      .toArray();
    const found = own.find((segment) => hasTerm(saidIn(segment), term));
    if (found) return found;
  }
  return undefined;
}

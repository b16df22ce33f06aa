import { hasTerm, searchTerms, type SearchTerm } from '../../domain/transcript/search-words.ts';
import type { Segment } from '../../domain/transcript/segment.ts';
import { saidIn } from '../../domain/transcript/spoken-time.ts';
import type { HistoryDatabase } from '../database/database.ts';
import { blockMs } from '../rows/word-block.ts';
import { createRecentWords, type SessionWords } from './recent-words.ts';

/** A session whose text contains a match, and its first place. */
export interface FoundText {
  sessionId: string;
  segment: Segment;
}

/** By session, the beginnings of the blocks that may have a term; in no order. */
type Blocks = Map<string, number[]>;

/**
 * Finds sessions whose text contains all words of a query, newest first: first those with the exact words, then those
 * where the last word is only the beginning of a word, of which there may be very many. The caller stops when it has
 * enough.
 */
export async function* findText(database: HistoryDatabase, query: string): AsyncGenerator<FoundText> {
  const terms = searchTerms(query);
  if (terms.length === 0) return;
  const recent = createRecentWords(database);
  const found = new Set<string>();
  const whole = terms.map((term) => ({ ...term, isBeginning: false }));
  const isOpen = terms.some(({ isBeginning }) => isBeginning);
  for (const asked of isOpen ? [whole, terms] : [terms])
    for await (const place of findTerms(database, asked, recent)) {
      if (found.has(place.sessionId)) continue;
      found.add(place.sessionId);
      yield place;
    }
}

/** The share of searched sessions that match above which the index would return too much at once. */
const often = 1 / 3;

/** Looks through the newest sessions as long as many of them have all terms, and then for the others in the index. */
async function* findTerms(
  database: HistoryDatabase,
  terms: readonly SearchTerm[],
  recent: ReturnType<typeof createRecentWords>,
): AsyncGenerator<FoundText> {
  const looked = new Set<string>();
  for (let number = 0; ; number += 1) {
    const group = await recent(number);
    const places = await placesIn(database, group, terms);
    let hits = 0;
    for (const [index, { id, isAll }] of group.entries()) {
      const place = places[index];
      if (place || isAll) looked.add(id);
      if (!place) continue;
      hits += 1;
      yield place;
    }
    if (group.length === 0 || hits < group.length * often) break;
  }
  for await (const place of findIndexed(database, terms, looked)) yield place;
}

/** The places of a group of sessions, in one transaction: making one for each takes longer than these small reads. */
function placesIn(
  database: HistoryDatabase,
  group: readonly SessionWords[],
  terms: readonly SearchTerm[],
): PromiseLike<(FoundText | undefined)[]> {
  return database.transaction('r', database.segments, () =>
    Promise.all(
      group.map(({ id, blocks }) => {
        const own = terms.map((term) =>
          blocks.filter(({ words }) => hasWords(words, term)).map(({ from }) => from),
        );
        return placeIn(database, id, terms, own);
      }),
    ),
  );
}

/** Whether a block contains all words of a term; they need not be neighbours there. */
function hasWords(all: readonly string[], { words, isBeginning }: SearchTerm): boolean {
  return words.every((word) =>
    isBeginning ? all.some((each) => each.startsWith(word)) : all.includes(word),
  );
}

async function* findIndexed(
  database: HistoryDatabase,
  terms: readonly SearchTerm[],
  looked: ReadonlySet<string>,
): AsyncGenerator<FoundText> {
  const [first, ...others] = await database.transaction('r', database.wordBlocks, () =>
    Promise.all(terms.map((term) => blocksWith(database, term))),
  );
  if (!first) return;
  const inAll = [...first].filter(([id]) => !looked.has(id) && others.every((blocks) => blocks.has(id)));
  const newest = inAll
    .map(([id, blocks]) => ({ id, last: blocks.reduce((one, other) => Math.max(one, other)) }))
    .sort((one, other) => other.last - one.last);
  for (const { id } of newest) {
    const own = [first, ...others].map((blocks) => blocks.get(id) ?? []);
    const place = await placeIn(database, id, terms, own);
    if (place) yield place;
  }
}

/** The place in a session with the most of these terms, searched in these blocks; undefined where there is none. */
async function placeIn(
  database: HistoryDatabase,
  sessionId: string,
  terms: readonly SearchTerm[],
  blocks: readonly (readonly number[])[],
): Promise<FoundText | undefined> {
  if (blocks.some((own) => own.length === 0)) return undefined;
  const places: Segment[] = [];
  for (const [index, term] of terms.entries()) {
    const place = await firstWith(database, sessionId, blocks[index] ?? [], term);
    if (!place) return undefined;
    places.push(place);
  }
  const [segment] = places.sort(
    (one, other) => count(terms, other) - count(terms, one) || one.spokenFrom - other.spokenFrom,
  );
  return segment && { sessionId, segment };
}

/** How many of the terms a segment has. */
function count(terms: readonly SearchTerm[], segment: Segment): number {
  return terms.filter((term) => hasTerm(saidIn(segment), term)).length;
}

/** The blocks that contain all words of a term; they need not be neighbours there. */
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
  /** By session and beginning of a block, how many of the words it has, in their order. */
  const seen = new Map<string, Map<number, number>>();
  for (const [index, own] of keys.entries())
    for (const [sessionId, from] of own) {
      const known = seen.get(sessionId) ?? new Map<number, number>();
      if (known.size === 0) seen.set(sessionId, known);
      if ((known.get(from) ?? 0) === index) known.set(from, index + 1);
    }
  const blocks: Blocks = new Map();
  for (const [sessionId, known] of seen) {
    const own = [...known].filter(([, words]) => words === keys.length).map(([from]) => from);
    if (own.length > 0) blocks.set(sessionId, own);
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

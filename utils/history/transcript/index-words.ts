import type { Segment } from '../../domain/transcript/segment.ts';
import { indexedWords } from '../../domain/transcript/search-words.ts';
import type { HistoryDatabase } from '../database/database.ts';
import { blockOf } from '../rows/word-block.ts';

/**
 * Adds the words of segments, and of their corrections, to those by which their session is found; to be called in the transaction that
 * stores them. Words that are not said any more stay: what is found is read before it is shown.
 */
export async function indexWords(
  { wordBlocks }: Pick<HistoryDatabase, 'wordBlocks'>,
  sessionId: string,
  segments: readonly Segment[],
): Promise<void> {
  const final = segments.filter(({ isFinal, text }) => isFinal && text !== '');
  for (const [from, own] of Map.groupBy(final, ({ spokenFrom }) => blockOf(spokenFrom))) {
    const known = (await wordBlocks.get([sessionId, from]))?.words ?? [];
    const words = new Set(known);
    for (const { text, correction = '' } of own)
      for (const word of [...indexedWords(text), ...indexedWords(correction)]) words.add(word);
    if (words.size > known.length) await wordBlocks.put({ sessionId, from, words: [...words] });
  }
}

import Dexie from 'dexie';
import type { HistoryDatabase } from '../database/database.ts';
import type { WordBlock } from '../rows/word-block.ts';

/** A session with the words of its beginning. */
export interface SessionWords {
  id: string;
  blocks: readonly WordBlock[];
  /** Whether it has no more blocks than these. */
  isAll: boolean;
}

/** The number of sessions that are read at once, and the most blocks of each: a quarter of an hour. */
const most = { sessions: 24, blocks: 8 };

/**
 * Reads the words of sessions in groups, newest first, and each group once. Words that occur in every session are found
 * among the newest ones much faster than by the index, which returns all places at once.
 */
export function createRecentWords(database: HistoryDatabase) {
  const { sessions, wordBlocks } = database;
  const groups: Promise<SessionWords[]>[] = [];

  // One transaction for the whole group, because making one takes longer than such a small read.
  const read = (number: number) => database.transaction('r', sessions, wordBlocks, () => readGroup(number));

  async function readGroup(number: number): Promise<SessionWords[]> {
    const ids = await sessions
      .orderBy('startedAt')
      .reverse()
      .offset(number * most.sessions)
      .limit(most.sessions)
      .primaryKeys();
    return Promise.all(
      ids.map(async (id) => {
        const blocks = await wordBlocks
          .where('[sessionId+from]')
          .between([id, Dexie.minKey], [id, Dexie.maxKey], true, true)
          .limit(most.blocks)
          .toArray();
        return { id, blocks, isAll: blocks.length < most.blocks };
      }),
    );
  }

  /** The group of this number, from 0 on; empty after the last one. */
  return (number: number): Promise<SessionWords[]> => (groups[number] ??= Promise.resolve(read(number)));
}

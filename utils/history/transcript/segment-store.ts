import type { Segment } from '../../domain/transcript/segment.ts';
import type { HistoryDatabase } from '../database/database.ts';
import type { DatabaseAccess } from '../database/database-access.ts';
import type { SegmentRow } from '../rows/segment-row.ts';
import { indexWords } from './index-words.ts';
import { readFirstSegments, readSegments, type FirstRead } from './read-segments.ts';

export type SegmentStore = ReturnType<typeof createSegmentStore>;

/** The transcripts of all sessions: written by the worker while a session runs, and by pages afterwards. */
export function createSegmentStore(
  database: Pick<HistoryDatabase, 'sessions' | 'segments' | 'wordBlocks' | 'transaction'>,
  { ready, status }: Pick<DatabaseAccess, 'ready' | 'status'>,
) {
  const { sessions, segments, wordBlocks } = database;

  async function put(
    sessionId: string,
    changed: readonly Segment[],
    isKept: (profileId: string) => boolean = () => true,
  ): Promise<boolean> {
    await ready();
    return database.transaction('rw', sessions, segments, wordBlocks, async () => {
      const session = await sessions.get(sessionId);
      if (!session) return false;
      if (!isKept(session.profileId)) return true;
      const kept = changed.filter(({ text }) => text !== '');
      const known = await segments.bulkGet(kept.map(({ id }) => [sessionId, id]));
      await segments.bulkPut(
        kept.map((segment, index): SegmentRow => {
          const correction = segment.correction ?? known[index]?.correction;
          return { ...segment, sessionId, ...(correction !== undefined && { correction }) };
        }),
      );
      await indexWords(database, sessionId, kept);
      const gone = changed.filter(({ text }) => text === '');
      await segments.bulkDelete(gone.map(({ id }) => [sessionId, id]));
      return true;
    });
  }

  return {
    /**
     * Reads a session's segments, sorted by when they were spoken.
     *
     * @throws HistoryOffError
     */
    async read(sessionId: string, signal?: AbortSignal): Promise<Segment[]> {
      await ready();
      return readSegments(database, sessionId, signal ? { signal } : {});
    },

    /**
     * Reads some of them, see {@link readFirstSegments}; quick however many there are.
     *
     * @throws HistoryOffError
     */
    async readFirst(sessionId: string, first: FirstRead): ReturnType<typeof readFirstSegments> {
      await ready();
      return readFirstSegments(database, sessionId, first);
    },

    /**
     * Stores segments in place of those of the same ids, whose corrections stay; one with no text is removed. Returns
     * whether the history has the session: of one that it does not have, nothing is stored, nor of a profile of which
     * `isKept` says so.
     *
     * @throws HistoryOffError
     */
    put,

    /**
     * Stores segments likewise as they come; where there is no history for good, they are dropped.
     *
     * @throws HistoryOffError where the history may be back soon
     */
    async store(...what: Parameters<typeof put>): Promise<boolean> {
      const current = await status();
      return current === 'newer' || current === 'broken' ? true : put(...what);
    },

    /**
     * Keeps a correction beside a segment's original text; null takes it back.
     *
     * @throws HistoryOffError
     */
    async correct(sessionId: string, id: string, text: string | null): Promise<void> {
      await ready();
      await database.transaction('rw', segments, wordBlocks, async () => {
        const row = await segments.get([sessionId, id]);
        if (!row) return;
        const { correction: _, ...original } = row;
        const corrected = text === null ? original : { ...original, correction: text };
        await segments.put(corrected);
        await indexWords(database, sessionId, [corrected]);
      });
    },
  };
}

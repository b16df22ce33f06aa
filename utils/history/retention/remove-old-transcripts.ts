import { dayMs } from '../../domain/bounds/bounds.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import { transcriptOf } from '../../domain/settings/transcript-of.ts';
import type { HistoryDatabase } from '../database/database.ts';
import { allOf } from '../database/database.ts';
import { sessionIdsOf } from './remove-leftovers.ts';
import { lastEvents, trustedNow } from './trusted-now.ts';

/**
 * Removes the text, and the words by which it is found, of sessions that ended longer ago than it is kept by the settings or by
 * their profile; the sessions stay. A clock that is far from all that is stored says nothing about its age, and then nothing is
 * removed. `now` is epoch milliseconds.
 */
export async function removeOldTranscripts(
  database: Pick<HistoryDatabase, 'sessions' | 'segments' | 'wordBlocks' | 'transaction'>,
  settings: Pick<Settings, 'transcript' | 'profiles'>,
  now: number,
): Promise<void> {
  const { sessions, segments, wordBlocks } = database;
  const trusted = trustedNow(await lastEvents({ sessions }), now);
  if (trusted === null) return;
  for (const id of await sessionIdsOf(segments)) {
    const session = await sessions.get(id);
    if (!session || session.outcome === 'running') continue;
    const profile = settings.profiles.find((each) => each.id === session.profileId);
    const { keepDays } = transcriptOf(settings, profile);
    if (keepDays === null || session.lastEventAt >= trusted - keepDays * dayMs) continue;
    // The words by which a text is found go with it, or neither does.
    await database.transaction('rw', segments, wordBlocks, async () => {
      for (const table of [segments, wordBlocks])
        await table
          .where(':id')
          .between(...allOf(id))
          .delete();
    });
  }
}

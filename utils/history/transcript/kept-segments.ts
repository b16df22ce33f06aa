import type { Settings } from '../../domain/settings/settings.ts';
import { transcriptOf } from '../../domain/settings/transcript-of.ts';
import type { Segment } from '../../domain/transcript/segment.ts';
import type { SegmentStore } from './segment-store.ts';

/**
 * Stores segments as they come, where text is kept: as the settings, an administrator's policy and the session's profile say at
 * this moment, so that a change holds at once. Resolves with whether they need not be sent again.
 */
export function keptSegments(
  settings: () => Promise<Pick<Settings, 'transcript' | 'profiles'> | null>,
  { store }: Pick<SegmentStore, 'store'>,
): (sessionId: string, segments: readonly Segment[]) => Promise<boolean> {
  return async (sessionId, segments) => {
    const known = await settings();
    // Unreadable settings may say that no text is kept.
    if (known === null) return false;
    return store(sessionId, segments, (profileId) => {
      const profile = known.profiles.find(({ id }) => id === profileId);
      return transcriptOf(known, profile).keep;
    });
  };
}

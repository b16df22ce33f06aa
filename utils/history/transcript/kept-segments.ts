import type { Settings } from '../../domain/settings/settings.ts';
import type { SegmentStore } from './segment-store.ts';

/**
 * Stores segments as they come, where text is kept: as the settings and an administrator's policy say at this moment, so that a
 * change holds at once. Resolves with whether they need not be sent again.
 */
export function keptSegments(
  settings: () => Promise<Pick<Settings, 'transcript'> | null>,
  { store }: Pick<SegmentStore, 'store'>,
): SegmentStore['store'] {
  return async (sessionId, segments) => {
    const known = await settings();
    // What cannot be read may say that nothing is to be kept.
    if (known === null) return false;
    return known.transcript.keep ? store(sessionId, segments) : true;
  };
}

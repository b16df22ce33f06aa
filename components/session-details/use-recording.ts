import { shallowRef, watch, type ShallowRef } from 'vue';
import type { Recording } from '../../utils/history/recordings/open-recording.ts';
import type { SessionRow } from '../../utils/history/rows/session-row.ts';
import { createRefresher } from '../session-actions/refresher.ts';
import { useOptionsServices } from '../services.ts';

/** Whether two readings of a recording have the same files with the same lengths. */
const isSameSound = (one: Recording, other: Recording) =>
  one.parts.length === other.parts.length &&
  one.parts.every(({ name, seconds }, index) => {
    const part = other.parts[index];
    return part?.name === name && part.seconds === seconds;
  });

export interface UsedRecording {
  /** Null where the session has none. */
  recording: Readonly<ShallowRef<Recording | null>>;
  /** Keeps the recording whatever its age and size, or stops keeping it. */
  keep(this: void, isKept: boolean): Promise<void>;
}

/**
 * The recording of a session. While the session runs it stays as it was when first read, because a file that grows
 * would interrupt its player.
 */
export function useRecording(
  id: string,
  row: () => Pick<SessionRow, 'outcome' | 'eventCount'> | null,
): UsedRecording {
  const { history } = useOptionsServices();
  const recording = shallowRef<Recording | null>(null);
  const refresher = createRefresher(
    async () => {
      const read = await history.recording(id);
      const known = recording.value;
      // The same array where the files are the same, because a player restarts when its address changes.
      recording.value = read && known && isSameSound(read, known) ? { ...read, parts: known.parts } : read;
    },
    // Without its recording a session is still worth showing, so the error is ignored.
    () => undefined,
  );
  watch(() => (recording.value ? row()?.outcome : row()?.eventCount), refresher.refresh, { immediate: true });

  return {
    recording,
    async keep(isKept) {
      await history.keepRecording(id, isKept);
      if (recording.value) recording.value = { ...recording.value, isKept };
    },
  };
}

import { dayMs } from '../../domain/bounds/bounds.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import type { RecordingRow } from '../rows/recording-row.ts';

/** What the rule has to know of a session's recording. */
export interface KeptRecording extends Pick<RecordingRow, 'sessionId' | 'keep' | 'isKept'> {
  /** Epoch milliseconds of the session's last event. */
  lastEventAt: number;
  isRunning: boolean;
  /** Whether everything that was captured is known to have arrived. */
  isDelivered: boolean;
  /** Bytes of its files. */
  bytes: number;
}

export type RecordingLimits = Pick<Settings['recording'], 'keepDays' | 'keepMegabytes'>;

/** Days for which the recording of a session that did not arrive as a whole is kept. */
export const undeliveredDays = 7;

const megabyte = 1_000_000;

/**
 * The sessions whose recordings are removed. What the user chose to keep stays, and so does that of a running session. By date
 * nothing is removed where `now` is null, because the clock cannot be trusted. What is too much goes from the oldest on.
 *
 * @param now epoch milliseconds
 */
export function recordingsToRemove(
  recordings: readonly KeptRecording[],
  { keepDays, keepMegabytes }: RecordingLimits,
  now: number | null,
): string[] {
  const removable = recordings.filter(({ isKept, isRunning }) => !isKept && !isRunning);
  const isOver = (recording: KeptRecording) => {
    const { keep, isDelivered, lastEventAt } = recording;
    if (keep === 'until-delivered' && isDelivered) return true;
    const days = keep === 'until-delivered' ? undeliveredDays : keepDays;
    return now !== null && days !== null && lastEventAt < now - days * dayMs;
  };
  const over = new Set(removable.filter(isOver));
  let bytes = recordings.reduce((sum, recording) => sum + (over.has(recording) ? 0 : recording.bytes), 0);
  const fromOldest = removable.toSorted((one, other) => one.lastEventAt - other.lastEventAt);
  for (const recording of fromOldest) {
    if (keepMegabytes === null || bytes <= keepMegabytes * megabyte) break;
    if (over.has(recording)) continue;
    over.add(recording);
    bytes -= recording.bytes;
  }
  return [...over].map(({ sessionId }) => sessionId);
}

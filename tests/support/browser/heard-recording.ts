import { momentOf, type ClockPoint } from '../../../utils/domain/recording/recorded-time.ts';
import type { RecordingRow } from '../../../utils/history/rows/recording-row.ts';
import { decodeOgg } from '../ogg.ts';
import type { Wav } from '../wav.ts';
import { databaseRows } from './extension-readers.ts';
import type { ExtensionBrowser } from './launch-browser.ts';
import { recordedFiles } from './recordings.ts';

export interface HeardRecording {
  sessionId: string;
  sound: Wav;
  /** Where its time and the clock were compared. */
  points: readonly ClockPoint[];
  /** Epoch milliseconds of its last sound. */
  endedAt: number;
}

/** The newest recording that the history knows, of one file, as a decoder that is not the browser's hears it; throws while there is none. */
export async function heardRecording(browser: ExtensionBrowser): Promise<HeardRecording> {
  const rows = await databaseRows<RecordingRow>(browser, 'recordings');
  const began = ({ points }: RecordingRow['parts'][number]) => points[0]?.at ?? 0;
  const row = rows.toSorted(
    (one, other) => Math.max(...other.parts.map(began)) - Math.max(...one.parts.map(began)),
  )[0];
  const files = await recordedFiles(browser);
  const part = row?.parts[0];
  const file = files.find(({ name }) => name === part?.name);
  if (!row || !part || !file || file.bytes.length === 0) throw new Error('nothing is recorded yet');
  if (row.parts.length !== 1) throw new Error('the recording has several files');
  const sound = decodeOgg(file.bytes);
  const seconds = sound.samples.length / sound.sampleRate;
  const { points } = part;
  return { sessionId: row.sessionId, sound, points, endedAt: momentOf(points, seconds) ?? 0 };
}

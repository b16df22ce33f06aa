import { capturedAt, type ClockPoint } from '../../../utils/domain/recording/recorded-time.ts';
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

/** The only recording, of one file, as a decoder that is not the browser's hears it; throws while there is none. */
export async function heardRecording(browser: ExtensionBrowser): Promise<HeardRecording> {
  const [row] = await databaseRows<RecordingRow>(browser, 'recordings');
  const [file] = await recordedFiles(browser);
  if (!row || !file || file.bytes.length === 0) throw new Error('nothing is recorded yet');
  if (row.parts.length !== 1 || row.parts[0]?.name !== file.name)
    throw new Error(`the history knows other files than ${file.name}`);
  const sound = decodeOgg(file.bytes);
  const seconds = sound.samples.length / sound.sampleRate;
  const { points } = row.parts[0];
  return { sessionId: row.sessionId, sound, points, endedAt: capturedAt(points, seconds) ?? 0 };
}

import { lastGranule } from '../../audio/recording/ogg-opus-reader.ts';
import { opusRate } from '../../audio/recording/ogg-opus-writer.ts';
import type { RecordingPart, RecordingRow } from '../rows/recording-row.ts';
import type { RecordingFiles } from './recording-files.ts';

/** A file of a recording, as much of it as is written. */
export interface OpenPart extends RecordingPart {
  file: File;
  /** The length of its sound. */
  seconds: number;
}

/** A session's recording; its parts are in the order of time. */
export interface Recording extends Omit<RecordingRow, 'parts'> {
  parts: OpenPart[];
}

/** Opens the files of a recording; null where none of them has any sound. */
export async function openRecording(
  { parts, ...row }: RecordingRow,
  files: Pick<RecordingFiles, 'open'>,
): Promise<Recording | null> {
  const opened: OpenPart[] = [];
  for (const part of parts) {
    const file = await files.open(row.sessionId, part.name);
    const seconds = file ? (await lastGranule(file)) / opusRate : 0;
    if (file && seconds > 0) opened.push({ ...part, file, seconds });
  }
  return opened.length === 0 ? null : { ...row, parts: opened };
}

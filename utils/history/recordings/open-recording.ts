import { lastGranule, readHead } from '../../audio/recording/ogg-opus-reader.ts';
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
  /** The number of files that are missing or unreadable; absent for none. */
  unreadable?: number;
}

/** Opens the files of a recording; null where none of them has any sound yet. */
export async function openRecording(
  { parts, ...row }: RecordingRow,
  files: Pick<RecordingFiles, 'open'>,
): Promise<Recording | null> {
  const opened: OpenPart[] = [];
  let unreadable = 0;
  for (const part of parts) {
    const file = await files.open(row.sessionId, part.name);
    const seconds = file ? (await lastGranule(file)) / opusRate : 0;
    if (file && seconds > 0) opened.push({ ...part, file, seconds });
    // A file that was only just created has nothing but its headers.
    else if (!file || (file.size > 0 && !(await readHead(file)))) unreadable += 1;
  }
  if (opened.length + unreadable === 0) return null;
  return { ...row, parts: opened, ...(unreadable > 0 && { unreadable }) };
}

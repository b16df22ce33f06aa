import type { SessionEvent } from '../../domain/log/session-event.ts';
import type { Segment } from '../../domain/transcript/segment.ts';
import type { ImportProblem } from './import-outcome.ts';
import type { RecordingRow } from '../rows/recording-row.ts';
import type { PackedMinute } from '../rows/packed-minute.ts';
import type { StoredRow } from '../rows/stored-row.ts';

/** One session of a file, as far as it has to be known before it is stored. */
export interface CheckedSession {
  id: string;
  /** Epoch milliseconds of the session's first event. */
  from: number;
  /** Whether the session lies in the future or lasts longer than any session, so that it is left out. */
  isImplausible: boolean;
}

export type CheckedExport =
  { ok: true; sessions: readonly CheckedSession[] } | { ok: false; problem: ImportProblem };

/** A part of one session, small enough to be stored at once; the session's row comes last. */
export type ImportPart =
  | { type: 'events'; events: SessionEvent[] }
  | { type: 'minutes'; minutes: PackedMinute[] }
  | { type: 'segments'; sessionId: string; segments: Segment[] }
  /** A piece of one file of the session's recording; `file` counts them, and pieces come in their order. */
  | { type: 'sound'; sessionId: string; file: number; bytes: Uint8Array<ArrayBuffer> }
  | { type: 'recording'; row: RecordingRow }
  | { type: 'session'; row: StoredRow };

export interface ReadOptions {
  /** Called with the number of bytes read so far. */
  onProgress?: ((bytes: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Reads JSON exports (docs/history-export.md). Everything in a file is checked before it is used. */
export interface ExportReader {
  /**
   * Checks a whole file, and lists the sessions it holds in their order. Rejects where the file cannot be
   * read.
   */
  check(file: Blob, options?: ReadOptions): Promise<CheckedExport>;
  /**
   * Reads the parts of the wanted sessions of a checked file; `wanted` gives their ids by their places in it.
   */
  parts(file: Blob, wanted: ReadonlyMap<number, string>, options?: ReadOptions): AsyncIterable<ImportPart>;
}

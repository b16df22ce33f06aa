import type { SessionEvent } from '../../domain/log/session-event.ts';
import type { ImportProblem } from './import-outcome.ts';
import type { PackedMinute } from '../rows/packed-minute.ts';
import type { StoredRow } from '../rows/stored-row.ts';

/** One session of a file, as far as it has to be known before anything of it is stored. */
export interface CheckedSession {
  id: string;
  /** Epoch milliseconds of its first event. */
  from: number;
  /** It lies in the future or lasts longer than any session, so it is left out. */
  isImplausible: boolean;
}

export type CheckedExport =
  { ok: true; sessions: readonly CheckedSession[] } | { ok: false; problem: ImportProblem };

/** A part of one session, small enough to be stored in one go; its row comes last. */
export type ImportPart =
  | { type: 'events'; events: SessionEvent[] }
  | { type: 'minutes'; minutes: PackedMinute[] }
  | { type: 'session'; row: StoredRow };

export interface ReadOptions {
  /** Bytes read so far. */
  onProgress?: ((bytes: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Reads JSON exports (docs/history-export.md). Nothing of a file is believed that is not checked. */
export interface ExportReader {
  /** Checks all of it, and says which sessions it holds, in their order. Rejects where the file cannot be read. */
  check(file: Blob, options?: ReadOptions): Promise<CheckedExport>;
  /** The parts of those sessions of a checked file that are wanted: their ids by their places in it. */
  parts(file: Blob, wanted: ReadonlyMap<number, string>, options?: ReadOptions): AsyncIterable<ImportPart>;
}

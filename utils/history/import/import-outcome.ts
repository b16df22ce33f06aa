/** Why a file was not imported; nothing is changed then. */
export type ImportProblem =
  /** The file is not JSON, or is JSON that ends in the middle. */
  | 'unreadable'
  /** The file is JSON, but not an export of this extension. */
  | 'foreign'
  /** The export was written by a newer version of this extension. */
  | 'newer-version'
  /** The export has content that no export has. */
  | 'malformed'
  /** Every session in the file lies in the future, or lasts longer than any session does. */
  | 'implausible'
  /** There is no room for the sessions on the disk. */
  | 'no-room'
  /** The database could not store the sessions. */
  | 'not-stored'
  /** The user has cancelled the import. */
  | 'cancelled';

interface Refusal {
  ok: false;
  problem: ImportProblem;
}

export type ImportOutcome =
  | {
      ok: true;
      imported: number;
      /** The number of sessions that are stored already. */ skipped: number;
      /** The number of implausible sessions. */ leftOut: number;
    }
  | Refusal;

/** What importing a file would do; nothing of the file is stored yet. */
export interface ImportPlan {
  ok: true;
  file: Blob;
  /** The ids of the sessions that are not stored yet, by their places in the file. */
  wanted: ReadonlyMap<number, string>;
  /** The number of sessions that are stored already; they stay as they are. */
  known: number;
  /**
   * The number of sessions that are not imported, because they lie in the future or last longer than any
   * session.
   */
  leftOut: number;
  /**
   * Epoch milliseconds of the first events of the earliest and of the latest session; null where the file
   * holds none.
   */
  between: { from: number; to: number } | null;
}

export type ImportReading = ImportPlan | Refusal;

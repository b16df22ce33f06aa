/** Why a file was not taken in; nothing is changed then. */
export type ImportProblem =
  /** Not JSON, or JSON that ends in the middle. */
  | 'unreadable'
  /** JSON, but not an export of this extension. */
  | 'foreign'
  /** Of a newer version of this extension. */
  | 'newer-version'
  /** An export, but with content that no export has. */
  | 'malformed'
  /** Every session in it lies in the future, or lasts longer than any session does. */
  | 'implausible'
  /** There is no room for it on the disk. */
  | 'no-room'
  /** The database took nothing. */
  | 'not-stored'
  /** The user has ended it before its end. */
  | 'cancelled';

interface Refusal {
  ok: false;
  problem: ImportProblem;
}

export type ImportOutcome =
  | {
      ok: true;
      imported: number;
      /** There already. */ skipped: number;
      /** Not plausible. */ leftOut: number;
    }
  | Refusal;

/** What a file of sessions would bring; nothing of it is stored yet. */
export interface ImportPlan {
  ok: true;
  file: Blob;
  /** The ids of the sessions that are not here yet, by their places in the file. */
  wanted: ReadonlyMap<number, string>;
  /** Sessions that are there already; they stay as they are. */
  known: number;
  /** Sessions in the future, or longer than any session: they are not taken in. */
  leftOut: number;
  /** Epoch milliseconds of the first events of the earliest and of the latest session; null where the file holds none. */
  between: { from: number; to: number } | null;
}

export type ImportReading = ImportPlan | Refusal;

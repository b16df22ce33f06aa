/** Why a file was not taken in; nothing is changed then. */
export type ImportProblem =
  | 'too-big'
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
  /** The database took nothing. */
  | 'not-stored';

export type ImportOutcome =
  | {
      ok: true;
      imported: number;
      /** There already. */ skipped: number;
      /** Not plausible. */ leftOut: number;
    }
  | { ok: false; problem: ImportProblem };

/** Bytes of a file that is read. */
export const largestImport = 40_000_000;

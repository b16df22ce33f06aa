/** The first member of a JSON export, which identifies the file. */
export const exportFormat = 'steadymic-history';

/** Raised whenever an export changes so that an older import would read it wrongly. */
export const exportVersion = 1;

/** The number of samples in one piece of an export: an hour at one sample a second. */
export const samplesAtOnce = 3600;

/**
 * How large the parts of an export may be when it is imported, far beyond what is ever exported. A file is
 * read in pieces and may have any size; these limits bound what is in memory at a time.
 */
export const largestParts = {
  sessions: 1_000_000,
  eventsOfSession: 1_000_000,
  /** Samples of one session: one a second for ten times the longest session. */
  samplesOfSession: 27_000_000,
  /**
   * Characters of one event, or of one piece of samples; a piece has 1 MB where every figure has all its
   * digits.
   */
  value: 16_000_000,
};

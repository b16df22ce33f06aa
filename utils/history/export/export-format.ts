/** The first member of a JSON export, by which it is told from other files. */
export const exportFormat = 'steadymic-history';

/** Raised whenever an export changes so that an older import would read it wrongly. */
export const exportVersion = 1;

/** Samples that an export has in one piece: as many as an hour has at one a second. */
export const samplesAtOnce = 3600;

/**
 * How large the parts of an export may be, far beyond what Export writes. Import has no limit for a file: it is read in
 * pieces, and these bound what has to be in memory at a time.
 */
export const largestParts = {
  sessions: 1_000_000,
  eventsOfSession: 1_000_000,
  /** One a second for as long as a session may last, ten times over. */
  samplesOfSession: 27_000_000,
  /** Characters of one event, or of one piece of samples; a piece is 1 MB where every figure has all its digits. */
  value: 16_000_000,
};

/** The first member of a JSON export, which identifies the file. */
export const exportFormat = 'steadymic-history';

/** Raised whenever an export changes so that an older import would read it wrongly. */
export const exportVersion = 1;

/** The number of samples in one piece of an export: an hour at one sample a second. */
export const samplesAtOnce = 3600;

/** Bytes of a recording in one piece of an export; a multiple of three, so that pieces of base64 need no padding. */
export const soundAtOnce = 48_000;

/**
 * How large the parts of an export may be when it is imported, far beyond what is ever exported. A file is
 * read in pieces and may have any size; these limits bound what is in memory at a time.
 */
export const largestParts = {
  sessions: 1_000_000,
  eventsOfSession: 1_000_000,
  /** Samples of one session: one a second for ten times the longest session. */
  samplesOfSession: 27_000_000,
  /** Pieces of what was said: five a second for two days and more. */
  segmentsOfSession: 1_000_000,
  /**
   * Characters of one event, or of one piece of samples; a piece has 1 MB where every figure has all its
   * digits.
   */
  value: 16_000_000,
  /** Files of one session's recording: each host that runs the session writes one. */
  filesOfRecording: 1000,
  /** Places in a file at which its time and the clock were compared; a recorder stores no more than 2000. */
  pointsOfFile: 10_000,
  /** Bytes of one session's recording, which has eleven million an hour. */
  bytesOfRecording: 10_000_000_000,
};

/** The words of two minutes of a session's text, by which these are found. */
export interface WordBlock {
  sessionId: string;
  /** Epoch milliseconds of its beginning: a multiple of {@link blockMs}. */
  from: number;
  words: string[];
}

export const blockMs = 120_000;

/** The beginning of the block that a moment lies in, in epoch milliseconds. */
export function blockOf(at: number): number {
  return Math.floor(at / blockMs) * blockMs;
}

import type { ClockPoint } from './recorded-time.ts';
import type { RecordingEnding } from './recording-endings.ts';

/** What a recorder reports of the file that it writes. */
export type RecordingReport =
  /** The file has its beginning; `name` is its name in the session's folder. */
  | { type: 'began'; name: string; at: number }
  /** The clock has jumped, or sound was captured again. */
  | { type: 'placed'; point: ClockPoint }
  /** The recording has ended before its session. Comes at most once, and last. */
  | { type: 'ended'; why: RecordingEnding };

import type { RecordingKeep } from '../../domain/profiles/recording-keep.ts';
import type { ClockPoint } from '../../domain/recording/recorded-time.ts';

/** One file of a session's recording: each host that runs the session writes one. */
export interface RecordingPart {
  /** The file's name in the session's folder. */
  name: string;
  /** Where the file's time and the clock were compared, sorted by seconds. */
  points: ClockPoint[];
}

/** What is known of a session's recording besides its files. */
export interface RecordingRow {
  sessionId: string;
  /** How long it is to be kept, as the session was started with. */
  keep: Exclude<RecordingKeep, 'never'>;
  /** Whether the user wants to keep it, whatever its age. */
  isKept: boolean;
  parts: RecordingPart[];
}

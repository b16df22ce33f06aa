import type { ClockPoint } from './recorded-time.ts';

/**
 * Sound of a session that was cut off, or whose host was, which its recording holds and which is not known to have arrived: all from
 * the moment `from` on, epoch milliseconds, to the recording's end.
 */
export interface OwedSound {
  sessionId: string;
  from: number;
  /** The recording's files in the order of time, each with its {@link ClockPoint}s. */
  parts: readonly { name: string; points: readonly ClockPoint[] }[];
}

/**
 * A place at which what is sent and when it was captured were compared: the sound that lies `ms` milliseconds after the
 * first sound of a connection was captured at `at`, epoch milliseconds, and what follows runs at `speed`.
 */
export interface SoundPoint {
  ms: number;
  at: number;
  /** Milliseconds of captured sound in a millisecond of what is sent. */
  speed: number;
  /** Whether what follows is sent after a gap, later than it was said. */
  isLate: boolean;
}

/** The points of one connection, sorted; at least one. */
export type SoundClock = readonly [SoundPoint, ...SoundPoint[]];

/** When the sound at a place was captured, in epoch milliseconds, and whether it was sent late. */
export function capturedAt(clock: SoundClock, ms: number): { at: number; isLate: boolean } {
  const point = clock.findLast((each) => each.ms <= ms) ?? clock[0];
  return { at: point.at + (ms - point.ms) * point.speed, isLate: point.isLate };
}

/** The greatest number of points: a loss a minute for hours. Of further ones the oldest are forgotten. */
const mostPoints = 500;

/** The clock with one more point, from which on another rule holds. */
export function withPoint([first, ...rest]: SoundClock, point: SoundPoint): SoundClock {
  const kept = rest.filter(({ ms }) => ms < point.ms);
  return [first, ...kept.slice(-mostPoints), point];
}

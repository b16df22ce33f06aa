/**
 * A place in a recording at which its time and the clock were compared: the sound at `seconds` from the file's beginning was
 * captured at `at`, epoch milliseconds. Between two points the time of both runs at the same speed, and what was not captured
 * lies before a point. A file has no silence in place of what was not captured.
 */
export interface ClockPoint {
  seconds: number;
  at: number;
}

/** A stretch of sound that was captured without a break; `from` and `to` are epoch milliseconds. */
export interface RecordedStretch {
  from: number;
  to: number;
}

/** The stretches of a file that is `seconds` long. Points are sorted by their seconds. */
export function recordedStretches(points: readonly ClockPoint[], seconds: number): RecordedStretch[] {
  return points.flatMap((point, index) => {
    const end = Math.min(points[index + 1]?.seconds ?? seconds, seconds);
    return end > point.seconds ? [{ from: point.at, to: point.at + (end - point.seconds) * 1000 }] : [];
  });
}

/** When the sound at a place of the file was captured, in epoch milliseconds; null for a file without a point. */
export function momentOf(points: readonly ClockPoint[], seconds: number): number | null {
  const point = points.findLast((each) => each.seconds <= seconds) ?? points[0];
  return point ? point.at + (seconds - point.seconds) * 1000 : null;
}

/**
 * The place in the file, in seconds, of what was captured at `at` (epoch milliseconds); of the next sound after it where nothing
 * was captured then, and null where the file has none from then on.
 */
export function placeOf(points: readonly ClockPoint[], seconds: number, at: number): number | null {
  for (const [index, point] of points.entries()) {
    const end = Math.min(points[index + 1]?.seconds ?? seconds, seconds);
    const place = point.seconds + Math.max(0, at - point.at) / 1000;
    if (place < end) return place;
  }
  return null;
}

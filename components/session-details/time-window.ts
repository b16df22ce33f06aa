/** A part of the axis of time, in epoch milliseconds. */
export interface TimeSpan {
  from: number;
  to: number;
}

/** The shortest span in milliseconds; a shorter one would show nothing more. */
export const shortestSpan = 2000;

/** The span nearest to the wanted one that lies within `full` and is no shorter than {@link shortestSpan}. */
export function fitSpan(wanted: TimeSpan, full: TimeSpan): TimeSpan {
  const longest = Math.max(full.to - full.from, shortestSpan);
  const length = Math.min(longest, Math.max(shortestSpan, Math.abs(wanted.to - wanted.from)));
  const middle = (wanted.from + wanted.to) / 2;
  const latest = full.from + longest - length;
  const from = Math.min(latest, Math.max(full.from, middle - length / 2));
  return { from, to: from + length };
}

/** Zooms in (a factor below 1) or out, with the moment `around` staying in its place. */
export function zoomSpan(span: TimeSpan, full: TimeSpan, factor: number, around: number): TimeSpan {
  const wanted = {
    from: around - (around - span.from) * factor,
    to: around + (span.to - around) * factor,
  };
  return fitSpan(wanted, full);
}

/** Moves a span later by a share of its length, or earlier by a negative share. */
export function moveSpan({ from, to }: TimeSpan, full: TimeSpan, share: number): TimeSpan {
  const by = (to - from) * share;
  return fitSpan({ from: from + by, to: to + by }, full);
}

/** The same span, moved if necessary so that it contains the moment. */
export function spanWith(span: TimeSpan, full: TimeSpan, at: number): TimeSpan {
  if (at >= span.from && at <= span.to) return span;
  const half = (span.to - span.from) / 2;
  return fitSpan({ from: at - half, to: at + half }, full);
}

/** A moment's place in a span: from 0 to 1 where it is inside. */
export function shareOf({ from, to }: TimeSpan, at: number): number {
  return to > from ? (at - from) / (to - from) : 0;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * second),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 3, 6, 12, 24].map((hours) => hours * hour),
];

/**
 * Round local moments in a span, at most `most` plus one, however long the span is. `offsetMs` is the local
 * time's offset from UTC.
 */
export function timeTicks({ from, to }: TimeSpan, most: number, offsetMs: number): number[] {
  const step =
    steps.find((each) => (to - from) / each <= most) ?? Math.ceil((to - from) / most / hour) * hour;
  const ticks: number[] = [];
  for (
    let at = Math.ceil((from + offsetMs) / step) * step - offsetMs;
    at <= to && ticks.length <= most;
    at += step
  ) {
    ticks.push(at);
  }
  return ticks;
}

import type { Stretch } from '../../utils/domain/past/stretches.ts';
import { shareOf, type TimeSpan } from '../session-details/time-window.ts';

/** The kinds of the timeline's bars, the worst last. */
const barKinds = [
  'fresh',
  'live',
  'starting',
  'muted-by-user',
  'warned',
  'awaited',
  'muted',
  'silent',
  'missing',
  'recovering',
  'lost',
  'hole',
] as const;
export type BarKind = (typeof barKinds)[number];

export interface TimelineBar {
  kind: BarKind;
  /** The left edge, as a share (0 to 1) of the span. */
  left: number;
  width: number;
}

/** The number of places on the axis: one is about a pixel of the widest axis. */
const places = 1000;

/**
 * The visible stretches of one lane in a span, as bars. Stretches narrower than a place are drawn once for
 * each place, as the worst of them, so that there are never more bars than can be told apart.
 */
export function timelineBars(
  stretches: readonly (Stretch & { kind: BarKind })[],
  span: TimeSpan,
): TimelineBar[] {
  const wide: TimelineBar[] = [];
  const narrow = new Map<number, TimelineBar>();
  for (const { kind, from, to } of stretches) {
    const left = Math.max(0, shareOf(span, from));
    const right = Math.min(1, shareOf(span, to));
    if (right < 0 || left > 1) continue;
    const bar = { kind, left, width: Math.max(0, right - left) };
    if (bar.width >= 1 / places) {
      wide.push(bar);
      continue;
    }
    const place = Math.floor(left * places);
    const before = narrow.get(place);
    if (!before || barKinds.indexOf(kind) > barKinds.indexOf(before.kind)) narrow.set(place, bar);
  }
  return [...wide, ...narrow.values()];
}

import type { Segment } from './segment.ts';
import { spokenEnd } from './spoken-time.ts';

/** What a transcript needs to know of a gap: when it was, and how many milliseconds of it are not known to have arrived. */
interface Lost {
  from: number;
  to: number;
  lostMs: number;
}

/**
 * The gaps of which words may be missing: all but those whose sound arrived later, or was turned into text afterwards. Both lists are in
 * the order of their times.
 */
export function missingFrom<Gap extends Lost>(gaps: readonly Gap[], segments: readonly Segment[]): Gap[] {
  const filling = segments.filter(({ source }) => source === 'backfill');
  return gaps.filter(
    ({ from, to, lostMs }) =>
      lostMs > 0 && !filling.some((each) => each.spokenFrom < to && spokenEnd(each) > from),
  );
}

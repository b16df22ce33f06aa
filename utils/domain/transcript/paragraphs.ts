import { endsSentence } from './ends-sentence.ts';
import type { Segment } from './segment.ts';
import { saidIn, spokenEnd } from './spoken-time.ts';

/** A time of which nothing is known to have arrived; epoch milliseconds. */
export interface GapTime {
  from: number;
  to: number;
}

/** What a transcript shows, from its beginning to its end: what was said without a pause, or where something is missing. */
export type Paragraph<Gap extends GapTime> =
  | { type: 'said'; key: string; from: number; segments: readonly Segment[] }
  | { type: 'gap'; key: string; from: number; gap: Gap };

/** The pause after which a new paragraph begins, in milliseconds. */
const pauseMs = 2000;

/** Characters after which a paragraph ends with its sentence, and after which it ends in any case. */
const longParagraph = 400;
const longestParagraph = 1200;

/**
 * Puts segments and gaps in the order of what was spoken, in paragraphs. Both are in the order of their times. `before` are the
 * paragraphs of an earlier call, which stay as they are as far as nothing has changed up to `unchangedTo`, in epoch milliseconds.
 */
export function paragraphsOf<Gap extends GapTime>(
  segments: readonly Segment[],
  gaps: readonly Gap[],
  before: readonly Paragraph<Gap>[] = [],
  unchangedTo = -Infinity,
): Paragraph<Gap>[] {
  // What a paragraph holds follows from where it begins, so only the last unchanged one may end elsewhere now.
  const unchanged = before.findLastIndex(({ from }) => from < unchangedTo);
  const kept = before.slice(0, Math.max(0, unchanged));
  const next = { segment: 0, gap: 0 };
  for (const each of kept) {
    if (each.type === 'gap') next.gap += 1;
    else next.segment += each.segments.length;
  }
  return append(kept, segments, gaps, next);
}

/** Adds the paragraphs of what comes next among segments and gaps to those that are made already. */
function append<Gap extends GapTime>(
  made: Paragraph<Gap>[],
  segments: readonly Segment[],
  gaps: readonly Gap[],
  next: { segment: number; gap: number },
): Paragraph<Gap>[] {
  let open: { segments: Segment[]; length: number; end: number; endsSentence: boolean } | null = null;
  while (next.segment < segments.length || next.gap < gaps.length) {
    const segment = segments[next.segment];
    const gap = gaps[next.gap];
    if (gap && (!segment || gap.from <= segment.spokenFrom)) {
      made.push({ type: 'gap', key: `gap ${String(gap.from)}`, from: gap.from, gap });
      open = null;
      next.gap += 1;
      continue;
    }
    if (!segment) break;
    next.segment += 1;
    const last: Segment | undefined = open?.segments.at(-1);
    const isFull =
      open && (open.length > longestParagraph || (open.length > longParagraph && open.endsSentence));
    if (!open || isFull || segment.spokenFrom - open.end >= pauseMs || segment.speaker !== last?.speaker) {
      open = { segments: [], length: 0, end: 0, endsSentence: false };
      made.push({ type: 'said', key: segment.id, from: segment.spokenFrom, segments: open.segments });
    }
    open.segments.push(segment);
    open.length += saidIn(segment).length;
    open.end = Math.max(open.end, spokenEnd(segment));
    open.endsSentence = endsSentence(saidIn(segment));
  }
  return made;
}

import { intersection, merged, type Stretch } from '../past/stretches.ts';

/** What one request asks for: the sound from `from` to `to` (epoch milliseconds), because of the gaps in it. */
export interface BackfillWindow extends Stretch {
  /** The times whose words are wanted, in order and without an overlap; the first begins and the last ends with the window. */
  gaps: Stretch[];
}

/** Milliseconds before and after a window that are sent with it: a recogniser hears a word better that is not cut out. */
export const contextMs = 1000;

/** The length, in milliseconds, of the shortest gap that may hold a word; nothing is asked for a shorter one. */
export const leastGapMs = 150;

/** The greatest length of a window in milliseconds: as WAV of 16 kHz it has 19 MB, and OpenAI takes 25. */
const longestWindowMs = 600_000;

/**
 * The windows by which the words of the wanted times are asked for, in their order, as far as these were recorded. A recorded
 * stretch has no break, so that a place in its sound is a moment: no window leaves one. Gaps whose context would overlap share
 * a window, and what is longer than a request may be is divided evenly.
 */
export function planBackfill(
  wanted: readonly Stretch[],
  recorded: readonly Stretch[],
  longestMs = longestWindowMs,
): BackfillWindow[] {
  const gaps = merged(wanted);
  return recorded.flatMap((stretch) => {
    const windows: BackfillWindow[] = [];
    for (const gap of intersection(gaps, [stretch]).flatMap((each) => divided(each, longestMs))) {
      if (gap.to - gap.from < leastGapMs) continue;
      const last = windows.at(-1);
      const isNear = last && gap.from - last.to < 2 * contextMs && gap.to - last.from <= longestMs;
      if (isNear) {
        last.gaps.push(gap);
        last.to = gap.to;
      } else windows.push({ ...gap, gaps: [gap] });
    }
    return windows;
  });
}

/** A stretch in equal parts, none of which is longer than this. */
function divided({ from, to }: Stretch, longestMs: number): Stretch[] {
  const parts = Math.ceil((to - from) / longestMs);
  const at = (part: number) => from + ((to - from) * part) / parts;
  return Array.from({ length: parts }, (_, part) => ({ from: at(part), to: at(part + 1) }));
}

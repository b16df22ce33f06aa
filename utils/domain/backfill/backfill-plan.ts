import { intersection, merged, type Stretch } from '../past/stretches.ts';

/** What one request asks for: the sound from `from` to `to` (epoch milliseconds), because of the gaps in it. */
export interface BackfillWindow extends Stretch {
  /**
   * The times whose words are wanted, sorted and without overlap; the first one begins, and the last one ends, with the
   * window.
   */
  gaps: Stretch[];
}

/**
 * Milliseconds before and after a window that are sent with it: a recogniser understands a word better with its
 * context.
 */
export const contextMs = 1000;

/** The shortest gap, in milliseconds, that can contain a word; shorter gaps are ignored. */
export const leastGapMs = 150;

/** The greatest length of a window in milliseconds: as WAV of 16 kHz it has 19 MB, and OpenAI takes 25. */
const longestWindowMs = 600_000;

/**
 * Divides the wanted times, as far as they were recorded, into windows, one for each request. A window never crosses a
 * break in the recording, so that each place in its sound is one moment. Gaps whose context would overlap share a
 * window; a window that is too long is divided evenly.
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

/** Divides a stretch into equal parts of at most `longestMs`. */
function divided({ from, to }: Stretch, longestMs: number): Stretch[] {
  const parts = Math.ceil((to - from) / longestMs);
  const at = (part: number) => from + ((to - from) * part) / parts;
  return Array.from({ length: parts }, (_, part) => ({ from: at(part), to: at(part + 1) }));
}

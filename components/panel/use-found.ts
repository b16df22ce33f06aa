import { computed, shallowRef, watch, type ShallowRef } from 'vue';
import { createTimer } from '../../utils/async/timer.ts';
import { hasAll, searchedText } from '../../utils/domain/transcript/marked-parts.ts';
import type { Paragraph } from '../../utils/domain/transcript/paragraphs.ts';
import { saidIn } from '../../utils/domain/transcript/spoken-time.ts';
import { useEdges } from '../shared/use-edges.ts';
import type { ShownGap } from '../transcript/use-transcript.ts';

/** Paragraphs that are searched before the page may do other work. */
const atOnce = 2000;

/** Searches a transcript in small steps, so that typing never waits for it. */
export function useFound(paragraphs: Readonly<ShallowRef<readonly Paragraph<ShownGap>[]>>) {
  const query = shallowRef('');
  const searched = computed(() => searchedText(query.value));
  /** The indexes of the paragraphs that contain the query. */
  const found = shallowRef<readonly number[]>([]);
  const current = shallowRef(-1);
  const next = createTimer(useEdges());

  let isLooking = false;
  let isOutdated = false;

  /** Searches the text as it is now. What is added during a search is searched afterwards, so that each search ends. */
  function look(): void {
    next.stop();
    isLooking = false;
    isOutdated = false;
    const wanted = searched.value;
    if (!wanted) {
      found.value = [];
      return;
    }
    isLooking = true;
    const all = paragraphs.value;
    const places: number[] = [];
    const step = (from: number) => {
      for (const [index, paragraph] of all.slice(from, from + atOnce).entries()) {
        if (paragraph.type === 'said' && hasAll(paragraph.segments.map(saidIn).join(' '), wanted))
          places.push(from + index);
      }
      if (from + atOnce < all.length) {
        next.start(0, () => step(from + atOnce));
        return;
      }
      isLooking = false;
      found.value = places;
      if (isOutdated) look();
    };
    next.start(0, () => step(0));
  }

  watch(searched, () => {
    current.value = -1;
    look();
  });
  watch(paragraphs, () => {
    if (isLooking) isOutdated = true;
    else look();
  });

  return {
    query,
    searched,
    found,
    current,
    /**
     * Goes to the next match or the previous one, and wraps around at the ends; begins with the newest. Returns its
     * index; null where nothing matches.
     */
    step(by: 1 | -1): number | null {
      const count = found.value.length;
      if (count === 0) return null;
      current.value =
        current.value === -1 ? (by === 1 ? 0 : count - 1) : (current.value + by + count) % count;
      return found.value[current.value] ?? null;
    },
  };
}

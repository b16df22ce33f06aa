import { nextTick, onMounted, onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';

/** Pixels: the end of the page counts as visible when it is no further than this below the window. */
const endPixels = 40;

export interface FollowedList {
  /** The first visible row, and the distance of its top from the window's top, in pixels; null where there is none. */
  anchor(this: void): { key: string; top: number } | null;
  /** The distance of a row's top from the window's top, in pixels; null where there is no such row. */
  topOf(this: void, key: string): number | null;
}

/**
 * Scroll anchoring of a growing list: follows the end while the reader is at the end; otherwise keeps what is being
 * read in place, even when rows are inserted above it.
 */
export function useFollow(content: Readonly<ShallowRef<unknown>>, list: FollowedList) {
  const isFollowing = shallowRef(true);
  let before: ReturnType<FollowedList['anchor']> = null;

  const isAtEnd = () => innerHeight + scrollY >= document.documentElement.scrollHeight - endPixels;
  const toEnd = () => scrollTo({ top: document.documentElement.scrollHeight });

  watch(
    content,
    () => {
      before = isFollowing.value ? null : list.anchor();
    },
    { flush: 'sync' },
  );
  watch(
    content,
    async () => {
      await nextTick();
      if (isFollowing.value) {
        toEnd();
        return;
      }
      const top = before && list.topOf(before.key);
      if (before && top !== null && top !== before.top) scrollBy({ top: top - before.top });
    },
    { flush: 'post' },
  );

  function onScroll() {
    isFollowing.value = isAtEnd();
  }

  // Rows have their final heights only after they are drawn, and so has the page.
  const resized = new ResizeObserver(() => {
    if (isFollowing.value) toEnd();
  });
  onMounted(() => resized.observe(document.documentElement));
  addEventListener('scroll', onScroll, { passive: true });
  onScopeDispose(() => {
    removeEventListener('scroll', onScroll);
    resized.disconnect();
  });

  return {
    isFollowing,
    /** Scrolls to the end, and follows it from now on. */
    follow() {
      isFollowing.value = true;
      toEnd();
    },
    /** Stops following the end. */
    stay() {
      isFollowing.value = false;
    },
  };
}

import { nextTick, onMounted, onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';

/** Pixels from the end of the page within which its end counts as seen. */
const endPixels = 40;

export interface FollowedList {
  /** A row in sight, and how far its top is from the window's top, in pixels; null where none is. */
  anchor(this: void): { key: string; top: number } | null;
  /** Pixels from the window's top to the top of a row; null where there is no such row. */
  topOf(this: void, key: string): number | null;
}

/**
 * Keeps the end of a growing page in sight while a reader is there, and what is read in its place while not: also where something is
 * put in before it.
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

  // Rows get their heights when they have been drawn, and the page its own with them.
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
    /** Goes to the end, and stays there. */
    follow() {
      isFollowing.value = true;
      toEnd();
    },
    /** Stays where the reader is. */
    stay() {
      isFollowing.value = false;
    },
  };
}

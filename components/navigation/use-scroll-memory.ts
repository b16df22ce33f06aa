import { nextTick, onScopeDispose } from 'vue';

export interface ScrollMemory {
  /** Scrolls to where the current history entry was left; to the top where the entry is new. */
  restore(this: void): Promise<void>;
}

/**
 * Remembers where each entry of the tab's history was scrolled to. The browser restores the position too
 * early for a page that is drawn after its address has changed.
 */
export function useScrollMemory(): ScrollMemory {
  const places = new Map<string, number>();
  history.scrollRestoration = 'manual';

  const entry = () => navigation.currentEntry?.key ?? '';
  const remember = () => {
    places.set(entry(), scrollY);
  };
  navigation.addEventListener('navigate', remember);
  onScopeDispose(() => {
    navigation.removeEventListener('navigate', remember);
  });

  return {
    async restore() {
      await nextTick();
      const top = places.get(entry()) ?? 0;
      scrollTo({ top, behavior: 'instant' });
    },
  };
}

/** Whether the browser's Back leads to a hash that begins with this text. */
export function backLeadsTo(hash: string): boolean {
  const index = navigation.currentEntry?.index ?? 0;
  const before = navigation.entries()[index - 1]?.url;
  return before !== null && before !== undefined && new URL(before).hash.startsWith(hash);
}

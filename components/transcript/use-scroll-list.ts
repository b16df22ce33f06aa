import { computed, type ShallowRef } from 'vue';
import { useVirtualizer } from '@tanstack/vue-virtual';

/** A virtual list that scrolls in an element of its own: only the visible rows are drawn. */
export function useScrollList<Item>(
  element: Readonly<ShallowRef<HTMLElement | null>>,
  items: Readonly<{ value: readonly Item[] }>,
  keyOf: (item: Item) => string,
) {
  const virtualizer = useVirtualizer(
    computed(() => ({
      count: items.value.length,
      getScrollElement: () => element.value,
      estimateSize: () => 56,
      getItemKey: (place: number) => {
        const item = items.value[place];
        return item === undefined ? place : keyOf(item);
      },
      overscan: 6,
      initialRect: { width: 600, height: 400 },
    })),
  );
  return {
    rows: computed(() =>
      virtualizer.value.getVirtualItems().flatMap(({ index, key, start }) => {
        const item = items.value[index];
        return item === undefined ? [] : [{ item, place: index, key: String(key), start }];
      }),
    ),
    height: computed(() => virtualizer.value.getTotalSize()),
    measure: (row: unknown) => virtualizer.value.measureElement(row as Element | null),
    scrollTo: (place: number) => virtualizer.value.scrollToIndex(place, { align: 'center' }),
  };
}

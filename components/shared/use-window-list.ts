import {
  defaultRangeExtractor,
  useWindowVirtualizer,
  type Range,
  type Virtualizer,
} from '@tanstack/vue-virtual';
import { computed, onMounted, shallowRef, type ShallowRef } from 'vue';

export interface WindowListOptions<Item> {
  /** The element that all rows lie in; null while it is not drawn. */
  list: Readonly<ShallowRef<HTMLElement | null>>;
  items: Readonly<{ value: readonly Item[] }>;
  keyOf(item: Item): string;
  /** An item's estimated height in pixels, used until its row is measured. */
  heightOf(item: Item): number;
  /** The number of rows that are drawn above and below what is visible. */
  overscan(): number;
  /** The place of an item that stays drawn wherever the window is scrolled to; undefined for none. */
  kept?(): number | undefined;
}

/** A row that is drawn: its item, the item's place in the list, and pixels from the list's top. */
export interface WindowRow<Item> {
  item: Item;
  place: number;
  key: string;
  start: number;
}

/** The state of the virtualizer: its rows, and their places as far as they are measured. */
type Measured = Pick<Virtualizer<Window, Element>, 'measurementsCache'>;

/** A list in the window's own scrolling, of which only the rows in sight are drawn. */
export function useWindowList<Item>(options: WindowListOptions<Item>) {
  const { list, items, keyOf, heightOf, overscan, kept = () => undefined } = options;
  const top = shallowRef(0);
  const estimated = (place: number) => {
    const item = items.value[place];
    return item === undefined ? 0 : heightOf(item);
  };

  const virtualizer = useWindowVirtualizer(
    computed(() => {
      const keptPlace = kept();
      return {
        count: items.value.length,
        estimateSize: estimated,
        getItemKey: (place: number) => {
          const item = items.value[place];
          return item === undefined ? place : keyOf(item);
        },
        overscan: overscan(),
        scrollMargin: top.value,
        initialRect: { width: innerWidth, height: innerHeight },
        // A list that is kept but not shown has no sizes: its rows keep theirs, or it would move when it is shown again.
        measureElement(element: Element, _entry: unknown, { measurementsCache }: Measured) {
          const place = Number((element as HTMLElement).dataset['index']);
          const height = Math.round(element.getBoundingClientRect().height);
          return height || (measurementsCache[place]?.size ?? estimated(place));
        },
        rangeExtractor: (range: Range) => {
          const drawn = defaultRangeExtractor(range);
          return keptPlace === undefined || drawn.includes(keptPlace)
            ? drawn
            : [...drawn, keptPlace].sort((one, other) => one - other);
        },
      };
    }),
  );

  /** To be called when what stands above the list may have changed its height. */
  function measureTop(): void {
    if (list.value?.isConnected) top.value = list.value.getBoundingClientRect().top + scrollY;
  }

  onMounted(measureTop);

  const startOf = (place: number) => virtualizer.value.measurementsCache[place]?.start;

  return {
    /** The first item in sight, and how far its top is from the window's, in pixels; null where none is. */
    firstInSight(this: void): { key: string; top: number } | null {
      const place = virtualizer.value.range?.startIndex;
      const item = place === undefined ? undefined : items.value[place];
      const start = place === undefined ? undefined : startOf(place);
      return item === undefined || start === undefined ? null : { key: keyOf(item), top: start - scrollY };
    },
    /** How far the top of the item with this key is from the window's, in pixels; null where there is none. */
    topOf(this: void, key: string): number | null {
      virtualizer.value.getTotalSize();
      const start = startOf(items.value.findIndex((item) => keyOf(item) === key));
      return start === undefined ? null : start - scrollY;
    },
    rows: computed(() =>
      virtualizer.value.getVirtualItems().flatMap(({ index, key, start }): WindowRow<Item>[] => {
        const item = items.value[index];
        return item === undefined ? [] : [{ item, place: index, key: String(key), start: start - top.value }];
      }),
    ),
    /** The list's height in pixels. */
    height: computed(() => virtualizer.value.getTotalSize()),
    /** The items in sight; none before the first drawing. */
    inSight: computed(() => {
      const { range } = virtualizer.value;
      return range ? items.value.slice(range.startIndex, range.endIndex + 1) : [];
    }),
    /** Takes the element of a row, which names its place in `data-index`; null where it is removed. */
    measure: (element: unknown) => virtualizer.value.measureElement(element as Element | null),
    measureTop,
    scrollTo: (place: number, align: 'auto' | 'center') => virtualizer.value.scrollToIndex(place, { align }),
  };
}

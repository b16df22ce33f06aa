import { shallowRef, watch } from 'vue';

/** The `localStorage` key of how the side panel shows text. */
const lookKey = 'panelLook';

/** The letter sizes to choose from, as multiples of the page's own. */
export const letterSizes = [1, 1.25, 1.5, 2, 2.5, 3] as const;

/** How the side panel shows a transcript; stored in this browser. */
export function useLook() {
  const stored = (localStorage.getItem(lookKey) ?? '').split(' ');
  const size = shallowRef(placeWithin(Number(stored[0] ?? 0)));
  const hasContrast = shallowRef(stored[1] === 'contrast');
  watch([size, hasContrast], () => {
    localStorage.setItem(lookKey, `${String(size.value)} ${hasContrast.value ? 'contrast' : ''}`);
  });
  return {
    size,
    hasContrast,
    changeSize: (by: 1 | -1) => (size.value = placeWithin(size.value + by)),
  };
}

function placeWithin(place: number): number {
  return Number.isInteger(place) ? Math.min(letterSizes.length - 1, Math.max(0, place)) : 0;
}

import { shallowRef, type ShallowRef } from 'vue';
import { useEdges } from './use-edges.ts';

/** Epoch milliseconds of the current time, updated every `intervalMs`. */
export function useNow(intervalMs: number): Readonly<ShallowRef<number>> {
  const { now, every } = useEdges();
  const shown = shallowRef(now());
  every(intervalMs, () => {
    shown.value = now();
  });
  return shown;
}

import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { timerMs } from '../../utils/async/timer-limit.ts';

/** Epoch milliseconds of the current time, updated every `intervalMs`. */
export function useNow(intervalMs: number): Readonly<ShallowRef<number>> {
  const now = shallowRef(Date.now());
  const timer = setInterval(() => {
    now.value = Date.now();
  }, timerMs(intervalMs));
  onScopeDispose(() => {
    clearInterval(timer);
  });
  return now;
}

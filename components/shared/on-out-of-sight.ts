import { onScopeDispose } from 'vue';
import { timerMs } from '../../utils/async/timer-limit.ts';

/**
 * Calls back once a page has been out of sight for `ms` milliseconds, and at once when it goes away: to
 * another page, into the back/forward cache, or to sleep (`freeze`, WICG Page Lifecycle), since no timer
 * fires there.
 */
export function onOutOfSight(ms: number, follow: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') timer = setTimeout(follow, timerMs(ms));
  };
  const gone = () => {
    clearTimeout(timer);
    follow();
  };
  const listening = new AbortController();
  const { signal } = listening;
  document.addEventListener('visibilitychange', look, { signal });
  document.addEventListener('freeze', gone, { signal });
  addEventListener('pagehide', gone, { signal });
  look();
  onScopeDispose(() => {
    clearTimeout(timer);
    listening.abort();
  });
}

import { onScopeDispose } from 'vue';
import { createTimer } from '../../utils/async/timer.ts';
import { useEdges } from './use-edges.ts';

/**
 * Calls back once a page has been out of sight for `ms` milliseconds, and at once when it goes away: to
 * another page, into the back/forward cache, or to sleep (`freeze`, WICG Page Lifecycle), since no timer
 * fires there.
 */
export function onOutOfSight(ms: number, follow: () => void): void {
  const timer = createTimer(useEdges());
  const look = () => {
    timer.stop();
    if (document.visibilityState === 'hidden') timer.start(ms, follow);
  };
  const gone = () => {
    timer.stop();
    follow();
  };
  const listening = new AbortController();
  const { signal } = listening;
  document.addEventListener('visibilitychange', look, { signal });
  document.addEventListener('freeze', gone, { signal });
  addEventListener('pagehide', gone, { signal });
  look();
  onScopeDispose(() => listening.abort());
}

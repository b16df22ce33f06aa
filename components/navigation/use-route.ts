import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { parseRoute, type Route } from './route.ts';

/** The place that the address bar's hash names, kept up to date. */
export function useRoute(): Readonly<ShallowRef<Route>> {
  const route = shallowRef(parseRoute(location.hash));
  const follow = () => {
    route.value = parseRoute(location.hash);
  };
  addEventListener('hashchange', follow);
  onScopeDispose(() => {
    removeEventListener('hashchange', follow);
  });
  return route;
}

/** Replaces the current hash, so that the browser's Back leaves it out. */
export function replaceHash(hash: string): void {
  history.replaceState(history.state, '', hash);
  dispatchEvent(new Event('hashchange'));
}

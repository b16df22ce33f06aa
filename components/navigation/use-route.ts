import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { parseRoute, type Route } from './route.ts';

/** The place in the address bar's hash, followed. */
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

/** Goes to another hash in the place of this one, so that Back leaves out what was on the way. */
export function replaceHash(hash: string): void {
  history.replaceState(history.state, '', hash);
  dispatchEvent(new Event('hashchange'));
}

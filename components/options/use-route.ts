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

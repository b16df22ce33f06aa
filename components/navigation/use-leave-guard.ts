import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';

export interface LeaveGuard {
  /** Somebody wants to leave, and is to be asked. */
  asked: Readonly<ShallowRef<boolean>>;
  leave(this: void): void;
  stay(this: void): void;
  /** From now on nobody is asked. */
  open(this: void): void;
}

/**
 * Keeps a page with unsaved changes from being left without a question: by a link or by Back within the page, and, in the
 * browser's own words, by closing or reloading it.
 */
export function useLeaveGuard(hasChanges: () => boolean): LeaveGuard {
  const asked = shallowRef(false);
  let isOpen = false;
  let onwards: (() => void) | null = null;

  const listening = new AbortController();
  const listen = { signal: listening.signal };
  const guards = () => hasChanges() && !isOpen;

  addEventListener(
    'beforeunload',
    (event) => {
      if (guards()) event.preventDefault();
    },
    listen,
  );
  // Absent where a page is only rendered; every supported browser has it.
  const navigation = 'navigation' in globalThis ? globalThis.navigation : null;
  navigation?.addEventListener(
    'navigate',
    (event) => {
      if (!event.cancelable || !event.destination.sameDocument || !guards()) return;
      event.preventDefault();
      const { url, key } = event.destination;
      const isTraversal = event.navigationType === 'traverse';
      onwards = () => (isTraversal ? void navigation.traverseTo(key) : location.assign(url));
      asked.value = true;
    },
    listen,
  );
  onScopeDispose(() => listening.abort());

  return {
    asked,
    leave() {
      isOpen = true;
      asked.value = false;
      onwards?.();
    },
    stay() {
      asked.value = false;
      onwards = null;
    },
    open() {
      isOpen = true;
    },
  };
}

import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';

export interface LeaveGuard {
  /** Whether the user wants to leave the page and is to be asked first. */
  asked: Readonly<ShallowRef<boolean>>;
  leave(this: void): void;
  stay(this: void): void;
  /** Lets the user leave without a question from now on. */
  open(this: void): void;
}

/**
 * Asks before a page with unsaved changes is left: by a link or Back within the page and, in the browser's
 * own words, when it is closed or reloaded.
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
  // Absent where a page is only rendered in a test; every supported browser has it (HTML, Navigation API).
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

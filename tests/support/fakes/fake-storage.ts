import type { Storage } from 'webextension-polyfill';

type Listener = (changes: Record<string, Storage.StorageChange>) => void;

/** A storage area over a plain object; a test can inspect and corrupt its content. */
export function createFakeStorage(held: Record<string, unknown> = {}) {
  const listeners = new Set<Listener>();
  return {
    held,
    get: (keys?: unknown) => {
      // Without keys all are read, as in the browser.
      const wanted = (keys === undefined ? Object.keys(held) : [keys].flat()).filter(
        (key) => typeof key === 'string' && key in held,
      ) as string[];
      return Promise.resolve(Object.fromEntries(wanted.map((key) => [key, structuredClone(held[key])])));
    },
    set: (items: Record<string, unknown>) => {
      const changes = Object.entries(items).map(([key, newValue]) => [
        key,
        { oldValue: held[key], newValue },
      ]);
      Object.assign(held, structuredClone(items));
      for (const listener of listeners)
        listener(Object.fromEntries(changes) as Record<string, Storage.StorageChange>);
      return Promise.resolve();
    },
    remove: (key: string | string[]) => {
      for (const each of [key].flat()) Reflect.deleteProperty(held, each);
      return Promise.resolve();
    },
    onChanged: {
      addListener: (listener: Listener) => void listeners.add(listener),
      removeListener: (listener: Listener) => void listeners.delete(listener),
      hasListener: (listener: Listener) => listeners.has(listener),
      hasListeners: () => listeners.size > 0,
    },
  };
}

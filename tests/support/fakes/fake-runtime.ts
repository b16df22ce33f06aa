import type { Runtime } from 'webextension-polyfill';

type Listener = Runtime.OnMessageListenerCallback;

/**
 * `runtime` messages between contexts as Chromium delivers them: to every context but the sender's own,
 * serialised as JSON, answered by the first that replies, rejected where no context listens.
 */
export function createFakeRuntimes(...names: string[]) {
  const listeners = new Map<string, Set<Listener>>(names.map((name) => [name, new Set()]));

  function send(from: string, message: unknown): Promise<unknown> {
    const others = [...listeners].filter(([name]) => name !== from).flatMap(([, set]) => [...set]);
    if (others.length === 0) return Promise.reject(new Error('Receiving end does not exist.'));
    return new Promise((resolve) => {
      const claims = others.map((listener) =>
        listener(structured(message), {}, (reply) => resolve(structured(reply))),
      );
      if (!claims.includes(true)) resolve(undefined);
    });
  }

  return (name: string) => ({
    sendMessage: (message: unknown) => send(name, message) as Promise<never>,
    onMessage: {
      addListener: (listener: Listener) => void listeners.get(name)?.add(listener),
      removeListener: (listener: Listener) => void listeners.get(name)?.delete(listener),
      hasListener: (listener: Listener) => listeners.get(name)?.has(listener) ?? false,
      hasListeners: () => (listeners.get(name)?.size ?? 0) > 0,
    },
  });
}

function structured(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

import type { Runtime } from 'webextension-polyfill';
import type { LiveData } from '../domain/samples/live-data.ts';
import { livePortName } from './protocol.ts';

/**
 * The ports of the views that follow the session's {@link LiveData}, seen from the host. `onWatched` is told when the
 * first of them opens and when the last one closes.
 */
export function createLivePorts(
  runtime: Pick<Runtime.Static, 'onConnect'>,
  onWatched: (watched: boolean) => void,
) {
  const ports = new Set<Runtime.Port>();

  runtime.onConnect.addListener((port) => {
    if (port.name !== livePortName) return;
    ports.add(port);
    if (ports.size === 1) onWatched(true);
    port.onDisconnect.addListener(() => {
      ports.delete(port);
      if (ports.size === 0) onWatched(false);
    });
  });

  return {
    isEmpty: () => ports.size === 0,
    tell(data: LiveData): void {
      for (const port of ports) port.postMessage(data);
    },
  };
}

/**
 * Follows the session's figures from a view, for as long as there is a host; `onGone` says that there is none any more.
 * Returns the unsubscribe.
 */
export function followLiveData(
  runtime: Pick<Runtime.Static, 'connect'>,
  follow: (data: LiveData) => void,
  onGone: () => void,
): () => void {
  const port = runtime.connect({ name: livePortName });
  port.onMessage.addListener((data) => {
    follow(data as LiveData);
  });
  // Told to the far end only: not after the `disconnect` below.
  port.onDisconnect.addListener(onGone);
  return () => {
    port.disconnect();
  };
}

import type { Runtime } from 'webextension-polyfill';
import type { LiveData } from '../domain/samples/live-data.ts';
import { livePortName } from './protocol.ts';

/**
 * The host's side of the ports over which views follow the session's {@link LiveData}. `onWatched` is called
 * when the first port opens and when the last one closes.
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
    send(data: LiveData): void {
      for (const port of ports) port.postMessage(data);
    },
  };
}

/**
 * Follows the session's {@link LiveData} from a view, for as long as there is a host; `onGone` is called when
 * the host is gone. Returns the unsubscribe.
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
  // Chrome calls this only when the far end disconnects, and so not after our own `disconnect` below.
  port.onDisconnect.addListener(onGone);
  return () => {
    port.disconnect();
  };
}

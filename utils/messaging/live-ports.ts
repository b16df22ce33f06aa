import type { Runtime } from 'webextension-polyfill';
import type { LiveData } from '../domain/samples/live-data.ts';
import type { TextUpdate } from '../domain/transcript/text-update.ts';
import type { livePortName, textPortName } from './protocol.ts';

/** What is sent over ports, by their names. */
interface PortData {
  [livePortName]: LiveData;
  [textPortName]: TextUpdate;
}

/**
 * The host's side of the ports of one name, over which views follow the session. `onWatched` is called when the first port opens
 * and when the last one closes; `first` gives what a new port is sent at once.
 */
export function createPorts<Name extends keyof PortData>(
  runtime: Pick<Runtime.Static, 'onConnect'>,
  name: Name,
  { onWatched, first }: { onWatched?: (watched: boolean) => void; first?: () => PortData[Name] | null },
) {
  const ports = new Set<Runtime.Port>();

  runtime.onConnect.addListener((port) => {
    if (port.name !== name) return;
    ports.add(port);
    if (ports.size === 1) onWatched?.(true);
    port.onDisconnect.addListener(() => {
      ports.delete(port);
      if (ports.size === 0) onWatched?.(false);
    });
    const known = first?.() ?? null;
    if (known !== null) port.postMessage(known);
  });

  return {
    isEmpty: () => ports.size === 0,
    send(data: PortData[Name]): void {
      for (const port of ports) port.postMessage(data);
    },
  };
}

/**
 * Follows what the host sends over ports of a name from a view, for as long as there is a host; `onGone` is called when
 * the host is gone. Returns the unsubscribe.
 */
export function followPort<Name extends keyof PortData>(
  runtime: Pick<Runtime.Static, 'connect'>,
  name: Name,
  follow: (data: PortData[Name]) => void,
  onGone: () => void,
): () => void {
  const port = runtime.connect({ name });
  port.onMessage.addListener((data) => {
    follow(data as PortData[Name]);
  });
  // Chrome calls this only when the far end disconnects, and so not after our own `disconnect` below.
  port.onDisconnect.addListener(onGone);
  return () => {
    port.disconnect();
  };
}

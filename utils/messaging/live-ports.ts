import type { Runtime } from 'webextension-polyfill';
import type { PortData } from './port-data.ts';

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

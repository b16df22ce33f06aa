import type { Runtime } from 'webextension-polyfill';
import type { PortData } from './port-data.ts';

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

import { createSocket, type Socket } from 'node:dgram';

export type UdpForwarder = Awaited<ReturnType<typeof startUdpForwarder>>;

const HOST = '127.0.0.1';

/**
 * Stands before a UDP server of this machine as a NAT does: each client port gets a port of its own towards
 * the server, and a path through it can be cut without telling either end.
 */
export async function startUdpForwarder(serverPort: number) {
  const paths = new Map<string, Socket>();
  const cut = new Set<string>();
  let isDark = false;
  const inside = createSocket('udp4');
  await new Promise<void>((resolve, reject) => inside.once('error', reject).bind(0, HOST, resolve));
  inside.on('message', (message, { address, port }) => {
    const client = `${address} ${String(port)}`;
    if (isDark || cut.has(client)) return;
    pathOf(client, address, port).send(message, serverPort, HOST);
  });

  function pathOf(client: string, address: string, port: number): Socket {
    const known = paths.get(client);
    if (known) return known;
    const outside = createSocket('udp4');
    outside.on('message', (message) => {
      if (!isDark && !cut.has(client)) inside.send(message, port, address);
    });
    paths.set(client, outside);
    return outside;
  }

  return {
    port: inside.address().port,
    /** Cuts every path that has been used so far; a client from another port has a path of its own. */
    cutPaths: () => paths.forEach((_, client) => cut.add(client)),
    /** Restores every path. */
    mendPaths: () => cut.clear(),
    /** Drops every packet of every path, also of those that are first used now; or no longer. */
    setDark: (dark: boolean) => {
      isDark = dark;
    },
    stop: () => {
      inside.close();
      paths.forEach((socket) => socket.close());
    },
  };
}

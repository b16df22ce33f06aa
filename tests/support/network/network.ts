import { fileURLToPath } from 'node:url';
import { CannotRun } from '../cannot-run.ts';
import { startLink, type Link } from './link.ts';
import { createNamespaces, joinByWire, type Namespace } from './namespaces.ts';

const FORGET_MAPPINGS = fileURLToPath(new URL('forget_mappings.py', import.meta.url));

/** An address of the range for benchmarks (RFC 2544). */
const SERVER = '198.19.0.2';

export type Network = Awaited<ReturnType<typeof createNetwork>>;

export interface NetworkOptions {
  /** Whether the first uplink is a plain wire, which cannot be made slow. */
  isDirect?: boolean;
}

/*
 *    browser --home0-- home router (NAT) ==net0== server        == is a link that can be slow and narrow
 *       \----cell0-- other router (NAT) ==net1==/
 */

/**
 * Creates four machines: the browser's, two routers that translate its address, and the server's, which has
 * one address
 * for both. Only the first uplink is up; where both are, the browser uses the first.
 *
 * @throws CannotRun where the system does not allow it
 */
export async function createNetwork({ isDirect = false }: NetworkOptions = {}) {
  try {
    return await makeNetwork(isDirect);
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    throw new CannotRun(`its network could not be made (${String(error)})`);
  }
}

/** Why {@link createNetwork} cannot be used here, in words; null where it can. */
export async function networkHindrance(): Promise<string | null> {
  try {
    await using _ = await createNetwork();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function makeNetwork(isDirect: boolean) {
  await using stack = new AsyncDisposableStack();
  const namespaces = stack.use(await createNamespaces(['browser', 'home', 'other', 'server']));
  const browser = namespaces.get('browser');
  const server = namespaces.get('server');
  const home = stack.use(await createUplink(browser, namespaces.get('home'), server, 0, isDirect));
  const other = stack.use(await createUplink(browser, namespaces.get('other'), server, 1, false));
  await home.join();
  const owned = stack.move();
  return {
    /** The command that enters the browser's namespace. */
    browserSide: browser.within,
    serverSide: server.within,
    server,
    serverHost: SERVER,
    home,
    other,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Creates the wire from the browser to a router, the router's NAT, and the link from there to the server. */
async function createUplink(
  browser: Namespace,
  router: Namespace,
  server: Namespace,
  index: 0 | 1,
  isDirect: boolean,
) {
  const device = index === 0 ? 'home0' : 'cell0';
  const serverDevice = `net${String(index)}`;
  const inside = `198.18.${String(index)}`;
  const outside = `198.19.${String(index)}.1`;
  const route = `default via ${inside}.1 dev ${device} metric ${String(100 + index)}`;
  const ends = [
    { namespace: router, device: 'net' },
    { namespace: server, device: serverDevice },
  ] as const;
  const address = `${inside}.2/24 dev ${device}`;
  await joinByWire({ namespace: browser, device }, { namespace: router, device });
  const link: Link | null = isDirect ? null : await startLink(...ends);
  if (isDirect) await joinByWire(...ends);
  await router.ip(
    ...[`addr add ${inside}.1/24 dev ${device}`, `link set ${device} up`],
    ...[`addr add ${outside}/32 dev net`, 'link set net up', `route add ${SERVER} dev net`],
  );
  // Only the first device has the server's address: no real server has one for each of its clients' networks.
  if (index === 0) await server.ip(`addr add ${SERVER}/32 dev ${serverDevice}`);
  await server.ip(
    ...[`link set ${serverDevice} up`, `route add ${outside} dev ${serverDevice} src ${SERVER}`],
  );
  await router.exec('sysctl', '-qw', 'net.ipv4.ip_forward=1');
  await router.nft(
    ...['add table ip nat', 'add chain ip nat out { type nat hook postrouting priority 100; }'],
    ...['add rule ip nat out oifname net masquerade', 'add table ip faults'],
    'add chain ip faults forward { type filter hook forward priority 0; }',
  );
  let mappings = 0;

  return {
    /** The browser's address behind the router. */
    address: `${inside}.2`,
    /** The link's delay and rate; null for a direct wire. */
    link,
    /** Sets the router's nftables rules for forwarded packets, in place of all earlier ones. */
    setRules: (...rules: readonly string[]) =>
      router.nft(
        'flush chain ip faults forward',
        ...rules.map((rule) => `add rule ip faults forward ${rule}`),
      ),
    /** Makes the NAT forget every mapping, so that the next packets leave from other ports. */
    async forgetMappings(): Promise<void> {
      mappings += 1;
      const first = 40_000 + (mappings % 10) * 1000;
      await router.nft(
        'flush chain ip nat out',
        `add rule ip nat out oifname net meta l4proto { tcp, udp } masquerade to :${String(first)}-${String(first + 999)}`,
      );
      await router.exec('/usr/bin/python3', FORGET_MAPPINGS);
    },
    /**
     * Takes the device down as an administrator does: the operating system sees it, and the address stays.
     */
    takeDown: () => browser.ip(`link set ${device} down`),
    bringUp: () => browser.ip(`link set ${device} up`, `route replace ${route}`),
    /** Leaves the network as somebody who walks away does: the address is removed with the device. */
    leave: () => browser.ip(`addr flush dev ${device}`, `link set ${device} down`),
    join: () => browser.ip(`addr replace ${address}`, `link set ${device} up`, `route replace ${route}`),
    [Symbol.asyncDispose]: async () => link?.stop(),
  };
}

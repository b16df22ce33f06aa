import { fileURLToPath } from 'node:url';
import { CannotRun } from '../cannot-run.ts';
import { startLink, type Link } from './link.ts';
import { createNamespaces, joinByWire, type Namespace } from './namespaces.ts';

const FORGET_MAPPINGS = fileURLToPath(new URL('forget_mappings.py', import.meta.url));

/** An address of the range for benchmarks (RFC 2544), as all the others here. */
const SERVER = '198.19.0.2';
/** The address of the router between the home's routers and the server, which stands for the whole internet. */
const CORE = '198.19.255.1';

export type Network = Awaited<ReturnType<typeof createNetwork>>;

export interface NetworkOptions {
  /** Whether the first uplink is a plain wire, which cannot be made slow. */
  isDirect?: boolean;
}

/*
 *    browser --home0-- home router (NAT) ==net0== core ---- server        == is a link that can be slow and narrow
 *       \----cell0-- other router (NAT) ==net1==/
 */

/**
 * Creates five machines: the browser's, two routers that translate its address, a router between those and the
 * server, and the server's. The server has one address on one device, as real servers have: libnice, on which
 * Janus is built, answers by the device of its address whatever the routes are (IP_UNICAST_IF). Only the first
 * uplink is up; where both are, the browser uses the first.
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
  const namespaces = stack.use(await createNamespaces(['browser', 'home', 'other', 'core', 'server']));
  const browser = namespaces.get('browser');
  const server = namespaces.get('server');
  const core = namespaces.get('core');
  await joinServer(core, server);
  const home = stack.use(await createUplink(browser, namespaces.get('home'), core, 0, isDirect));
  const other = stack.use(await createUplink(browser, namespaces.get('other'), core, 1, false));
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

async function joinServer(core: Namespace, server: Namespace): Promise<void> {
  await joinByWire({ namespace: core, device: 'server' }, { namespace: server, device: 'net' });
  await core.ip(`addr add ${CORE}/32 dev server`, 'link set server up', `route add ${SERVER} dev server`);
  await server.ip(
    `addr add ${SERVER}/32 dev net`,
    'link set net up',
    `route add ${CORE} dev net`,
    `route add 198.19.0.0/16 via ${CORE} dev net src ${SERVER}`,
  );
  // A router that is joined by a wire asks by ARP for the server, which is behind the core.
  await core.exec('sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv4.conf.all.proxy_arp=1');
}

/** Creates the wire from the browser to a router, the router's NAT, and the link from there to the core. */
async function createUplink(
  browser: Namespace,
  router: Namespace,
  core: Namespace,
  index: 0 | 1,
  isDirect: boolean,
) {
  const device = index === 0 ? 'home0' : 'cell0';
  const coreDevice = `net${String(index)}`;
  const inside = `198.18.${String(index)}`;
  const outside = `198.19.${String(index)}.1`;
  const route = `default via ${inside}.1 dev ${device} metric ${String(100 + index)}`;
  const ends = [
    { namespace: router, device: 'net' },
    { namespace: core, device: coreDevice },
  ] as const;
  const address = `${inside}.2/24 dev ${device}`;
  await joinByWire({ namespace: browser, device }, { namespace: router, device });
  const link: Link | null = isDirect ? null : await startLink(...ends);
  if (isDirect) await joinByWire(...ends);
  await router.ip(
    `addr add ${inside}.1/24 dev ${device}`,
    `link set ${device} up`,
    `addr add ${outside}/32 dev net`,
    'link set net up',
    `route add ${SERVER} dev net`,
  );
  await core.ip(`link set ${coreDevice} up`, `route add ${outside} dev ${coreDevice}`);
  await router.exec('sysctl', '-qw', 'net.ipv4.ip_forward=1');
  await router.nft(
    'add table ip nat',
    'add chain ip nat out { type nat hook postrouting priority 100; }',
    'add rule ip nat out oifname net masquerade',
    'add table ip faults',
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

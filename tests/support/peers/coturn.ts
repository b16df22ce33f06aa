import { createHmac } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { startPeerProcess, type PeerProcessOptions } from './peer-process.ts';

const REALM = 'steadymic.test';
/** The last line that coturn prints at its start, after both listeners are open. */
const READY = /SQLite DB connection success/;
const RELAY_PORTS = 40;
/** The first relay port, below the range from which the system gives out free ports (32768 and up). */
const FIRST_RELAY_PORT = 20_000;
const LAST_RELAY_PORT = 30_000;

export interface CoturnOptions extends PeerProcessOptions {
  /** The address to listen on and to relay from. */
  readonly host?: string;
  /** A free port; needed where the server runs in a network that this process is not in. */
  readonly port?: number;
  readonly username?: string;
  readonly credential?: string;
  /** The port for TLS, where there is a certificate. Default: the one after `port`. */
  readonly tlsPort?: number;
  /** PEM files. */
  readonly certificate?: { readonly certificateFile: string; readonly keyFile: string } | undefined;
  /** TURN REST: user names `<unix time>:<name>`, credentials by HMAC; replaces the fixed user. */
  readonly authSecret?: string;
}

export type Coturn = Awaited<ReturnType<typeof startCoturn>>;

/** Debian's STUN and TURN server, long-term credentials. */
export async function startCoturn(options: CoturnOptions = {}) {
  const { host = '127.0.0.1', username = 'speaker', credential = 'tell nobody, 1', authSecret } = options;
  const port = options.port ?? (await freePort(host));
  const relay =
    FIRST_RELAY_PORT + Math.floor(Math.random() * (LAST_RELAY_PORT - FIRST_RELAY_PORT - RELAY_PORTS));
  const folder = await mkdtemp(join(tmpdir(), 'steadymic-coturn-'));
  const users = authSecret
    ? ['--use-auth-secret', `--static-auth-secret=${authSecret}`]
    : ['--lt-cred-mech', `--user=${username}:${credential}`];
  // A server on the same machine as its peer permits loopback addresses.
  const isLoopback = host.startsWith('127.') || host === '::1';
  const tlsPort = options.tlsPort ?? port + 1;
  const tls = options.certificate
    ? [
        `--tls-listening-port=${String(tlsPort)}`,
        `--cert=${options.certificate.certificateFile}`,
        `--pkey=${options.certificate.keyFile}`,
      ]
    : ['--no-tls'];
  const flags = [
    '-n',
    '--no-cli',
    ...tls,
    '--no-dtls',
    '--no-multicast-peers',
    ...(isLoopback ? ['--allow-loopback-peers'] : []),
    '--verbose',
    '--log-binding',
    '--log-file=stdout',
    '--simple-log',
    `--listening-ip=${host}`,
    `--relay-ip=${host}`,
    `--listening-port=${String(port)}`,
    `--min-port=${String(relay)}`,
    `--max-port=${String(relay + RELAY_PORTS)}`,
    `--realm=${REALM}`,
    `--pidfile=${join(folder, 'pid')}`,
    `--userdb=${join(folder, 'users')}`,
    ...users,
  ];
  const remove = () => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', remove);
  const child = await startPeerProcess(['turnserver', ...flags], READY, options).catch((error: unknown) => {
    remove();
    throw error;
  });
  const name = host.includes(':') ? `[${host}]` : host;
  const address = `${name}:${String(port)}`;
  const count = (event: RegExp) => [...child.log().matchAll(event)].length;
  const sessions = (event: RegExp) => new Set([...child.log().matchAll(event)].map(([, id]) => id));
  return {
    stunUrl: `stun:${address}`,
    turnUrl: (transport: 'udp' | 'tcp' | 'tls' = 'udp') =>
      transport === 'tls'
        ? `turns:${name}:${String(tlsPort)}?transport=tcp`
        : `turn:${address}?transport=${transport}`,
    username,
    credential,
    /** A TURN REST user (draft-uberti-behave-turn-rest) whose time ends at `expiresAt`, in ms since 1970. */
    restCredentials: (expiresAt: number, name = username) => {
      if (!authSecret) throw new Error('This server was started without an authSecret.');
      const user = `${String(Math.floor(expiresAt / 1000))}:${name}`;
      return { username: user, credential: createHmac('sha1', authSecret).update(user).digest('base64') };
    },
    /** STUN binding requests answered so far; libwebrtc sends one to a TURN server too. */
    bindings: () => count(/BINDING processed, success/g),
    /** TURN allocations made so far. */
    allocations: () => count(/ALLOCATE processed, success/g),
    /** The TURN allocations that are held now: neither released nor timed out. */
    heldAllocations: () =>
      sessions(/session (\d+): .*ALLOCATE processed, success/g).difference(
        sessions(/session (\d+): delete: /g),
      ).size,
    /** Requests refused because of their credentials, without the challenge that begins every allocation. */
    refusals: () => count(/user <[^>]+>: incoming packet \w+ processed, error 401/g),
    log: child.log,
    running: child.running,
    /** Kills the server, so that relayed packets are lost without any notice. */
    kill: async () => {
      await child.kill();
      remove();
    },
    stop: async () => {
      await child.stop();
      remove();
    },
  };
}

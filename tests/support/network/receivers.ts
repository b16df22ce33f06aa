import type { Profile, ServerProfile } from '../../../utils/domain/profiles/profile.ts';
import { waitFor } from '../browser/wait-for.ts';
import { jsonOfferProfile, whipProfile } from '../browser/profiles.ts';
import { startAiortc, type AiortcConnection } from '../peers/aiortc.ts';
import { startCoturn } from '../peers/coturn.ts';
import type { Certificate } from './certificate.ts';
import { serverName } from './name-server.ts';
import type { Network } from './network.ts';
import type { RemoteBehaviour, RemoteReport } from './remote-whip-protocol.ts';
import { startRemoteWhip } from './remote-whip.ts';

/**
 * What is at the far end. `whip-quiet` gives no transport feedback and takes no data channel. `relay` is `whip-restart`
 * behind TURN, reached by nothing else; for `turn-tcp` and `turn-tls` a TURN server over TCP or TLS is one way of several;
 * `named` is reached by a name instead of an address.
 */
export type ReceiverKind =
  'whip-restart' | 'whip' | 'whip-quiet' | 'aiortc' | 'relay' | 'turn-tcp' | 'turn-tls' | 'named';

export interface Receiver {
  readonly kind: ReceiverKind;
  readonly url: string;
  readonly profile: Profile;
  /** Vanishes without a goodbye, signalling and media. */
  kill(): Promise<void>;
  /** Comes back where it was, knowing nothing of earlier sessions. */
  revive(): Promise<void>;
  /** How a WHIP server answers from now on. */
  behave(behaviour: RemoteBehaviour): Promise<void>;
  /** What a WHIP server was asked, and its sessions. */
  report(): Promise<RemoteReport>;
  /** Sessions that the server has now. */
  alive(): Promise<number>;
  /** Sessions that the server still has; those that it is about to give up by itself are waited for. */
  leftBehind(): Promise<number>;
  /** The TURN server forgets everybody, and knows this password from now on. */
  changeTurnPassword(credential: string): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Whose answer got lost on the way, the server ends by itself; in milliseconds. */
const handshakeLimitMs = 10_000;

/** Of the TURN server, where there is one (RFC 8656). */
export const TURN_PORT = 3478;
export const TURNS_PORT = 5349;
const turnPorts = { port: TURN_PORT, tlsPort: TURNS_PORT };
const turnUser = { username: 'speaker', credential: 'the first password' };

/** How its TURN server, where it has one, is reached. */
const turnTransports: Partial<Record<ReceiverKind, 'udp' | 'tcp' | 'tls'>> = {
  relay: 'udp',
  'turn-tcp': 'tcp',
  'turn-tls': 'tls',
};

/** The certificate is for the one that is reached over TLS. */
export function startReceiver(
  kind: ReceiverKind,
  network: Network,
  certificate?: Certificate,
): Promise<Receiver> {
  return kind === 'aiortc' ? startAiortcReceiver(network) : startWhipReceiver(kind, network, certificate);
}

async function startWhipReceiver(
  kind: Exclude<ReceiverKind, 'aiortc'>,
  { serverSide: within, serverHost: host }: Network,
  certificate?: Certificate,
): Promise<Receiver> {
  await using stack = new AsyncDisposableStack();
  const whip = stack.use(await startRemoteWhip({ within, host }));
  const startTurn = (credential: string) =>
    startCoturn({ within, host, ...turnPorts, ...turnUser, credential, certificate });
  const transport = turnTransports[kind];
  let turn = transport ? await startTurn(turnUser.credential) : null;
  stack.defer(async () => turn?.kill());
  await whip.behave({ handshakeLimitMs });
  if (kind === 'whip') await whip.behave({ iceRestart: false });
  if (kind === 'whip-quiet') await whip.behave({ transportFeedback: false, refuseDataChannel: true });
  const ice: Pick<ServerProfile, 'iceServers' | 'iceTransportPolicy'> = {
    iceServers: turn ? [{ url: turn.turnUrl(transport), ...turnUser }] : [],
    iceTransportPolicy: kind === 'relay' ? 'relay' : 'all',
  };
  const url = kind === 'named' ? whip.url.replace(host, serverName) : whip.url;
  const alive = async () => (await whip.report()).sessions.filter((session) => session.alive).length;
  const owned = stack.move();
  return {
    kind,
    url,
    profile: whipProfile({ url, ...ice }),
    kill: whip.kill,
    revive: whip.revive,
    behave: whip.behave,
    report: whip.report,
    alive,
    // Of a POST whose answer a change of the network cut, nobody knows the session that it made, to send it a DELETE.
    leftBehind: () => untilNone(alive, handshakeLimitMs + 5000),
    async changeTurnPassword(credential) {
      await turn?.kill();
      turn = await startTurn(credential);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** How many are left when none are, or at the deadline. */
async function untilNone(count: () => Promise<number>, deadlineMs: number): Promise<number> {
  const patience = { deadlineMs, everyMs: 500 };
  await waitFor('nothing to be left', async () => (await count()) === 0, patience).catch(() => null);
  return count();
}

const isAlive = ({ trackEnded, connectionState }: AiortcConnection) =>
  !trackEnded && !['closed', 'failed'].includes(connectionState);

async function startAiortcReceiver({
  serverSide: within,
  serverHost: host,
  server,
}: Network): Promise<Receiver> {
  let peer = await startAiortc({ host, within });
  const { origin, url } = peer;
  const port = Number(new URL(origin).port);
  const read = `import urllib.request as r, sys; sys.stdout.write(r.urlopen("${origin}/status", timeout=8).read().decode())`;
  async function alive(): Promise<number> {
    const status = await server.exec('/usr/bin/python3', '-c', read);
    const { connections } = JSON.parse(status) as { connections: AiortcConnection[] };
    return connections.filter(isAlive).length;
  }
  const onlyWhip = () => Promise.reject(new Error('Only a WHIP server does that.'));
  return {
    kind: 'aiortc',
    url,
    profile: jsonOfferProfile({ url }),
    kill: () => peer.kill(),
    async revive() {
      peer = await startAiortc({ host, port, within });
    },
    behave: onlyWhip,
    report: onlyWhip,
    alive,
    // It hears of an end at once, by DTLS; of one behind an address that is gone, after half a minute.
    leftBehind: () => untilNone(alive, 45_000),
    changeTurnPassword: onlyWhip,
    [Symbol.asyncDispose]: () => peer.stop(),
  };
}

import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Profile, ServerProfile } from '../../../utils/domain/profiles/profile.ts';
import { waitFor } from '../browser/wait-for.ts';
import { jsonOfferProfile, whipProfile } from '../browser/profiles.ts';
import { startAiortc, type AiortcConnection } from '../peers/aiortc.ts';
import { startCoturn } from '../peers/coturn.ts';
import { readKept } from '../peers/kept-recordings.ts';
import type { PeerStats } from '../peers/wrtc/protocol.ts';
import { readWav, type Wav } from '../wav.ts';
import type { Certificate } from './certificate.ts';
import { serverName } from './name-server.ts';
import type { Network } from './network.ts';
import type { RemoteBehaviour, RemoteReport } from './remote-whip-protocol.ts';
import { startRemoteWhip } from './remote-whip.ts';

/**
 * The kind of server. `whip-quiet` gives no transport feedback and takes no data channel. `janus` is Debian's
 * Janus, which takes one publisher at a time. `relay` is `whip-restart` behind TURN, and reachable only by that;
 * for `turn-tcp` and `turn-tls` a TURN server over TCP or TLS is one way of several; `named` is reached by a name
 * and not by an address.
 */
export type ReceiverKind =
  'whip-restart' | 'whip' | 'whip-quiet' | 'janus' | 'aiortc' | 'relay' | 'turn-tcp' | 'turn-tls' | 'named';

export interface Receiver {
  readonly kind: ReceiverKind;
  readonly url: string;
  readonly profile: Profile;
  /** Kills signalling and media without closing any connection. */
  kill(): Promise<void>;
  /** Starts the server again at the same address, without knowledge of earlier sessions. */
  revive(): Promise<void>;
  /** Changes how a WHIP server answers from now on. */
  behave(behaviour: RemoteBehaviour): Promise<void>;
  /** The requests to a WHIP server, and its sessions. */
  report(): Promise<RemoteReport>;
  /** The figures of a WHIP server's session, the oldest being 0. */
  stats(session: number): Promise<PeerStats>;
  /** The sound that a session received, from its beginning. */
  recording(session: number): Promise<Wav>;
  /**
   * What every session received that there has been, in the order of their beginnings, also where the server was killed since;
   * nothing at Janus.
   */
  heard(): Promise<Wav[]>;
  /** The number of sessions that the server has now. */
  alive(): Promise<number>;
  /** The number of sessions that the server keeps, after waiting for those that it is about to give up. */
  leftBehind(): Promise<number>;
  /** Starts the TURN server again with this password, so that it forgets every allocation. */
  changeTurnPassword(credential: string): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Milliseconds after which the server ends a session whose answer was lost. */
const handshakeLimitMs = 10_000;

/** The port of the TURN server, where there is one (RFC 8656). */
export const TURN_PORT = 3478;
export const TURNS_PORT = 5349;
const turnPorts = { port: TURN_PORT, tlsPort: TURNS_PORT };
const turnUser = { username: 'speaker', credential: 'the first password' };

/** The transport to the TURN server, for receivers that have one. */
const turnTransports: Partial<Record<ReceiverKind, 'udp' | 'tcp' | 'tls'>> = {
  relay: 'udp',
  'turn-tcp': 'tcp',
  'turn-tls': 'tls',
};

/** Starts a receiver; the certificate is for the one that is reached over TLS. */
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
  const kept = stack.use(await keptFolder());
  const program = kind === 'janus' ? 'janus' : 'own';
  const whip = stack.use(await startRemoteWhip({ within, host, program, keptIn: kept.path }));
  const startTurn = (credential: string) =>
    startCoturn({ within, host, ...turnPorts, ...turnUser, credential, certificate });
  const transport = turnTransports[kind];
  let turn = transport ? await startTurn(turnUser.credential) : null;
  stack.defer(async () => turn?.kill());
  if (program === 'own') await whip.behave({ handshakeLimitMs });
  if (kind === 'whip') await whip.behave({ iceRestart: false });
  if (kind === 'whip-quiet') await whip.behave({ transportFeedback: false, dataChannel: 'answers 406' });
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
    stats: whip.stats,
    recording: whip.recording,
    heard: () => readKept(kept.path),
    alive,
    // After a POST whose answer was cut off, no client knows the session's URL, so it gets no DELETE.
    leftBehind: () => untilNone(alive, handshakeLimitMs + 5000),
    async changeTurnPassword(credential) {
      await turn?.kill();
      turn = await startTurn(credential);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A folder for what a server receives. */
const keptFolder = () => mkdtempDisposable(join(tmpdir(), 'steadymic-kept-'));

/** Waits until the count is 0 or the deadline has passed. Resolves with the count. */
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
  await using stack = new AsyncDisposableStack();
  const kept = stack.use(await keptFolder());
  let peer = await startAiortc({ host, within, keptIn: kept.path });
  stack.defer(() => peer.stop());
  const { origin, url } = peer;
  const port = Number(new URL(origin).port);
  const read = `import urllib.request as r, sys; sys.stdout.write(r.urlopen("${origin}/status", timeout=8).read().decode())`;
  async function alive(): Promise<number> {
    const status = await server.exec('/usr/bin/python3', '-c', read);
    const { connections } = JSON.parse(status) as { connections: AiortcConnection[] };
    return connections.filter(isAlive).length;
  }
  const owned = stack.move();
  const onlyWhip = () => Promise.reject(new Error('Only a WHIP server does that.'));
  return {
    kind: 'aiortc',
    url,
    profile: jsonOfferProfile({ url }),
    kill: () => peer.kill(),
    async revive() {
      peer = await startAiortc({ host, port, within, keptIn: kept.path });
    },
    behave: onlyWhip,
    report: onlyWhip,
    stats: onlyWhip,
    async recording(session) {
      await using folder = await mkdtempDisposable(join(tmpdir(), 'steadymic-heard-'));
      const file = join(folder.path, 'heard.wav');
      const fetched = `import urllib.request as r; r.urlretrieve("${origin}/recording?connection=${String(session)}", "${file}")`;
      await server.exec('/usr/bin/python3', '-c', fetched);
      return await readWav(file);
    },
    heard: () => readKept(kept.path),
    alive,
    // aiortc notices an end at once, by DTLS; that of a client behind an address that is gone, after half a
    // minute.
    leftBehind: () => untilNone(alive, 45_000),
    changeTurnPassword: onlyWhip,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

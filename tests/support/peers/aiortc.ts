import { fileURLToPath } from 'node:url';
import { decodeWav, type Wav } from '../wav.ts';
import { startPeerProcess, type PeerProcessOptions } from './peer-process.ts';

/** The Python that sees Debian's `python3-aiortc`; another one may be first on the path. */
export const PYTHON = process.env['STEADYMIC_TEST_PYTHON'] ?? '/usr/bin/python3';
const PROGRAM = fileURLToPath(new URL('aiortc_peer.py', import.meta.url));

export interface AiortcOptions extends PeerProcessOptions {
  /** The address to listen on. */
  readonly host?: string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Requests to offer routes without `Authorization: Bearer <token>` are answered 401. */
  readonly bearerToken?: string;
  /** The server's own ICE servers; aiortc uses the first STUN and the first TURN server only. */
  readonly iceServers?: readonly { urls: string; username?: string; credential?: string }[];
  /** FastRTC: more connections than this are answered `concurrency_limit_reached`. */
  readonly concurrencyLimit?: number;
  /** A folder for what is received, as `readKept` reads it: it outlives the process. */
  readonly keptIn?: string;
}

export interface AiortcConnection {
  /** FastRTC's webrtc_id, Pipecat's pc_id. */
  readonly name: string;
  readonly variant: 'aiortc' | 'fastrtc' | 'pipecat';
  readonly connectionState: string;
  readonly iceConnectionState: string;
  /** Every connectionState so far. */
  readonly states: readonly string[];
  readonly packetsReceived: number;
  readonly framesReceived: number;
  /**
   * Whether the track has ended, as an application is told: at once when the client closes its DTLS
   * transport.
   */
  readonly trackEnded: boolean;
  readonly recordedSeconds: number;
  /** Candidates of the client that came after its offer. */
  readonly candidatesAdded: number;
  /** The client's candidate of the selected pair, also after the connection closed. */
  readonly selectedRemote: { type: string; address: string; port: number; protocol: string } | null;
  readonly channels: readonly string[];
  readonly messages: readonly { label: string; text: string }[];
  /** Whether a message that begins with `ping` came within the last 3 s, as Pipecat checks. */
  readonly pinged: boolean;
}

interface AiortcSending {
  connection?: number;
  times?: number;
  channel?: string;
  isBinary?: boolean;
}

export type AiortcPeer = Awaited<ReturnType<typeof startPeerOf>>;

/**
 * A JSON offer/answer server on Debian's aiortc. Connections are numbered as they were made; the last is the default.
 * It binds media to every address of the machine but loopback, as aiortc does.
 */
export function startAiortc(options: AiortcOptions = {}) {
  return startPeerOf([PYTHON, PROGRAM], options);
}

/** Starts a program that takes the flags of the aiortc peer, and has its routes. */
export async function startPeerOf(program: readonly [string, ...string[]], options: AiortcOptions) {
  const { host = '127.0.0.1', port = 0, bearerToken = '', iceServers = [] } = options;
  const { concurrencyLimit = 0, keptIn = '' } = options;
  const flags = {
    '--host': host,
    '--port': String(port),
    '--token': bearerToken,
    '--ice-servers': JSON.stringify(iceServers),
    '--concurrency-limit': String(concurrencyLimit),
    '--kept-in': keptIn,
  };
  const child = await startPeerProcess(
    [...program, ...Object.entries(flags).flat()],
    /^ready (\d+)$/m,
    options,
  );
  const origin = `http://${host}:${child.ready[1] ?? ''}`;
  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(origin + path, { signal: AbortSignal.timeout(30_000), ...init });
    if (!response.ok)
      throw new Error(`${path} answered ${String(response.status)}: ${await response.text()}`);
    return response;
  };
  const of = (connection: number) => `?connection=${String(connection)}`;
  return {
    origin,
    /** The plain aiortc variant's URL. */
    url: `${origin}/offer`,
    fastRtcUrl: `${origin}/webrtc/offer`,
    pipecatUrl: `${origin}/api/offer`,
    status: async () => (await (await ask('/status')).json()) as { connections: AiortcConnection[] },
    /** Received audio, 48 kHz mono; throws when there is no such connection. */
    recording: async (connection = -1): Promise<Wav> => {
      const response = await ask(`/recording${of(connection)}`);
      return decodeWav(new Uint8Array(await response.arrayBuffer()));
    },
    /**
     * Sends a text, `times` times, on every data channel of the client, or on the `channel` that the server itself opens; `isBinary`
     * sends its bytes.
     */
    send: async (text: string, { connection = -1, ...how }: AiortcSending = {}): Promise<void> => {
      await ask(`/send${of(connection)}`, { method: 'POST', body: JSON.stringify({ text, ...how }) });
    },
    /** Closes the connection from the server's side. */
    close: async (connection = -1): Promise<void> => {
      await ask(`/close${of(connection)}`, { method: 'POST' });
    },
    /** Stops the whole process, as an overloaded machine would: nothing is answered, nothing is lost. */
    freeze: () => process.kill(child.pid, 'SIGSTOP'),
    thaw: () => process.kill(child.pid, 'SIGCONT'),
    log: child.log,
    running: child.running,
    ended: child.ended,
    kill: child.kill,
    stop: child.stop,
  };
}

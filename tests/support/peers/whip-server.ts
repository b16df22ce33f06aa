import { startHttpServer } from './http-server.ts';
import { DEFAULT_BEHAVIOUR, type WhipBehaviour } from './whip/options.ts';
import { answerWhipRequest } from './whip/requests.ts';
import { createWhipSession, type WhipSession } from './whip/session.ts';
import { withCors } from './with-cors.ts';
import { startWrtcHost } from './wrtc-host.ts';

const ENDPOINT = '/whip';

export interface WhipServerOptions extends Partial<WhipBehaviour> {
  /** The address to listen on; media is bound to every address of the machine. */
  readonly host?: string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** A folder for what is received, as `readKept` reads it: it outlives the process. */
  readonly keptIn?: string | undefined;
  /** Stops the server. */
  readonly signal?: AbortSignal | undefined;
}

export type WhipServer = Awaited<ReturnType<typeof startWhipServer>>;

/** Starts a WHIP server (RFC 9725) on libwebrtc for Node that can be told to behave badly while it runs. */
export async function startWhipServer({ host, port, signal, keptIn, ...behaviour }: WhipServerOptions = {}) {
  const options: WhipBehaviour = { ...DEFAULT_BEHAVIOUR, ...behaviour };
  const sessions: WhipSession[] = [];
  let webrtc = await startWrtcHost({ signal, keptIn });
  const state = {
    behaviour: options,
    sessions,
    named: new Map<string, WhipSession>(),
    endpoint: ENDPOINT,
    origin: () => http.origin,
    openSession: (offer: string, path: (id: string) => string) => createWhipSession(webrtc, offer, path),
  };
  const http = await startHttpServer(
    async (request) => {
      const reply = await answerWhipRequest(state, request);
      return options.cors && typeof reply === 'object' ? withCors(reply) : reply;
    },
    { ...(host === undefined ? {} : { host }), ...(port === undefined ? {} : { port }) },
  ).catch(async (error: unknown) => {
    await webrtc.stop();
    throw error;
  });
  const stop = async () => {
    await http.close();
    if (webrtc.running()) await webrtc.stop();
  };
  signal?.addEventListener('abort', () => void stop(), { once: true });
  return {
    origin: http.origin,
    openAnotherPort: http.openAnotherPort,
    /** The WHIP endpoint. */
    url: http.origin + ENDPOINT,
    /** Another endpoint of the same server, for `redirectTo`; it never redirects. */
    otherPath: `${ENDPOINT}/moved/here`,
    /** The server's behaviour, which may be changed at any time. */
    options,
    /** Every request so far. */
    requests: http.requests,
    /** Every session so far, oldest first, deleted ones included. */
    sessions: sessions as readonly WhipSession[],
    /** The audio that the newest session received; throws when there is none. */
    recording: async () => {
      const newest = sessions.at(-1);
      if (!newest) throw new Error('No session was made yet.');
      return newest.recording();
    },
    /** Kills signalling and media without closing any connection; the port is closed. */
    kill: async () => {
      await Promise.all([http.close(), webrtc.kill()]);
      sessions.forEach((session) => session.forget());
    },
    /** Starts the server again on the same port after {@link kill}, without knowledge of earlier sessions. */
    revive: async () => {
      webrtc = await startWrtcHost({ signal, keptIn });
      await http.reopen();
    },
    /** Stops the media process while HTTP goes on; requests that need it wait until it continues. */
    freezeMedia: () => process.kill(webrtc.pid, 'SIGSTOP'),
    thawMedia: () => process.kill(webrtc.pid, 'SIGCONT'),
    /** Closes everything properly. */
    stop,
  };
}

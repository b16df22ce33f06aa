import { randomUUID } from 'node:crypto';
import { startHttpServer, type RecordedRequest, type Reply } from './http-server.ts';
import { startJanus } from './janus/gateway.ts';
import type { JanusPublisher } from './janus/publisher.ts';
import { formatSdpFragment, parseSdpFragment, withIceOf } from './whip/sdp-fragment.ts';
import { withCors } from './with-cors.ts';

interface JanusWhipSession {
  readonly path: string;
  readonly publisher: JanusPublisher;
  offer: string;
  deletedAt: number | undefined;
  iceRestarts: number;
}

const ENDPOINT = '/whip';

/**
 * Debian's Janus behind the few routes of WHIP (RFC 9725) that Meetecho's simple-whip-server adds: one
 * endpoint, one publisher at a time, and 403 "Endpoint ID already in use" to every other one.
 */
export async function startJanusWhip(host: string) {
  let janus = await startJanus(host);
  let sessions: JanusWhipSession[] = [];
  let isTaken = false;
  const http = await startHttpServer(async (request) => withCors(await answer(request)), { host }).catch(
    async (error: unknown) => {
      await janus.kill();
      throw error;
    },
  );

  const alive = ({ deletedAt, publisher }: JanusWhipSession) => deletedAt === undefined && publisher.alive();

  async function answer({ method, path, headers, body }: RecordedRequest): Promise<Reply> {
    if (method === 'OPTIONS') return { status: 204 };
    if (path === ENDPOINT) return method === 'POST' ? createUnlessTaken(body) : { status: 405 };
    const session = sessions.find((each) => each.path === path && alive(each));
    if (!session) return { status: 404, body: 'Invalid resource ID' };
    if (method === 'PATCH') return patch(session, headers['if-match'], body);
    if (method !== 'DELETE') return { status: 405 };
    session.deletedAt = Date.now();
    await session.publisher.end();
    return { status: 200 };
  }

  async function createUnlessTaken(offer: string): Promise<Reply> {
    if (isTaken || sessions.some(alive)) return { status: 403, body: 'Endpoint ID already in use' };
    isTaken = true;
    try {
      return await create(offer);
    } finally {
      isTaken = false;
    }
  }

  async function create(offer: string): Promise<Reply> {
    const publisher = await janus.publish(offer);
    const path = `${ENDPOINT}/session/${randomUUID()}`;
    const session = { path, publisher, offer, deletedAt: undefined, iceRestarts: 0 };
    sessions.push(session);
    const headers = { 'Content-Type': 'application/sdp', Location: path, ETag: etagOf(session) };
    return { status: 201, headers, body: publisher.answer };
  }

  async function patch(session: JanusWhipSession, ifMatch: string | undefined, body: string): Promise<Reply> {
    const fragment = parseSdpFragment(body);
    if (fragment.ufrag === parseSdpFragment(session.offer).ufrag) {
      if (ifMatch !== etagOf(session)) return { status: 412 };
      for (const candidate of fragment.candidates) await session.publisher.addCandidate(candidate);
      if (fragment.endOfCandidates) await session.publisher.addCandidate(null);
      return { status: 204 };
    }
    session.offer = withIceOf(session.offer, fragment);
    const answered = await session.publisher.reoffer(session.offer);
    session.iceRestarts += 1;
    return {
      status: 200,
      headers: { 'Content-Type': 'application/trickle-ice-sdpfrag', ETag: etagOf(session) },
      body: formatSdpFragment({ ...parseSdpFragment(answered), endOfCandidates: true }),
    };
  }

  return {
    /** The WHIP endpoint. */
    url: http.origin + ENDPOINT,
    /** Every request so far. */
    requests: http.requests,
    /** The sessions since the last kill, oldest first, ended ones included. */
    sessions: () =>
      sessions.map((session) => ({
        alive: alive(session),
        deletedAt: session.deletedAt,
        iceRestarts: session.iceRestarts,
        channels: [],
      })),
    /** Kills Janus and its routes without closing any connection. */
    async kill(): Promise<void> {
      await Promise.all([http.close(), janus.kill()]);
      sessions = [];
    },
    /** Starts both again, the routes at the same address, without knowledge of earlier sessions. */
    async revive(): Promise<void> {
      janus = await startJanus(host);
      await http.reopen();
    },
    async stop(): Promise<void> {
      await Promise.all([http.close(), janus.kill()]);
    },
  };
}

function etagOf({ iceRestarts }: Pick<JanusWhipSession, 'iceRestarts'>): string {
  return `"${String(iceRestarts)}"`;
}

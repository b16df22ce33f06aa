import type { Candidate } from '../wrtc/protocol.ts';
import { ROOM } from './config.ts';

interface JanusMessage {
  readonly janus: string;
  readonly data?: { readonly id: number };
  readonly jsep?: { readonly sdp: string };
  readonly plugindata?: { readonly data: { readonly error?: string } };
  readonly error?: { readonly reason: string };
}

export type JanusPublisher = Awaited<ReturnType<typeof publishAt>>;

const ANSWER_WITHIN_MS = 10_000;
/** Milliseconds for a long poll, which Janus answers after 30 s at the latest. */
const POLL_WITHIN_MS = 60_000;
/** The last events of Janus about a connection or a session. */
const lastWords = ['hangup', 'timeout', 'error'];

/**
 * Publishes in the room: a session of Janus's HTTP API with one handle of the VideoRoom plugin
 * (https://janus.conf.meetecho.com/docs/rest, https://janus.conf.meetecho.com/docs/videoroom).
 *
 * @throws when Janus refuses the offer, with its reason
 */
export async function publishAt(api: string, offer: string) {
  const session = `${api}/${String((await send(api, { janus: 'create' })).data?.id)}`;
  const attached = await send(session, { janus: 'attach', plugin: 'janus.plugin.videoroom' });
  const handle = `${session}/${String(attached.data?.id)}`;
  let isAlive = true;
  let answered = Promise.withResolvers<string>();

  async function follow(): Promise<void> {
    while (isAlive) {
      const response = await fetch(`${session}?maxev=1`, { signal: AbortSignal.timeout(POLL_WITHIN_MS) });
      const { janus, jsep, plugindata } = (await response.json()) as JanusMessage;
      if (jsep) answered.resolve(jsep.sdp);
      const error = plugindata?.data.error;
      if (error !== undefined) answered.reject(new Error(`Janus: ${error}.`));
      if (lastWords.includes(janus)) throw new Error(`Janus said "${janus}".`);
    }
  }

  async function negotiate(request: object, sdp: string): Promise<string> {
    answered = Promise.withResolvers<string>();
    // Where the request itself fails, its answer is not awaited any more.
    answered.promise.catch(() => undefined);
    await send(handle, { janus: 'message', body: request, jsep: { type: 'offer', sdp, trickle: true } });
    return answered.promise;
  }

  async function end(): Promise<void> {
    isAlive = false;
    await send(session, { janus: 'destroy' });
  }

  follow().catch((error: unknown) => {
    isAlive = false;
    answered.reject(error);
  });
  const join = { request: 'joinandconfigure', ptype: 'publisher', room: ROOM };
  const answer = await negotiate(join, offer).catch(async (error: unknown) => {
    await end();
    throw error;
  });
  return {
    answer,
    /**
     * Whether the session exists: until it is ended here, or Janus gives it up, half a minute after the
     * client is lost.
     */
    alive: () => isAlive,
    /** Adds a candidate; `null` where there are no more. */
    addCandidate: (candidate: Candidate | null) =>
      send(handle, { janus: 'trickle', candidate: candidate ?? { completed: true } }),
    /** Sends a later offer of the same client, as for an ICE restart; resolves with the answer. */
    reoffer: (sdp: string) => negotiate({ request: 'configure' }, sdp),
    end,
  };
}

async function send(url: string, message: object): Promise<JanusMessage> {
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify({ ...message, transaction: 'test' }),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  const reply = (await response.json()) as JanusMessage;
  if (reply.janus === 'error') throw new Error(`Janus: ${reply.error?.reason ?? 'no reason'}.`);
  return reply;
}

import { randomUUID } from 'node:crypto';
import { startHttpServer, type RecordedRequest, type Reply } from './http-server.ts';
import { createTranscriber, type RealtimeEvent } from './openai/transcriber.ts';
import { startWrtcHost, type RtcPeer } from './wrtc-host.ts';

const CHANNEL = 'oai-events';
const DEFAULT_SECRET_SECONDS = 600;

export interface OpenAiRealtimeOptions {
  /** The API key with which secrets may be minted. */
  readonly apiKey?: string;
  /** The text that is "recognised", word by word, over and over. */
  readonly text?: string;
  /** The current time in epoch milliseconds, by which secrets expire. */
  readonly now?: () => number;
  readonly host?: string;
  readonly port?: number;
  readonly signal?: AbortSignal | undefined;
}

interface RealtimeCall {
  readonly id: string;
  readonly peer: RtcPeer;
  /** The types of the transcription events so far. */
  readonly events: readonly string[];
  /** The whole texts that it was sent. */
  readonly transcripts: readonly string[];
}

export type OpenAiRealtime = Awaited<ReturnType<typeof startOpenAiRealtime>>;

/**
 * A stand-in for the HTTP and data-channel shape of OpenAI's Realtime API, transcription sessions only, and of the
 * older shape that self-hosted servers keep (`POST /v1/realtime?model=`). Errors have OpenAI's JSON form; the words
 * of the one for an expired secret are not documented and are this stand-in's own.
 */
export async function startOpenAiRealtime(options: OpenAiRealtimeOptions = {}) {
  const {
    apiKey = 'sk-test',
    text = 'every word that was spoken',
    now = Date.now,
    host,
    port,
    signal,
  } = options;
  /** Epoch milliseconds at which each secret expires. */
  const secrets = new Map<string, number>();
  const calls: RealtimeCall[] = [];
  const webrtc = await startWrtcHost({ signal });

  const mint = (seconds: number) => {
    const value = `ek_${randomUUID().replaceAll('-', '')}`;
    const expiresAt = now() + seconds * 1000;
    secrets.set(value, expiresAt);
    return { value, expires_at: Math.floor(expiresAt / 1000) };
  };

  const mintReply = (request: RecordedRequest): Reply => {
    if (bearerOf(request) !== apiKey) return error(401, 'Incorrect API key provided.', 'invalid_api_key');
    const asked = JSON.parse(request.body || '{}') as {
      expires_after?: { seconds?: number };
      session?: { type?: string };
    };
    const seconds = asked.expires_after?.seconds ?? DEFAULT_SECRET_SECONDS;
    if (seconds < 10 || seconds > 7200)
      return error(400, 'expires_after.seconds is 10 to 7200.', 'invalid_value');
    if (asked.session?.type !== 'transcription')
      return error(400, 'Only transcription is here.', 'invalid_value');
    return json(200, { ...mint(seconds), session: { id: `sess_${randomUUID()}`, ...asked.session } });
  };

  const openCall = async (
    request: RecordedRequest,
  ): Promise<{ call: RealtimeCall; answer: string } | Reply> => {
    if (request.headers['content-type']?.split(';')[0] !== 'application/sdp') {
      return error(400, 'The body must be an offer (application/sdp).', 'invalid_offer');
    }
    const { peer, answer } = await webrtc.answer({ offer: request.body, levels: true });
    const call = { id: `rtc_${randomUUID()}`, peer, ...transcribe(peer, text) };
    calls.push(call);
    return { call, answer };
  };

  const callReply = async (request: RecordedRequest): Promise<Reply> => {
    const bearer = bearerOf(request);
    const expiresAt = secrets.get(bearer);
    if (bearer !== apiKey && expiresAt === undefined) {
      return error(401, 'Incorrect API key provided.', 'invalid_api_key');
    }
    if (expiresAt !== undefined && expiresAt <= now()) return error(401, 'Ephemeral key expired.', null);
    const opened = await openCall(request);
    if (!('call' in opened)) return opened;
    const headers = { 'Content-Type': 'application/sdp', Location: `/v1/realtime/calls/${opened.call.id}` };
    return { status: 201, headers, body: opened.answer };
  };

  const oldShapeReply = async (request: RecordedRequest): Promise<Reply> => {
    const opened = await openCall(request);
    if (!('call' in opened)) return opened;
    return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: opened.answer };
  };

  const http = await startHttpServer(
    (request) => {
      if (request.method !== 'POST') return error(405, 'Method not allowed.', null);
      const { pathname } = new URL(request.path, 'http://server.test');
      if (pathname === '/v1/realtime/client_secrets') return mintReply(request);
      if (pathname === '/v1/realtime/calls') return callReply(request);
      if (pathname === '/v1/realtime') return oldShapeReply(request);
      return error(404, 'Unknown request URL.', 'unknown_url');
    },
    { ...(host === undefined ? {} : { host }), ...(port === undefined ? {} : { port }) },
  ).catch(async (failure: unknown) => {
    await webrtc.stop();
    throw failure;
  });
  const stop = async () => {
    await http.close();
    if (webrtc.running()) await webrtc.stop();
  };
  signal?.addEventListener('abort', () => void stop(), { once: true });
  return {
    origin: http.origin,
    apiKey,
    callsUrl: `${http.origin}/v1/realtime/calls`,
    clientSecretsUrl: `${http.origin}/v1/realtime/client_secrets`,
    /** The URL at which an older self-hosted server takes offers. */
    oldShapeUrl: `${http.origin}/v1/realtime?model=whisper-1`,
    /** A ready secret that expires after `seconds`; with 0 or less it has expired already. */
    mintSecret: (seconds = DEFAULT_SECRET_SECONDS): string => mint(seconds).value,
    requests: http.requests,
    /** Every call so far, oldest first. */
    calls: calls as readonly RealtimeCall[],
    /** The audio that the newest call received; throws when there is none. */
    recording: async () => {
      const newest = calls.at(-1);
      if (!newest) throw new Error('Nobody called yet.');
      return newest.peer.recording();
    },
    /** Ends the newest call as the session limit does: an error with code `session_expired`, then a close. */
    expireSession: async () => {
      const newest = calls.at(-1);
      if (!newest) throw new Error('Nobody called yet.');
      const message = 'Your session hit the maximum duration.';
      await sendEvent(newest.peer, {
        type: 'error',
        error: {
          type: 'invalid_request_error',
          code: 'session_expired',
          message,
          param: null,
          event_id: null,
        },
      });
      await newest.peer.close();
    },
    kill: async () => {
      await Promise.all([http.close(), webrtc.kill()]);
    },
    stop,
  };
}

/** How a session that nobody has configured tells of itself. */
const defaultSession = {
  type: 'transcription',
  audio: {
    input: {
      transcription: { model: 'whisper-1' },
      noise_reduction: null,
      turn_detection: { type: 'server_vad' },
    },
  },
};

function transcribe(peer: RtcPeer, text: string): Pick<RealtimeCall, 'events' | 'transcripts'> {
  const events: string[] = [];
  const transcripts: string[] = [];
  const send = (event: RealtimeEvent) => {
    events.push(event.type);
    if (typeof event['transcript'] === 'string') transcripts.push(event['transcript']);
    void sendEvent(peer, event).catch(() => undefined);
  };
  const hearLevel = createTranscriber(text, send);
  peer.on((event) => {
    const open = peer.channels.includes(CHANNEL);
    if (event.name === 'channel-opened' && event.label === CHANNEL) {
      send({ type: 'session.created', session: { id: `sess_${randomUUID()}`, ...defaultSession } });
    }
    if (event.name === 'level-heard' && open) hearLevel(event.level);
  });
  return { events, transcripts };
}

async function sendEvent(peer: RtcPeer, event: RealtimeEvent): Promise<void> {
  await peer.send(CHANNEL, JSON.stringify({ event_id: `event_${randomUUID()}`, ...event }));
}

function bearerOf(request: RecordedRequest): string {
  return /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '')?.[1] ?? '';
}

function error(status: number, message: string, code: string | null): Reply {
  return json(status, { error: { message, type: 'invalid_request_error', param: null, code } });
}

function json(status: number, value: unknown): Reply {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) };
}

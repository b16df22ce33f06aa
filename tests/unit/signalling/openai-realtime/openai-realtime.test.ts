import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { proofOfText, type TextMessage } from '../../../../utils/domain/transcript/text-message.ts';
import type { OpenAiRealtimeProfile } from '../../../../utils/domain/profiles/profile.ts';
import { createOpenAiRealtime } from '../../../../utils/signalling/openai-realtime/openai-realtime.ts';
import { openAiUrls } from '../../../../utils/signalling/openai-realtime/openai-urls.ts';
import { type Answer, createFakeServer, reply, replyJson, type SeenRequest } from '../fake-server.ts';
import { FakePeerConnection } from '../fake-peer-connection.ts';
import { answerSdp, offerSdp } from '../sdp.ts';
import { rejection } from '../signals.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const answered = () => reply(201, { body: answerSdp, headers: { location: '/v1/realtime/calls/rtc_1' } });
const minted = (fields: object = { value: 'ek_1', expires_at: 1_900_000_000 }) => replyJson(fields);

interface Setup extends Partial<Omit<OpenAiRealtimeProfile, 'id' | 'name' | 'kind'>> {
  onMint?: (request: SeenRequest) => Answer;
  onCall?: (request: SeenRequest) => Answer;
}

function setUp({ onMint = () => minted(), onCall = answered, ...profile }: Setup = {}) {
  const server = createFakeServer((request) =>
    request.url.endsWith('/client_secrets') ? onMint(request) : onCall(request),
  );
  const peerConnection = new FakePeerConnection();
  peerConnection.onLocalDescription = () => queueMicrotask(() => peerConnection.finishGathering());
  const onText = vi.fn<(message: TextMessage) => void>();
  const onServerMessage = vi.fn();
  const signalling = createOpenAiRealtime(
    {
      url: 'https://api.openai.com',
      credentialType: 'api-key',
      credential: 'sk-1',
      model: '',
      language: '',
      ...profile,
    },
    { ...browserEdges, fetch: server.fetch, onText, onServerMessage },
  );
  const controller = new AbortController();
  const negotiate = () => signalling.negotiate(peerConnection.asReal(), controller.signal);
  return { server, peerConnection, onText, onServerMessage, signalling, controller, negotiate };
}

describe('the addresses behind', () => {
  const calls = (base: string, query = '') => ({
    shape: 'calls',
    calls: `${base}/calls${query}`,
    clientSecrets: `${base}/client_secrets`,
  });

  it.each([
    ['https://api.openai.com', calls('https://api.openai.com/v1/realtime')],
    ['https://api.openai.com/', calls('https://api.openai.com/v1/realtime')],
    ['https://api.openai.com/v1', calls('https://api.openai.com/v1/realtime')],
    ['https://api.openai.com/v1/', calls('https://api.openai.com/v1/realtime')],
    ['https://api.openai.com/v1/realtime/calls', calls('https://api.openai.com/v1/realtime')],
    ['https://api.openai.com/v1/realtime', calls('https://api.openai.com/v1/realtime')],
    ['https://api.openai.com/v1/realtime?model=own', calls('https://api.openai.com/v1/realtime')],
    ['https://eu.api.openai.com/v1/realtime/', calls('https://eu.api.openai.com/v1/realtime')],
    [
      'https://api.openai.com/v1/realtime/calls?webrtcfilter=on',
      calls('https://api.openai.com/v1/realtime', '?webrtcfilter=on'),
    ],
    [
      'https://host.example/openai/v1/realtime/calls?api-version=1&model=own',
      calls('https://host.example/openai/v1/realtime', '?api-version=1'),
    ],
    [
      'https://mine.openai.azure.com/openai/v1/realtime?webrtcfilter=on',
      calls('https://mine.openai.azure.com/openai/v1/realtime', '?webrtcfilter=on'),
    ],
    ['https://api.openai.com./v1/realtime', calls('https://api.openai.com./v1/realtime')],
    ['https://api.openai.com//v1/realtime', calls('https://api.openai.com/v1/realtime')],
    ['https://api.openai.com/v1/realtime/client_secrets', calls('https://api.openai.com/v1/realtime')],
    [
      'https://api.openai.com/v1/realtime/transcription_sessions',
      calls('https://api.openai.com/v1/realtime'),
    ],
    [
      'https://mine.openai.azure.us/openai/v1/realtime',
      calls('https://mine.openai.azure.us/openai/v1/realtime'),
    ],
    ['https://mine.openai.azure.cn/openai/v1', calls('https://mine.openai.azure.cn/openai/v1/realtime')],
    ['https://host.example//evil.example/v1', calls('https://host.example/evil.example/v1/realtime')],
    ['https://host.example///proxy', calls('https://host.example/proxy/v1/realtime')],
    ['https://host.example/v1?region=eu', calls('https://host.example/v1/realtime', '?region=eu')],
    [
      'https://openai.com.evil.example/v1/realtime',
      { shape: 'old', url: 'https://openai.com.evil.example/v1/realtime?model=whisper' },
    ],
    ['https://host.example:8443/proxy', calls('https://host.example:8443/proxy/v1/realtime')],
    [
      'http://localhost:8000/v1/realtime',
      { shape: 'old', url: 'http://localhost:8000/v1/realtime?model=whisper' },
    ],
    [
      'http://localhost:8000/v1/realtime?model=own',
      { shape: 'old', url: 'http://localhost:8000/v1/realtime?model=own' },
    ],
    ['http://localhost:8000/rtc?x=1', { shape: 'old', url: 'http://localhost:8000/rtc?x=1&model=whisper' }],
  ])('%s', (address, expected) => {
    expect(openAiUrls(address, 'whisper')).toEqual(expected);
  });

  it('an old one stays as it is without a model', () => {
    expect(openAiUrls('http://localhost:8000/v1/realtime', '')).toEqual({
      shape: 'old',
      url: 'http://localhost:8000/v1/realtime',
    });
  });
});

describe('a server that takes JSON alone', () => {
  const isJson = ({ headers }: SeenRequest) => headers.get('content-type') === 'application/json';

  it.each([
    [400, 'an answer as it is', () => answered()],
    [415, '{"sdp"}', () => replyJson({ sdp: answerSdp })],
    [422, '{"sdp", "type"}', () => replyJson({ sdp: answerSdp, type: 'answer' })],
    [400, '{"answer"}', () => replyJson({ answer: answerSdp })],
    [400, 'a nested one', () => replyJson({ id: 'x', data: { answer: { sdp: answerSdp, type: 'answer' } } })],
    [400, 'a description as Janus names it', () => replyJson({ jsep: { type: 'answer', sdp: answerSdp } })],
    [400, 'a text by another name', () => replyJson({ id: 'x', sdpAnswer: answerSdp })],
    [
      400,
      'its offer back beside the answer',
      () => replyJson({ offer: offerSdp, sdp_offer: { sdp: offerSdp }, description: { sdp: answerSdp } }),
    ],
    [400, 'a description by the name sdp', () => replyJson({ sdp: { type: 'answer', sdp: answerSdp } })],
  ])(
    'and answers %i to any other offer is asked once more so, and may give %s',
    async (status, _, answer) => {
      const { server, peerConnection, negotiate } = setUp({
        onCall: (request) => (isJson(request) ? answer() : replyJson({ error: 'sdp is required' }, status)),
      });
      await negotiate();
      expect(JSON.parse(server.requests.at(-1)?.body ?? '')).toEqual({ sdp: offerSdp, type: 'offer' });
      expect(peerConnection.remoteDescription?.sdp).toContain('useinbandfec=1');
      const { length } = server.requests;
      await negotiate();
      expect(server.requests.slice(length).filter((each) => !isJson(each))).toEqual([]);
    },
  );

  it('is not asked so after any other refusal, and the first of two refusals is told', async () => {
    for (const [status, asked] of [
      [401, 1],
      [403, 1],
      [404, 1],
      [500, 1],
      [422, 2],
    ] as const) {
      const { server, negotiate } = setUp({
        onCall: (request) => reply(isJson(request) ? 503 : status),
      });
      expect(await rejection(negotiate())).not.toMatchObject({ failure: { reason: 'server-overloaded' } });
      expect(server.lines().filter((line) => line.endsWith('/calls'))).toHaveLength(asked);
    }
  });

  it.each([
    ['an offer', { sdp: answerSdp, type: 'offer' }],
    ['no description', { answer: 5 }],
    ['the offer alone', { offer: offerSdp, sdpOffer: offerSdp, local: { type: 'offer', sdp: offerSdp } }],
    ['one that lies too deep', { data: { data: { data: { data: { data: { sdp: answerSdp } } } } } }],
  ])('has given no answer where its JSON holds %s', async (_, fields) => {
    const { negotiate } = setUp({ onCall: () => replyJson(fields) });
    expect(await rejection(negotiate())).toMatchObject({ failure: { reason: 'server-answer-invalid' } });
  });
});

describe('an API key', () => {
  it('mints a secret for one transcription session, and goes no further', async () => {
    const { server, negotiate } = setUp({ model: 'whisper-1', language: 'ja' });
    await negotiate();
    const [mint, call] = server.requests;
    expect(server.lines()).toEqual(['POST /v1/realtime/client_secrets', 'POST /v1/realtime/calls']);
    expect(mint?.headers.get('authorization')).toBe('Bearer sk-1');
    expect(JSON.parse(mint?.body ?? '')).toEqual({
      expires_after: { anchor: 'created_at', seconds: 60 },
      session: {
        type: 'transcription',
        audio: { input: { transcription: { model: 'whisper-1', language: 'ja' } } },
      },
    });
    expect(call?.headers.get('authorization')).toBe('Bearer ek_1');
    expect(call?.headers.get('content-type')).toBe('application/sdp');
    expect(call?.body).toBe(offerSdp);
  });

  it('asks for a model that transcribes where the profile names none, and for no language', async () => {
    const { server, negotiate } = setUp();
    await negotiate();
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({
      session: { audio: { input: { transcription: { model: 'gpt-4o-transcribe' } } } },
    });
    expect(server.requests[0]?.body).not.toContain('language');
  });

  it('mints anew for each connection', async () => {
    const { server, signalling, negotiate, controller } = setUp();
    await negotiate();
    const other = new FakePeerConnection();
    other.iceGatheringState = 'complete';
    const second = signalling.negotiate(other.asReal(), controller.signal);
    await vi.advanceTimersByTimeAsync(2000);
    await second;
    expect(server.lines().filter((line) => line.endsWith('client_secrets'))).toHaveLength(2);
  });

  it('mints while candidates are being gathered', async () => {
    const { server, peerConnection, negotiate } = setUp();
    peerConnection.onLocalDescription = () => undefined;
    const negotiated = negotiate();
    await vi.advanceTimersByTimeAsync(0);
    expect(server.lines()).toEqual(['POST /v1/realtime/client_secrets']);
    peerConnection.finishGathering();
    await negotiated;
    expect(server.lines()).toHaveLength(2);
  });

  it('takes the secret of the older reply too', async () => {
    const { server, negotiate } = setUp({
      onMint: () => minted({ client_secret: { value: 'ek_2', expires_at: 1 } }),
    });
    await negotiate();
    expect(server.requests[1]?.headers.get('authorization')).toBe('Bearer ek_2');
  });

  it.each([
    ['no JSON', reply(200, { body: 'ok' })],
    ['no secret', minted({ expires_at: 1 })],
    ['an empty secret', minted({ value: '' })],
    ['a secret that is no text', minted({ value: { key: 'ek' } })],
  ])('that is answered with %s has got no valid answer', async (_, response) => {
    const { server, peerConnection, negotiate } = setUp({ onMint: () => response });
    expect(await rejection(negotiate())).toMatchObject({ failure: { reason: 'server-answer-invalid' } });
    expect(server.requests).toHaveLength(1);
    expect(peerConnection.channels.map(({ readyState }) => readyState)).toEqual(['closed']);
  });

  it.each([
    [401, 'server-unauthorized'],
    [403, 'server-forbidden'],
    [404, 'server-not-found'],
    [429, 'server-overloaded'],
    [500, 'server-error'],
  ])('that is answered with %i is told as its own failure', async (status, reason) => {
    const { negotiate } = setUp({ onMint: () => replyJson({ error: { code: 'token_expired' } }, status) });
    expect(await rejection(negotiate())).toMatchObject({ failure: { reason } });
  });

  it('whose fresh secret is refused is unauthorized: there is no secret that the user could renew', async () => {
    const { negotiate } = setUp({ onCall: () => replyJson({ error: { code: 'token_expired' } }, 401) });
    expect(await rejection(negotiate())).toMatchObject({ failure: { reason: 'server-unauthorized' } });
  });
});

describe('what a profile says of the transcription', () => {
  const said = { prompt: 'A lecture.', noiseReduction: 'near-field' } as const;
  const inputOf = (request: SeenRequest | undefined): unknown =>
    (JSON.parse(request?.body ?? '') as { session: { audio: { input: unknown } } }).session.audio.input;
  const created = {
    type: 'session.created',
    session: { type: 'transcription', audio: { input: { transcription: { model: 'whisper-1' } } } },
  };

  it('goes with the secret, and is not said again', async () => {
    const { server, peerConnection, negotiate } = setUp(said);
    await negotiate();
    expect(inputOf(server.requests[0])).toEqual({
      transcription: { model: 'gpt-4o-transcribe', prompt: 'A lecture.' },
      noise_reduction: { type: 'near_field' },
    });
    peerConnection.channels[0]?.open();
    peerConnection.channels[0]?.receive(JSON.stringify(created));
    expect(peerConnection.channels[0]?.sent).toEqual([]);
  });

  it.each([
    ['a ready secret', { credentialType: 'secret' }],
    ['a server that mints none', { url: 'http://localhost:8000/v1/realtime' }],
    ['a password', { username: 'me' }],
  ] as const)('is told to the session itself with %s', async (_, profile) => {
    const { peerConnection, negotiate } = setUp({ ...said, ...profile });
    await negotiate();
    const [channel] = peerConnection.channels;
    channel?.open();
    channel?.receive(JSON.stringify(created));
    expect(channel?.sent.map((text) => JSON.parse(String(text)) as unknown)).toEqual([
      {
        type: 'session.update',
        session: {
          type: 'transcription',
          audio: { input: { transcription: { model: 'whisper-1', prompt: 'A lecture.' } } },
        },
      },
    ]);
  });

  it.each([400, 422])('is left out where the server refuses it with %i, and that is told', async (status) => {
    const refusal = { error: { code: 'unknown_parameter', message: 'Unknown parameter: prompt.' } };
    const { server, negotiate, onServerMessage } = setUp({
      ...said,
      language: 'ja',
      onMint: ({ body }) => (body.includes('prompt') ? replyJson(refusal, status) : minted()),
    });
    await negotiate();
    expect(inputOf(server.requests[1])).toEqual({
      transcription: { model: 'gpt-4o-transcribe', language: 'ja' },
    });
    expect(onServerMessage.mock.calls).toEqual([['error', { said: 'Unknown parameter: prompt.' }]]);
  });

  it.each([
    ['nothing of it is said', {}, 400, 1],
    ['the server refuses that as well', said, 400, 2],
    ['it is refused for something else', said, 401, 1],
  ])('changes nothing about a refusal where %s', async (_, profile, status, asked) => {
    const { server, negotiate, onServerMessage } = setUp({ ...profile, onMint: () => reply(status) });
    expect(await rejection(negotiate())).toMatchObject({
      failure: { reason: status === 401 ? 'server-unauthorized' : 'server-refused' },
    });
    expect(server.requests).toHaveLength(asked);
    expect(onServerMessage).not.toHaveBeenCalled();
  });
});

describe('a model that does not hear when a turn ends', () => {
  const models = ['gpt-live-transcribe', 'gpt-realtime-whisper', 'gpt-realtime-whisper-2026-06-01'];

  it.each(models)('%s is asked for without turn detection, and told of each pause', async (model) => {
    const { server, peerConnection, negotiate } = setUp({ model });
    const session = await negotiate();
    const [mint] = server.requests;
    expect(JSON.parse(mint?.body ?? '')).toMatchObject({
      session: { audio: { input: { transcription: { model }, turn_detection: null } } },
    });
    const [channel] = peerConnection.channels;
    session.endTurn?.();
    channel?.open();
    session.endTurn?.();
    channel?.close();
    session.endTurn?.();
    expect(channel?.sent).toEqual(['{"type":"input_audio_buffer.commit"}']);
  });

  it.each(['gpt-4o-transcribe', 'whisper-1', 'gpt-live-transcriber', ''])('is not %j', async (model) => {
    const { server, negotiate } = setUp({ model });
    expect((await negotiate()).endTurn).toBeUndefined();
    expect(server.requests[0]?.body).not.toContain('turn_detection');
  });
});

describe('a ready secret', () => {
  const secret = { credentialType: 'secret', credential: 'ek_9' } as const;

  it('is used as it is', async () => {
    const { server, negotiate } = setUp(secret);
    await negotiate();
    expect(server.lines()).toEqual(['POST /v1/realtime/calls']);
    expect(server.requests[0]?.headers.get('authorization')).toBe('Bearer ek_9');
  });

  it.each([
    ['a code', { error: { code: 'token_expired', message: '' } }, 'secret-expired'],
    ['a message', { error: { code: null, message: 'Ephemeral token expired' } }, 'secret-expired'],
    ['a flat reply', { code: 'expired' }, 'secret-expired'],
    [
      'another code',
      { error: { code: 'invalid_api_key', message: 'Incorrect API key provided' } },
      'server-unauthorized',
    ],
    ['a word that only looks like it', { error: { code: 'unexpired_only' } }, 'server-unauthorized'],
    ['no reason', {}, 'server-unauthorized'],
  ])('that is refused with %s', async (_, body, reason) => {
    const { negotiate } = setUp({ ...secret, onCall: () => replyJson(body, 401) });
    expect(await rejection(negotiate())).toMatchObject({ failure: { reason } });
  });

  it.each([
    ['The ephemeral key has expired.', 'secret-expired'],
    ['No.', 'server-unauthorized'],
  ])('that is refused in plain words (%s) fails as %s', async (body, reason) => {
    const { negotiate } = setUp({ ...secret, onCall: () => reply(401, { body }) });
    expect(await rejection(negotiate())).toMatchObject({ failure: { reason } });
  });
});

describe('a server of the old shape', () => {
  it.each(['api-key', 'secret'] as const)(
    'gets the credential itself, though it is of type %s',
    async (credentialType) => {
      const { server, negotiate } = setUp({
        url: 'http://localhost:8000/v1/realtime',
        model: 'whisper',
        credentialType,
      });
      await negotiate();
      expect(server.requests.map(({ url, headers }) => [url, headers.get('authorization')])).toEqual([
        ['http://localhost:8000/v1/realtime?model=whisper', 'Bearer sk-1'],
      ]);
    },
  );
});

describe('a call', () => {
  it.each([
    ['a web page', reply(200, { body: '<html>' }), 'server-answer-invalid'],
    ['400', replyJson({ error: { code: 'invalid_offer' } }, 400), 'server-refused'],
    ['429', reply(429), 'server-overloaded'],
    ['500', reply(500), 'server-error'],
  ])('that is answered with %s is told as its own failure', async (_, response, reason) => {
    const { negotiate } = setUp({ onCall: () => response });
    expect(await rejection(negotiate())).toMatchObject({ failure: { reason } });
  });

  it.each(['client_secrets', 'calls'])('ends at once when aborted during %s', async (where) => {
    const { controller, peerConnection, negotiate } = setUp({
      ...(where === 'calls' ? { onCall: () => 'never' } : { onMint: () => 'never' }),
    });
    const failed = rejection(negotiate());
    await vi.advanceTimersByTimeAsync(0);
    const reason = new Error('stopped');
    controller.abort(reason);
    expect(await failed).toBe(reason);
    expect(peerConnection.channels.map(({ readyState }) => readyState)).toEqual(['closed']);
  });

  it('applies the answer with FEC, and closes its channel at the end', async () => {
    const { server, peerConnection, negotiate } = setUp();
    const session = await negotiate();
    expect(peerConnection.remoteDescription?.sdp).toContain('useinbandfec=1');
    await session.end();
    expect(peerConnection.channels.map(({ readyState }) => readyState)).toEqual(['closed']);
    expect(server.requests).toHaveLength(2);
  });

  it('is preceded by a warm-up of one request without the credential', async () => {
    const { server, signalling, controller } = setUp({ onCall: () => reply(405) });
    await signalling.warmUp(controller.signal);
    expect(server.lines()).toEqual(['OPTIONS /v1/realtime/calls']);
    expect(server.requests[0]?.headers.has('authorization')).toBe(false);
  });
});

describe('events', () => {
  const transcription = 'conversation.item.input_audio_transcription';

  it.each([
    [{ type: `${transcription}.delta`, delta: 'one' }, ['delta'], []],
    [{ type: `${transcription}.completed`, transcript: 'one two' }, ['completed'], []],
    [{ type: `${transcription}.failed`, error: {} }, ['failed'], [['error', {}]]],
    [{ type: `${transcription}.failed` }, ['failed'], []],
    [{ type: `${transcription}.segment` }, [], []],
    [{ type: 'session.created' }, [], []],
    [
      { type: 'error', error: { type: 'invalid_request_error', code: 'bad' } },
      [],
      [['error', { code: 'bad' }]],
    ],
    [
      {
        type: 'error',
        event_id: 'event_890',
        error: {
          type: 'invalid_request_error',
          code: null,
          message: "The 'type' field is missing.",
          param: null,
        },
      },
      [],
      [['error', { code: 'invalid_request_error', said: "The 'type' field is missing." }]],
    ],
    [
      { type: 'error', error: { code: 'session_expired', message: 'Your session is over.' } },
      [],
      [['stream-ended', { code: 'session_expired', said: 'Your session is over.' }]],
    ],
    [
      { type: `${transcription}.failed`, error: { code: 'audio_unintelligible', message: 'No speech.' } },
      ['failed'],
      [['error', { code: 'audio_unintelligible', said: 'No speech.' }]],
    ],
    [
      {
        type: 'response.done',
        response: { status_details: { type: 'failed', error: { code: 'insufficient_quota' } } },
      },
      [],
      [['error', { code: 'insufficient_quota' }]],
    ],
    [{ type: 'response.done', response: { status: 'completed' } }, [], []],
    // Compatible servers say it in shapes of their own.
    [{ type: 'error', message: 'Overloaded' }, [], [['error', { said: 'Overloaded' }]]],
    [{ type: 'error', error: 'Overloaded' }, [], [['error', { said: 'Overloaded' }]]],
    [
      { type: 'error', error: { code: 1011, detail: 'Gone' } },
      [],
      [['error', { code: '1011', said: 'Gone' }]],
    ],
    [{ type: 'error', code: 'bad', error: [] }, [], [['error', {}]]],
    [{ type: 'error' }, [], [['error', {}]]],
    [{ type: 7 }, [], []],
    [null, [], []],
    [[], [], []],
  ])('%j', async (event, texts, messages) => {
    const { peerConnection, negotiate, onText, onServerMessage } = setUp();
    await negotiate();
    expect(peerConnection.calls[0]).toBe('createDataChannel oai-events');
    peerConnection.channels[0]?.receive(JSON.stringify(event));
    expect(onText.mock.calls.flatMap(([message]) => proofOfText(message) ?? [])).toEqual(texts);
    expect(onServerMessage.mock.calls).toEqual(messages);
  });

  it.each([
    ['the key of the profile', 'Incorrect key: ek_ready', ['ek_ready']],
    ['a key of another', 'Incorrect key: sk-proj-abc123def456', ['sk-proj-abc123def456']],
    ['a user’s address', 'See https://user:pass@api.example/v1/secret-abc12345', ['user:pass', 'abc12345']],
    ['reordered text', 'a\u202ebc\u0000d', ['\u202e', '\u0000']],
    ['more than anybody reads', 'word '.repeat(10_000), ['word '.repeat(60)]],
  ])('that quote %s are told without it', async (_, message, secrets) => {
    const { peerConnection, negotiate, onServerMessage } = setUp({
      credentialType: 'secret',
      credential: 'ek_ready',
    });
    await negotiate();
    peerConnection.channels[0]?.receive(
      JSON.stringify({ type: 'error', error: { code: message, type: message, message } }),
    );
    const told = JSON.stringify(onServerMessage.mock.calls);
    for (const secret of secrets) expect(told).not.toContain(secret);
    expect(told.length).toBeLessThan(400);
    expect(onServerMessage.mock.calls[0]?.[1]).toHaveProperty('said');
  });

  it('that are no JSON mean nothing', async () => {
    const { peerConnection, negotiate, onText, onServerMessage } = setUp();
    await negotiate();
    peerConnection.channels[0]?.receive('{"type":');
    expect([onText.mock.calls, onServerMessage.mock.calls]).toEqual([[], []]);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi, type Mock } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { proofOfText, type TextMessage } from '../../../../utils/domain/transcript/text-message.ts';
import type { LearnedFacts } from '../../../../utils/domain/profiles/learned-facts.ts';
import type { JsonOfferProfile } from '../../../../utils/domain/profiles/profile.ts';
import { createJsonOffer } from '../../../../utils/signalling/json-offer/json-offer.ts';
import { type Answer, createFakeServer, reply, replyJson, type SeenRequest } from '../fake-server.ts';
import { FakePeerConnection } from '../fake-peer-connection.ts';
import { answerSdp, candidateLine, offerSdp } from '../sdp.ts';
import { rejection } from '../signals.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Variant = JsonOfferProfile['variant'];
const variants: Variant[] = ['aiortc', 'pipecat', 'fastrtc'];
const answer = { sdp: answerSdp, type: 'answer', pc_id: 'SmallWebRTCConnection#0' };

interface Setup {
  url?: string;
  token?: string;
  onRequest?: (request: SeenRequest, index: number) => Answer;
  learned?: LearnedFacts;
}

/** How the texts that were told of count as signs that the server understands. */
const proofsOf = (onText: Mock<(message: TextMessage) => void>) =>
  onText.mock.calls.flatMap(([message]) => proofOfText(message) ?? []);

function setUp(
  variant: Variant,
  { url = 'https://media.example/', token = 'secret', onRequest, learned = {} }: Setup = {},
) {
  const server = createFakeServer(
    onRequest ?? ((_, index) => replyJson(index === 0 ? answer : { status: 'success' })),
  );
  const peerConnection = new FakePeerConnection();
  peerConnection.onLocalDescription = () => queueMicrotask(() => peerConnection.finishGathering());
  const onText = vi.fn<(message: TextMessage) => void>();
  const onServerMessage = vi.fn();
  const onLearned = vi.fn();
  const signalling = createJsonOffer(
    { variant, url, token },
    { ...browserEdges, fetch: server.fetch, now: () => 5000, learned, onLearned, onText, onServerMessage },
  );
  const controller = new AbortController();
  const negotiate = () => signalling.negotiate(peerConnection.asReal(), controller.signal);
  const channel = () => peerConnection.channels[0];
  return {
    server,
    peerConnection,
    onLearned,
    onText,
    onServerMessage,
    signalling,
    controller,
    negotiate,
    channel,
  };
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const bodyOf = (request: SeenRequest | undefined): unknown => JSON.parse(request?.body ?? 'null');

describe.each(variants)('%s', (variant) => {
  it('posts the offer as JSON with the token, and applies the answer with FEC', async () => {
    const { server, peerConnection, negotiate } = setUp(variant);
    await negotiate();
    const [post] = server.requests;
    expect(post?.method).toBe('POST');
    expect(post?.headers.get('content-type')).toBe('application/json');
    expect(post?.headers.get('authorization')).toBe('Bearer secret');
    expect(bodyOf(post)).toMatchObject({ sdp: offerSdp, type: 'offer' });
    expect(peerConnection.remoteDescription?.sdp).toContain('useinbandfec=1');
  });

  it.each([
    ['without a type', { sdp: answerSdp }],
    ['as answer', { answer: { ...answer } }],
  ])('takes a description %s', async (_, fields) => {
    const { peerConnection, negotiate } = setUp(variant, { onRequest: () => replyJson(fields) });
    await negotiate();
    expect(peerConnection.remoteDescription?.sdp).toContain('m=audio');
  });

  it('sends no Authorization without a token', async () => {
    const { server, negotiate } = setUp(variant, { token: '' });
    await negotiate();
    expect(server.requests[0]?.headers.has('authorization')).toBe(false);
  });

  it.each([
    ['no JSON', reply(200, { body: '<html>' })],
    ['a list', replyJson([answer])],
    ['nothing', reply(200)],
    ['null', replyJson(null)],
    ['an offer', replyJson({ ...answer, type: 'offer' })],
    ['of a type that no text can be made of', replyJson({ ...answer, type: { toString: 1 } })],
    ['no description', replyJson({ type: 'answer' })],
    ['a description that is no text', replyJson({ sdp: { v: 0 }, type: 'answer' })],
    ['a description without audio', replyJson({ sdp: 'v=0\r\n', type: 'answer' })],
    ['an error', replyJson({ error: 'no' })],
  ])('takes %s for an invalid answer', async (_, response) => {
    const { peerConnection, negotiate } = setUp(variant, { onRequest: () => response.clone() });
    expect(await rejection(negotiate())).toMatchObject({ failure: { reason: 'server-answer-invalid' } });
    expect(peerConnection.listening).toBe(0);
    expect(peerConnection.channels.every(({ readyState }) => readyState === 'closed')).toBe(true);
  });

  it.each([
    [401, 'server-unauthorized'],
    [403, 'server-forbidden'],
    [404, 'server-not-found'],
    [409, 'server-busy'],
    [410, 'server-gone'],
    [422, 'server-refused'],
    [429, 'server-overloaded'],
    [500, 'server-error'],
    [503, 'server-overloaded'],
  ])('tells %i as its own failure', async (status, reason) => {
    const { negotiate } = setUp(variant, { onRequest: () => reply(status) });
    expect(await rejection(negotiate())).toMatchObject({ failure: { reason } });
  });

  it('tells an answer that the browser refuses as that', async () => {
    const { peerConnection, negotiate } = setUp(variant);
    peerConnection.failing = 'setRemoteDescription';
    expect(await rejection(negotiate())).toMatchObject({ failure: { reason: 'server-answer-unusable' } });
  });

  it('ends at once when aborted', async () => {
    const { server, peerConnection, controller, negotiate } = setUp(variant, { onRequest: () => 'never' });
    const failed = rejection(negotiate());
    await settle();
    const reason = new Error('stopped');
    controller.abort(reason);
    expect(await failed).toBe(reason);
    expect(server.requests[0]?.init.signal?.aborted).toBe(true);
    expect(peerConnection.listening).toBe(0);
  });

  it.each(['createOffer', 'setLocalDescription', 'setRemoteDescription'] as const)(
    'ends when aborted in %s',
    async (method) => {
      const { peerConnection, controller, negotiate } = setUp(variant);
      peerConnection.hanging = method;
      const failed = rejection(negotiate());
      await settle();
      const reason = new Error('stopped');
      controller.abort(reason);
      expect(await failed).toBe(reason);
    },
  );

  it('has nothing to say to the server at the end, and leaves nothing running', async () => {
    const { server, peerConnection, negotiate, channel } = setUp(variant);
    const session = await negotiate();
    channel()?.open();
    await settle();
    const before = server.requests.length;
    await session.end();
    await session.end();
    peerConnection.find();
    await settle();
    expect(server.requests).toHaveLength(before);
    expect([vi.getTimerCount(), peerConnection.listening]).toEqual([0, 0]);
  });

  it('warms up by one request without the token', async () => {
    const { server, signalling, controller } = setUp(variant, { onRequest: () => reply(405) });
    await signalling.warmUp(controller.signal);
    expect(server.requests.map(({ method, headers }) => [method, headers.get('authorization')])).toEqual([
      ['OPTIONS', null],
    ]);
  });
});

describe('the offer goes to', () => {
  it.each([
    ['aiortc', 'https://media.example', 'https://media.example/offer'],
    ['aiortc', 'https://media.example/demo/', 'https://media.example/demo/offer'],
    ['aiortc', 'https://media.example/connect', 'https://media.example/connect'],
    ['aiortc', 'https://media.example/offer?room=a', 'https://media.example/offer?room=a'],
    ['pipecat', 'https://media.example', 'https://media.example/api/offer'],
    ['pipecat', 'https://media.example/sessions/1/', 'https://media.example/sessions/1/api/offer'],
    ['pipecat', 'https://media.example/sessions/1/api/offer', 'https://media.example/sessions/1/api/offer'],
    ['fastrtc', 'https://media.example', 'https://media.example/webrtc/offer'],
    ['fastrtc', 'https://media.example/stream/', 'https://media.example/stream/webrtc/offer'],
    ['fastrtc', 'https://media.example/webrtc/offer', 'https://media.example/webrtc/offer'],
  ] as const)('%s at %s: %s', async (variant, url, expected) => {
    const { server, negotiate } = setUp(variant, { url });
    await negotiate();
    expect(server.requests[0]?.url).toBe(expected);
  });
});

describe('aiortc', () => {
  it('posts only when everything is gathered, and sends nothing after it', async () => {
    const { server, peerConnection, negotiate } = setUp('aiortc');
    peerConnection.onLocalDescription = () => undefined;
    const negotiated = negotiate();
    await settle();
    expect(server.requests).toEqual([]);
    peerConnection.localDescription = { type: 'offer', sdp: `${offerSdp}a=candidate:all of them\r\n` };
    peerConnection.finishGathering();
    await negotiated;
    expect(server.lines()).toEqual(['POST /offer']);
    expect(bodyOf(server.requests[0])).toEqual({
      sdp: `${offerSdp}a=candidate:all of them\r\n`,
      type: 'offer',
    });
  });

  it('makes no data channel', async () => {
    const { peerConnection, negotiate } = setUp('aiortc');
    await negotiate();
    expect(peerConnection.channels).toEqual([]);
  });
});

describe('Pipecat', () => {
  it('is asked for a new peer connection', async () => {
    const { server, negotiate } = setUp('pipecat');
    await negotiate();
    expect(bodyOf(server.requests[0])).toEqual({
      sdp: offerSdp,
      type: 'offer',
      pc_id: null,
      restart_pc: false,
    });
  });

  it('gets candidates by PATCH under its pc_id, as they come', async () => {
    const { server, peerConnection, negotiate } = setUp('pipecat');
    peerConnection.onLocalDescription = () => [1, 2].forEach((port) => peerConnection.find({ port }));
    await negotiate();
    await settle();
    peerConnection.find({ port: 3 });
    peerConnection.finishGathering();
    await settle();
    const entry = (port: number) => ({ candidate: candidateLine(port), sdp_mid: '0', sdp_mline_index: 0 });
    expect(server.lines()).toEqual(['POST /api/offer', 'PATCH /api/offer', 'PATCH /api/offer']);
    expect(server.requests.slice(1).map(bodyOf)).toEqual([
      { pc_id: answer.pc_id, candidates: [entry(1), entry(2)] },
      { pc_id: answer.pc_id, candidates: [entry(3)] },
    ]);
    expect(server.requests[1]?.headers.get('authorization')).toBe('Bearer secret');
  });

  it('is pinged each second while its channel is open', async () => {
    const { peerConnection, negotiate, channel } = setUp('pipecat');
    const session = await negotiate();
    expect(peerConnection.calls[0]).toBe('createDataChannel chat');
    await vi.advanceTimersByTimeAsync(2000);
    expect(channel()?.sent).toEqual([]);
    channel()?.open();
    await vi.advanceTimersByTimeAsync(3000);
    const [ready, ...pings] = channel()?.sent ?? [];
    expect(JSON.parse(String(ready))).toMatchObject({
      label: 'rtvi-ai',
      type: 'client-ready',
      data: { version: '2.4.0', about: { library: 'steadymic' } },
    });
    expect(pings).toEqual(['ping: 5000', 'ping: 5000', 'ping: 5000']);
    channel()?.close();
    await vi.advanceTimersByTimeAsync(3000);
    expect(channel()?.sent).toHaveLength(4);
    await session.end();
  });

  it.each([
    ['{"type":"signalling","message":{"type":"peerLeft"}}', ['peer-left'], []],
    ['{"type":"signalling","message":{"type":"renegotiate"}}', [], []],
    ['{"type":"signalling"}', [], []],
    ['{"label":"rtvi-ai","type":"user-transcription","data":{"text":"one","final":true}}', [], ['completed']],
    ['{"label":"rtvi-ai","type":"user-transcription","data":{"text":"on","final":false}}', [], ['delta']],
    ['{"label":"rtvi-ai","type":"error","data":{"error":"no"}}', ['error', { said: 'no' }], []],
    ['{"label":"rtvi-ai","type":"bot-ready"}', [], []],
    ['{"type":"transcript","text":"one","final":false,"id":"1"}', [], ['delta']],
    ['pong', [], []],
    ['[]', [], []],
    ['null', [], []],
  ])('says %s', async (text, messages, texts) => {
    const { negotiate, channel, onServerMessage, onText } = setUp('pipecat');
    await negotiate();
    channel()?.receive(text);
    expect(onServerMessage.mock.calls.flat()).toEqual(messages);
    expect(proofsOf(onText)).toEqual(texts);
  });
});

describe('FastRTC', () => {
  it('gets each candidate by a POST of its own, under the id of the offer', async () => {
    const { server, peerConnection, negotiate } = setUp('fastrtc');
    peerConnection.onLocalDescription = () => [1, 2].forEach((port) => peerConnection.find({ port }));
    await negotiate();
    await settle();
    const offer = bodyOf(server.requests[0]) as { webrtc_id: string };
    expect(offer).toEqual({
      sdp: offerSdp,
      type: 'offer',
      webrtc_id: expect.stringMatching(/^[\da-f-]{36}$/) as string,
    });
    const entry = (port: number) => ({
      type: 'ice-candidate',
      candidate: { candidate: candidateLine(port), sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'EsAw' },
      webrtc_id: offer.webrtc_id,
    });
    expect(server.lines()).toEqual(Array(3).fill('POST /webrtc/offer'));
    expect(server.requests.slice(1).map(bodyOf)).toEqual([entry(1), entry(2)]);
  });

  it('gets another id for each connection', async () => {
    const { server, signalling, negotiate, controller } = setUp('fastrtc', {
      onRequest: () => replyJson(answer),
    });
    await negotiate();
    await signalling.negotiate(new FakePeerConnection().asReal(), controller.signal);
    const ids = server.requests.map((request) => (bodyOf(request) as { webrtc_id: string }).webrtc_id);
    expect(new Set(ids).size).toBe(2);
  });

  it('that is full is busy', async () => {
    const full = { status: 'failed', meta: { error: 'concurrency_limit_reached', limit: 1 } };
    const { negotiate } = setUp('fastrtc', { onRequest: () => replyJson(full) });
    expect(await rejection(negotiate())).toMatchObject({ failure: { reason: 'server-busy' } });
  });

  it.each([
    ['another error', { status: 'failed', meta: { error: 'connection_already_exists' } }],
    ['no word why', { status: 'failed' }],
  ])('that fails with %s has given no valid answer', async (_, failed) => {
    const { negotiate } = setUp('fastrtc', { onRequest: () => replyJson(failed) });
    expect(await rejection(negotiate())).toMatchObject({ failure: { reason: 'server-answer-invalid' } });
  });

  it('is greeted when its channel opens', async () => {
    const { peerConnection, negotiate, channel } = setUp('fastrtc');
    await negotiate();
    expect(peerConnection.calls[0]).toBe('createDataChannel text');
    channel()?.open();
    expect(channel()?.sent).toEqual(['handshake']);
  });

  it.each([
    ['{"type":"end_stream","data":""}', ['stream-ended'], []],
    ['{"type":"error","data":"no"}', ['error', { said: 'no' }], []],
    ['{"type":"error"}', ['error', {}], []],
    ['{"type":"warning","data":"careful"}', [], []],
    ['{"type":"log","data":"pause_detected"}', [], []],
    ['{"type":"fetch_output","data":""}', [], []],
    ['{"type":"fetch_output","data":"one two"}', [], ['completed']],
    ['{"type":"fetch_output","data":["one two"]}', [], ['completed']],
    ['{"type":"transcript","text":"one","final":false,"id":"1"}', [], ['delta']],
    ['{"type":"transcript","data":"one two"}', [], ['completed']],
    ['{"type":"transcript","data":{"text":"one two"}}', [], ['completed']],
    ['{"type":"custom","transcript":"one two"}', [], ['completed']],
    ['{"type":"custom","data":{"text":" "}}', [], []],
    ['{"type":"custom","data":7}', [], []],
    ['tick', [], []],
    ['null', [], []],
  ])('says %s', async (text, messages, texts) => {
    const { negotiate, channel, onServerMessage, onText } = setUp('fastrtc');
    await negotiate();
    channel()?.receive(text);
    expect(onServerMessage.mock.calls.flat()).toEqual(messages);
    expect(proofsOf(onText)).toEqual(texts);
  });
});

describe.each(['pipecat', 'fastrtc'] as const)('candidates for %s after the offer', (variant) => {
  const failed = () => replyJson({ status: 'failed', meta: { error: 'connection_not_found' } });
  const refusals: [string, () => Response, number][] = [
    ...[400, 401, 403, 404, 405, 422, 501].map((status): [string, () => Response, number] => [
      String(status),
      () => reply(status),
      status,
    ]),
    ...(variant === 'fastrtc'
      ? [['a failure with 200', failed, 200] as [string, () => Response, number]]
      : []),
  ];

  function answered(onCandidates: () => Answer, learned: LearnedFacts = {}) {
    const world = setUp(variant, {
      learned,
      onRequest: ({ body }) => (body.includes('"offer"') ? replyJson(answer) : onCandidates()),
    });
    world.peerConnection.onLocalDescription = () => world.peerConnection.find();
    return world;
  }

  it.each(refusals)('that are refused by %s are told, and no more are sent', async (_, refuse, status) => {
    const { server, peerConnection, onLearned, negotiate } = answered(refuse);
    const session = await negotiate();
    expect(await session.candidatesRefused).toEqual({ reason: 'server-refused', status });
    peerConnection.find();
    await settle();
    expect(server.requests).toHaveLength(2);
    expect(onLearned).not.toHaveBeenCalled();
  });

  it.each<[string, () => Answer]>([
    ['500', () => reply(500)],
    ['429', () => reply(429)],
    ['no network', () => new TypeError('Failed to fetch')],
  ])('go again with the next after %s', async (_, failing) => {
    const { server, peerConnection, negotiate } = answered(failing);
    await negotiate();
    await settle();
    peerConnection.find({ port: 2 });
    await settle();
    expect(server.requests.length).toBeGreaterThan(2);
  });

  it('are all in the next offer where they are in doubt, which is learned once that one connects', async () => {
    const { server, signalling, controller, onLearned, negotiate } = answered(() => reply(403));
    (await negotiate()).doubts?.trickling?.({ reason: 'connect-timeout' });
    const before = server.requests.length;
    const next = new FakePeerConnection();
    next.onLocalDescription = () => {
      next.localDescription = { type: 'offer', sdp: `${offerSdp}a=${candidateLine(9)}\r\n` };
      next.finishGathering();
    };
    expect((await signalling.negotiate(next.asReal(), controller.signal)).doubts).toBeUndefined();
    await settle();
    expect(server.requests.slice(before).map(({ body }) => body.includes('candidate:'))).toEqual([true]);
    expect(onLearned).not.toHaveBeenCalled();
    next.become('connected');
    expect(onLearned).toHaveBeenCalledExactlyOnceWith({ trickleRefused: true });
  });

  it('are in the first offer where that is known', async () => {
    const { server, peerConnection, negotiate } = answered(() => reply(403), { trickleRefused: true });
    peerConnection.onLocalDescription = () => {
      peerConnection.localDescription = { type: 'offer', sdp: `${offerSdp}a=${candidateLine(9)}\r\n` };
      peerConnection.finishGathering();
    };
    await negotiate();
    await settle();
    expect(server.requests.map(({ body }) => body.includes('candidate:'))).toEqual([true]);
  });
});

it('messages of a JSON offer’s channel that are not text are counted, and not read', async () => {
  const { negotiate, channel, onServerMessage, onText } = setUp('fastrtc');
  await negotiate();
  channel()?.receive(new ArrayBuffer(8));
  expect([onServerMessage.mock.calls, onText.mock.calls]).toEqual([[], [[{ type: 'refused' }]]]);
});

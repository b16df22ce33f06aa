import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { FailureError } from '../../../../utils/domain/failure/failure.ts';
import type { LearnedFacts } from '../../../../utils/domain/profiles/learned-facts.ts';
import type { WhipProfile } from '../../../../utils/domain/profiles/profile.ts';
import { NewConnectionNeeded } from '../../../../utils/signalling/port/new-connection-needed.ts';
import { createWhip } from '../../../../utils/signalling/whip/whip.ts';
import { type Answer, createFakeServer, reply, type SeenRequest } from '../fake-server.ts';
import { FakePeerConnection } from '../fake-peer-connection.ts';
import { answerSdp, offerSdp } from '../sdp.ts';
import { rejection } from '../signals.ts';

const endpoint = 'https://media.example/whip/mic';
const turnLink =
  '<turn:turn.example>; rel="ice-server"; username="u"; credential="c"; credential-type="password"';
const turnServer = { urls: 'turn:turn.example', username: 'u', credential: 'c' };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function created({ body = answerSdp, url, ...headers }: Record<string, string> = {}): Response {
  return reply(201, {
    body,
    headers: { 'content-type': 'application/sdp', location: '/session/1', ...headers },
    ...(url === undefined ? {} : { url }),
  });
}

interface Setup {
  learned?: LearnedFacts;
  token?: string;
  sessionUrls?: WhipProfile['sessionUrls'];
  /** Answers by method; a method without one is answered as a working server does. */
  answers?: Partial<Record<string, (request: SeenRequest) => Answer>>;
}

function setUp({ learned = {}, token = 'secret', answers = {}, sessionUrls }: Setup = {}) {
  const server = createFakeServer((request) => {
    const answer = answers[request.method];
    if (answer) return answer(request);
    return request.method === 'POST' ? created() : reply(request.method === 'PATCH' ? 204 : 200);
  });
  const facts: LearnedFacts[] = [];
  const open: string[] = [];
  const unused: string[] = [];
  const signalling = createWhip(
    { url: endpoint, token, sessionUrls },
    {
      ...browserEdges,
      fetch: server.fetch,
      learned,
      onLearned: (each) => facts.push(each),
      onIceServerLeftOut: () => undefined,
      granted: ['https://media.example/*', 'https://granted.example/*'],
      onSessionUrlUnused: (origin, why) => unused.push(`${why} ${origin}`),
      onWhipSession(url, isOpen) {
        if (isOpen) open.push(url);
        else open.splice(open.indexOf(url), 1);
      },
    },
  );
  return { server, signalling, facts, open, unused, ...attempt(signalling) };
}

function attempt(signalling: ReturnType<typeof createWhip>) {
  const peerConnection = new FakePeerConnection();
  peerConnection.onLocalDescription = () => queueMicrotask(() => peerConnection.find());
  const controller = new AbortController();
  return {
    peerConnection,
    controller,
    negotiate: () => signalling.negotiate(peerConnection.asReal(), controller.signal),
  };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('a session', () => {
  it('is made by posting the offer, with the token', async () => {
    const { server, negotiate } = setUp();
    await negotiate();
    const [post] = server.requests;
    expect(post).toMatchObject({ method: 'POST', url: endpoint, body: offerSdp });
    expect(post?.headers.get('content-type')).toBe('application/sdp');
    expect(post?.headers.get('authorization')).toBe('Bearer secret');
  });

  it('sends no Authorization at all without a token', async () => {
    const { server, negotiate, peerConnection } = setUp({ token: '' });
    const session = await negotiate();
    peerConnection.finishGathering();
    await settle();
    await session.end();
    expect(server.lines()).toEqual([
      'POST /whip/mic',
      'PATCH /session/1',
      'PATCH /session/1',
      'DELETE /session/1',
    ]);
    expect(server.requests.map(({ headers }) => headers.get('authorization'))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('is asked for before gathering begins, and Link servers count for gathering', async () => {
    const { peerConnection, negotiate } = setUp({ answers: { POST: () => created({ link: turnLink }) } });
    const own = { urls: 'stun:own.example' };
    peerConnection.configuration = {
      bundlePolicy: 'max-bundle',
      iceTransportPolicy: 'relay',
      iceServers: [own],
    };
    await negotiate();
    expect(peerConnection.calls).toEqual([
      'createOffer',
      'setConfiguration',
      'setLocalDescription',
      'setRemoteDescription',
    ]);
    expect(peerConnection.configuration).toEqual({
      bundlePolicy: 'max-bundle',
      iceTransportPolicy: 'relay',
      iceServers: [own, turnServer],
    });
  });

  it('gathers while the POST is under way where the server is known to announce no ICE servers', async () => {
    const answered = Promise.withResolvers<Response>();
    const { peerConnection, negotiate, server } = setUp({
      learned: { announcesNoIceServers: true },
      answers: { POST: () => answered.promise },
    });
    const negotiated = negotiate();
    await settle();
    expect(peerConnection.calls).toEqual(['createOffer', 'setLocalDescription']);
    expect(server.lines()).toEqual(['POST /whip/mic']);
    answered.resolve(created());
    await negotiated;
    expect(server.lines()).toEqual(['POST /whip/mic', 'PATCH /session/1']);
  });

  it('with 200 instead of 201 is taken too', async () => {
    const { peerConnection, negotiate } = setUp({
      answers: { POST: () => reply(200, { body: answerSdp, headers: { location: '/session/1' } }) },
    });
    await negotiate();
    expect(peerConnection.calls).toContain('setRemoteDescription');
  });
});

describe('what is learned', () => {
  it.each([
    ['that no ICE servers are announced', {}, {}, [{ announcesNoIceServers: true }]],
    ['nothing new', { announcesNoIceServers: true }, {}, []],
    ['nothing from servers announced by one that was not known', {}, { link: turnLink }, []],
    ['that the server announces some after all', { announcesNoIceServers: true }, { link: turnLink }, [{}]],
  ] as const)('is %s', async (_, learned, headers, expected) => {
    const { facts, negotiate } = setUp({ learned, answers: { POST: () => created(headers) } });
    await negotiate();
    expect(facts).toEqual(expected);
  });
});

describe('the session URL', () => {
  it.each([
    ['an absolute path', '/session/1', undefined, 'https://media.example/session/1'],
    ['a relative path', 'session/1', undefined, 'https://media.example/whip/session/1'],
    ['a query alone', '?id=1', undefined, 'https://media.example/whip/mic?id=1'],
    ['a whole URL', 'https://media.example/s', undefined, 'https://media.example/s'],
    [
      'one without TLS, as behind a proxy',
      'http://media.example/s?id=1',
      undefined,
      'https://media.example/s?id=1',
    ],
    ['one at an inner port', 'http://media.example:8889//s', undefined, 'https://media.example//s'],
    ['one with a user name', 'https://me:word@media.example/s', undefined, 'https://media.example/s'],
    [
      'a path relative to where a redirect led',
      'session/1',
      'https://media.example/edge/7/mic',
      'https://media.example/edge/7/session/1',
    ],
  ])('can be %s', async (_, location, url, expected) => {
    const { server, negotiate } = setUp({
      answers: { POST: () => created({ location, ...(url ? { url } : {}) }) },
    });
    await (await negotiate()).end();
    expect(server.requests.slice(1).map((each) => each.url)).toEqual([expected, expected]);
    expect(server.requests.map(({ headers }) => headers.get('authorization'))).toEqual(
      Array(3).fill('Bearer secret'),
    );
  });

  it.each([
    ['named by the server', { location: 'https://other.example/session/1' }],
    ['that a redirect led to', { location: '/session/1', url: 'https://edge.example/whip' }],
  ])('on another origin %s never gets the token', async (_, headers) => {
    const { server, negotiate } = setUp({ answers: { POST: () => created(headers) } });
    await (await negotiate()).end();
    expect(server.requests.slice(1).map(({ method }) => method)).toEqual(['PATCH', 'DELETE']);
    expect(server.requests.slice(1).map(({ headers: sent }) => sent.get('authorization'))).toEqual([
      null,
      null,
    ]);
  });

  it.each<[string, WhipProfile['sessionUrls'], Record<string, string>, string]>([
    [
      'at another port of its host, unasked,',
      undefined,
      { location: 'https://media.example:8443/session/1' },
      'unasked https://media.example:8443',
    ],
    [
      'at another port that was refused',
      'same-origin',
      { location: 'https://media.example:8443/session/1' },
      'declined https://media.example:8443',
    ],
    [
      'at a host of another profile',
      'same-host',
      { location: 'https://granted.example:8443/session/1' },
      'granted-to-others https://granted.example:8443',
    ],
    [
      'at a host of another profile, to which the offer was redirected,',
      undefined,
      { location: '/session/1', url: 'https://granted.example/whip' },
      'granted-to-others https://granted.example',
    ],
  ])('%s is not asked for anything, which is told', async (_, sessionUrls, headers, told) => {
    const { server, facts, unused, open, negotiate } = setUp({
      sessionUrls,
      answers: { POST: () => created(headers) },
    });
    await (await negotiate()).end();
    expect(server.lines()).toHaveLength(1);
    expect([unused, open]).toEqual([[told], []]);
    // That is no refusal of the server, so nothing is learned of it.
    expect(facts.at(-1)).toEqual({ announcesNoIceServers: true });
  });

  it('at another port of its host gets the token where the user has allowed that', async () => {
    const { server, unused, negotiate } = setUp({
      sessionUrls: 'same-host',
      answers: { POST: () => created({ location: 'https://media.example:8443/session/1' }) },
    });
    await (await negotiate()).end();
    expect(server.requests.slice(1).map(({ method, url }) => `${method} ${url}`)).toEqual([
      'PATCH https://media.example:8443/session/1',
      'DELETE https://media.example:8443/session/1',
    ]);
    for (const { headers } of server.requests) expect(headers.get('authorization')).toBe('Bearer secret');
    expect(unused).toEqual([]);
  });

  it.each([
    ['is missing', ''],
    ['cannot be read', 'http://['],
    ['is another host’s without TLS', 'http://other.example/session/1'],
    ['is of no protocol that we speak', 'javascript:alert(1)'],
  ])(
    'that %s leaves nothing to patch or delete; the next time everything is gathered first',
    async (_, location) => {
      const answer = created({ location });
      if (location === '') answer.headers.delete('location');
      const { server, facts, negotiate } = setUp({ answers: { POST: () => answer } });
      await (await negotiate()).end();
      expect(server.lines()).toEqual(['POST /whip/mic']);
      expect(facts.at(-1)).toEqual({ announcesNoIceServers: true, trickleRefused: true });
    },
  );
});

describe('candidates', () => {
  it('follow by PATCH, one at a time and in order, and end with end-of-candidates', async () => {
    const { server, peerConnection, negotiate } = setUp();
    await negotiate();
    await settle();
    peerConnection.find({ port: 2 });
    peerConnection.find({ port: 3 });
    await settle();
    peerConnection.finishGathering();
    await settle();
    const patches = server.requests.filter(({ method }) => method === 'PATCH');
    expect(patches.map(({ body }) => body.match(/(?<=192\.0\.2\.1 )\d+|end-of-candidates/g))).toEqual([
      ['61764'],
      ['2'],
      ['3'],
      ['end-of-candidates'],
    ]);
    expect(patches[0]?.headers.get('content-type')).toBe('application/trickle-ice-sdpfrag');
    expect(patches[0]?.body).toContain('a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n');
  });

  it.each([
    ['the ETag of the answer', '"xyzzy"', '"xyzzy"'],
    ['a weak one', 'W/"xyzzy"', 'W/"xyzzy"'],
    ['a star', '*', '*'],
    ['no If-Match without an ETag', undefined, null],
  ])('carry %s', async (_, etag, expected) => {
    const { server, negotiate } = setUp({
      answers: { POST: () => created(etag === undefined ? {} : { etag }) },
    });
    await negotiate();
    expect(server.requests[1]?.headers.get('if-match')).toBe(expected);
  });

  it('carry the newest ETag; the DELETE carries none', async () => {
    const { server, peerConnection, negotiate } = setUp({
      answers: {
        POST: () => created({ etag: '"1"' }),
        PATCH: () => reply(204, { headers: { etag: '"2"' } }),
      },
    });
    const session = await negotiate();
    peerConnection.finishGathering();
    await settle();
    await session.end();
    expect(server.requests.map(({ headers }) => headers.get('if-match'))).toEqual([null, '"1"', '"2"', null]);
  });

  it.each([400, 401, 403, 404, 409, 410, 412, 413, 415, 428])(
    'are kept back after a PATCH was answered with %i, which is told and proves nothing',
    async (status) => {
      const { server, facts, peerConnection, negotiate } = setUp({ answers: { PATCH: () => reply(status) } });
      const session = await negotiate();
      peerConnection.finishGathering();
      await settle();
      expect(server.lines()).toEqual(['POST /whip/mic', 'PATCH /session/1']);
      expect(await session.candidatesRefused).toEqual({ reason: 'server-refused', status });
      expect(facts).toEqual([{ announcesNoIceServers: true }]);
    },
  );

  it.each([
    ['500', () => reply(500)],
    ['503', () => reply(503)],
    ['429', () => reply(429)],
    ['408', () => reply(408)],
    ['no network', () => new TypeError('Failed to fetch')],
  ])('go again with the next after %s', async (_, failing) => {
    let failures = 0;
    const { server, peerConnection, negotiate } = setUp({
      answers: { PATCH: () => (failures++ === 0 ? failing() : reply(204)) },
    });
    await negotiate();
    peerConnection.find({ port: 2 });
    await settle();
    expect(server.requests.at(-1)?.body).toMatch(/ 61764 typ host.*\r\n.* 2 typ host/);
  });

  it('do not hold up the answer where a PATCH is not answered', async () => {
    const { negotiate } = setUp({ answers: { PATCH: () => 'never' } });
    expect(await negotiate()).toBeDefined();
  });

  it('do not hold it up either where none is found', async () => {
    const { peerConnection, negotiate } = setUp();
    peerConnection.onLocalDescription = () => undefined;
    expect(await negotiate()).toBeDefined();
  });

  it('that come after the end are not sent', async () => {
    const { server, peerConnection, negotiate } = setUp();
    await (await negotiate()).end();
    peerConnection.find({ port: 2 });
    await settle();
    expect(server.lines()).toEqual(['POST /whip/mic', 'PATCH /session/1', 'DELETE /session/1']);
    expect(peerConnection.listening).toBe(0);
  });
});

describe('a server that refuses PATCH', () => {
  it.each([405, 422, 501])('with %i as one that has no such thing is remembered at once', async (status) => {
    const { server, facts, negotiate } = setUp({ answers: { PATCH: () => reply(status) } });
    const session = await negotiate();
    expect(await session.candidatesRefused).toEqual({ reason: 'server-refused', status });
    expect(server.lines()).toEqual(['POST /whip/mic', 'PATCH /session/1']);
    expect(facts.at(-1)).toEqual({ announcesNoIceServers: true, trickleRefused: true });
  });

  it('in any other way is remembered once the connection that was gathered has come up', async () => {
    const { facts, signalling, negotiate } = setUp({ answers: { PATCH: () => reply(403) } });
    const failure = { reason: 'server-refused', status: 403 } as const;
    const needed = (await negotiate()).doubts?.trickling?.(failure);
    expect(needed).toBeInstanceOf(NewConnectionNeeded);
    expect(needed).toMatchObject({ leavesOut: 'trickling', failure });
    const second = attempt(signalling);
    second.peerConnection.onLocalDescription = () => second.peerConnection.finishGathering();
    expect((await second.negotiate()).doubts).toBeUndefined();
    expect(facts.at(-1)).toEqual({ announcesNoIceServers: true });
    second.peerConnection.become('connected');
    expect(facts.at(-1)).toEqual({ announcesNoIceServers: true, trickleRefused: true });
  });

  it('gets the offer of that new connection with every candidate in it, for the ICE servers it announced', async () => {
    const first = setUp({ answers: { PATCH: () => reply(405), POST: () => created({ link: turnLink }) } });
    const session = await first.negotiate();
    await session.candidatesRefused;
    await session.end();
    const { peerConnection, negotiate } = attempt(first.signalling);
    peerConnection.onLocalDescription = () => undefined;
    const negotiated = negotiate();
    await settle();
    expect(peerConnection.calls).toEqual(['setConfiguration', 'createOffer', 'setLocalDescription']);
    expect(peerConnection.configuration.iceServers).toEqual([turnServer]);
    peerConnection.localDescription = { type: 'offer', sdp: `${offerSdp}a=candidate:all of them\r\n` };
    peerConnection.finishGathering();
    await negotiated;
    expect(first.server.lines()).toEqual([
      'POST /whip/mic',
      'PATCH /session/1',
      'DELETE /session/1',
      'POST /whip/mic',
    ]);
    expect(first.server.requests[3]?.body).toContain('a=candidate:all of them');
  });

  it('late, with the session made, keeps its session; only what is still to come is held back', async () => {
    const answers = [reply(204), reply(405)];
    const { server, facts, peerConnection, negotiate } = setUp({
      answers: { PATCH: () => answers.shift() ?? reply(204) },
    });
    await negotiate();
    peerConnection.find({ port: 2 });
    await settle();
    peerConnection.finishGathering();
    await settle();
    expect(server.lines()).toEqual(['POST /whip/mic', 'PATCH /session/1', 'PATCH /session/1']);
    expect(facts.at(-1)).toMatchObject({ trickleRefused: true });
  });
});

describe('where trickling is known to be refused', () => {
  const learned = { trickleRefused: true, announcesNoIceServers: true } as const;

  it('everything is gathered before the POST, and nothing is patched', async () => {
    const { server, peerConnection, negotiate } = setUp({ learned });
    peerConnection.onLocalDescription = () => undefined;
    const negotiated = negotiate();
    await settle();
    expect(server.lines()).toEqual([]);
    peerConnection.localDescription = { type: 'offer', sdp: `${offerSdp}a=candidate:all of them\r\n` };
    peerConnection.finishGathering();
    await (await negotiated).end();
    expect(server.lines()).toEqual(['POST /whip/mic', 'DELETE /session/1']);
    expect(server.requests[0]?.body).toContain('a=candidate:all of them');
  });

  it('2 s of gathering are enough', async () => {
    const { server, negotiate } = setUp({ learned });
    const negotiated = negotiate();
    await vi.advanceTimersByTimeAsync(2000);
    await negotiated;
    expect(server.lines()).toEqual(['POST /whip/mic']);
  });

  it('ICE servers are asked for by OPTIONS, since those of the answer come too late', async () => {
    const { server, peerConnection, negotiate } = setUp({
      learned: { trickleRefused: true },
      answers: {
        OPTIONS: () => reply(204, { headers: { link: turnLink } }),
        POST: () => created({ link: turnLink }),
      },
    });
    const negotiated = negotiate();
    await vi.advanceTimersByTimeAsync(2000);
    await negotiated;
    expect(server.lines()).toEqual(['OPTIONS /whip/mic', 'POST /whip/mic']);
    expect(server.requests[0]?.headers.get('authorization')).toBe('Bearer secret');
    expect(peerConnection.configuration.iceServers).toEqual([turnServer]);
  });

  it.each([
    ['405', () => reply(405)],
    ['no network', () => new TypeError('Failed to fetch')],
  ])('an OPTIONS that comes to nothing (%s) costs nothing', async (_, failing) => {
    const { server, negotiate } = setUp({ learned: { trickleRefused: true }, answers: { OPTIONS: failing } });
    const negotiated = negotiate();
    await vi.advanceTimersByTimeAsync(2000);
    await negotiated;
    expect(server.lines()).toEqual(['OPTIONS /whip/mic', 'POST /whip/mic']);
  });
});

describe('a POST that fails', () => {
  it.each([
    [400, { reason: 'server-refused', status: 400 }],
    [401, { reason: 'server-unauthorized' }],
    [403, { reason: 'server-forbidden' }],
    [404, { reason: 'server-not-found' }],
    [405, { reason: 'server-refused', status: 405 }],
    [406, { reason: 'server-refused', status: 406 }],
    [409, { reason: 'server-busy' }],
    [410, { reason: 'server-gone' }],
    [422, { reason: 'server-refused', status: 422 }],
    [429, { reason: 'server-overloaded', retryAfterMs: null, status: 429 }],
    [500, { reason: 'server-error', status: 500 }],
    [503, { reason: 'server-overloaded', retryAfterMs: null, status: 503 }],
  ])('with %i is told as its own failure', async (status, failure) => {
    const { server, facts, peerConnection, negotiate } = setUp({ answers: { POST: () => reply(status) } });
    expect(await rejection(negotiate())).toEqual(new FailureError(failure as FailureError['failure']));
    expect(server.lines()).toEqual(['POST /whip/mic']);
    expect(facts).toEqual([]);
    expect(peerConnection.listening).toBe(0);
  });

  it('after a redirect to an origin where the token does not go, names that origin', async () => {
    const { negotiate } = setUp({
      answers: { POST: () => reply(401, { url: 'https://edge.example/whip' }) },
    });
    expect(await rejection(negotiate())).toMatchObject({
      failure: { reason: 'server-redirected', origin: 'https://edge.example' },
    });
  });

  it('because nobody answers, times out after 8 s', async () => {
    const { negotiate } = setUp({ answers: { POST: () => 'never' } });
    const failed = rejection(negotiate());
    await vi.advanceTimersByTimeAsync(8000);
    expect(await failed).toMatchObject({ failure: { reason: 'server-timeout' } });
  });
});

describe('a session that was made, but cannot be used, is deleted before the failure is told', () => {
  it.each([
    ['a web page', { body: '<html>', 'content-type': 'text/html' }],
    ['an empty body', { body: '' }],
    ['a body over 256 kB', { body: answerSdp + 'a=x\r\n'.repeat(60_000) }],
    ['a line over 8 kB', { body: `${answerSdp}a=fmtp:111${' '.repeat(120_000)}\rx\r\n` }],
    ['audio refused', { body: answerSdp.replace('m=audio 9', 'm=audio 0') }],
  ])('%s instead of an answer', async (name, headers) => {
    const { server, negotiate } = setUp({ answers: { POST: () => created(headers) } });
    const reason = name === 'audio refused' ? 'server-answer-unusable' : 'server-answer-invalid';
    expect(await rejection(negotiate())).toMatchObject({ failure: { reason } });
    expect(server.lines()).toEqual(['POST /whip/mic', 'DELETE /session/1']);
  });

  it('gathering could not begin while the POST was under way', async () => {
    const answered = Promise.withResolvers<Response>();
    const { server, peerConnection, negotiate } = setUp({
      learned: { announcesNoIceServers: true },
      answers: { POST: () => answered.promise },
    });
    peerConnection.failing = 'setLocalDescription';
    const failed = rejection(negotiate());
    await settle();
    answered.resolve(created());
    expect(await failed).toMatchObject({ name: 'InvalidStateError' });
    expect(server.lines()).toEqual(['POST /whip/mic', 'DELETE /session/1']);
  });

  it.each(['setRemoteDescription'] as const)('the browser refuses it in %s', async (method) => {
    const { server, peerConnection, negotiate } = setUp({
      answers: { POST: () => created({ link: turnLink }) },
    });
    peerConnection.failing = method;
    expect(await rejection(negotiate())).toMatchObject({ failure: { reason: 'server-answer-unusable' } });
    expect(server.lines()).toEqual(['POST /whip/mic', 'DELETE /session/1']);
  });
});

describe('an abort', () => {
  const reason = new Error('stopped by the user');

  it('while the POST is under way lets it answer, deletes its session, and rejects only then', async () => {
    const answered = Promise.withResolvers<Response>();
    const { server, controller, peerConnection, negotiate } = setUp({
      answers: { POST: () => answered.promise },
    });
    let rejected = false;
    const failed = rejection(negotiate()).finally(() => (rejected = true));
    await settle();
    controller.abort(reason);
    await vi.advanceTimersByTimeAsync(1900);
    expect(rejected).toBe(false);
    answered.resolve(created());
    expect(await failed).toBe(reason);
    expect(server.lines()).toEqual(['POST /whip/mic', 'DELETE /session/1']);
    expect(peerConnection.calls).not.toContain('setLocalDescription');
  });

  it('ends a POST that is not answered within 2 s', async () => {
    const { server, controller, negotiate } = setUp({ answers: { POST: () => 'never' } });
    const failed = rejection(negotiate());
    await settle();
    controller.abort(reason);
    await vi.advanceTimersByTimeAsync(2000);
    expect(await failed).toBe(reason);
    expect(server.requests[0]?.init.signal?.aborted).toBe(true);
    expect(server.lines()).toEqual(['POST /whip/mic']);
  });

  it('while a refusal comes back tells of the abort, not of the refusal', async () => {
    const answered = Promise.withResolvers<Response>();
    const { controller, negotiate } = setUp({ answers: { POST: () => answered.promise } });
    const failed = rejection(negotiate());
    await settle();
    controller.abort(reason);
    answered.resolve(reply(403));
    expect(await failed).toBe(reason);
  });

  it.each(['setLocalDescription', 'setRemoteDescription'] as const)(
    'during %s deletes the session',
    async (method) => {
      const { server, controller, peerConnection, negotiate } = setUp();
      peerConnection.hanging = method;
      const failed = rejection(negotiate());
      await settle();
      controller.abort(reason);
      expect(await failed).toBe(reason);
      expect(server.lines()).toEqual(['POST /whip/mic', 'DELETE /session/1']);
    },
  );

  it('during createOffer needs no DELETE', async () => {
    const { server, controller, peerConnection, negotiate } = setUp();
    peerConnection.hanging = 'createOffer';
    const failed = rejection(negotiate());
    await settle();
    controller.abort(reason);
    expect(await failed).toBe(reason);
    expect(server.lines()).toEqual([]);
  });

  it('during the first PATCH ends it and deletes the session', async () => {
    const { server, controller, negotiate } = setUp({ answers: { PATCH: () => 'never' } });
    const session = await negotiate();
    await settle();
    controller.abort(reason);
    await session.end();
    expect(server.lines()).toEqual(['POST /whip/mic', 'PATCH /session/1', 'DELETE /session/1']);
    expect(server.requests[1]?.init.signal?.aborted).toBe(true);
  });

  it('before the start asks nobody', async () => {
    const { server, controller, negotiate, peerConnection } = setUp();
    controller.abort(reason);
    expect(await rejection(negotiate())).toBe(reason);
    expect([server.lines(), peerConnection.calls]).toEqual([[], []]);
  });
});

describe('the end', () => {
  it('is a DELETE that outlives the document', async () => {
    const { server, negotiate } = setUp();
    await (await negotiate()).end();
    const last = server.requests.at(-1);
    expect(last).toMatchObject({
      method: 'DELETE',
      url: 'https://media.example/session/1',
      init: { keepalive: true },
    });
    expect(last?.headers.get('authorization')).toBe('Bearer secret');
  });

  it('is said once', async () => {
    const { server, negotiate } = setUp();
    const session = await negotiate();
    await Promise.all([session.end(), session.end()]);
    await session.end();
    expect(server.lines().filter((line) => line.startsWith('DELETE'))).toHaveLength(1);
  });

  it('is said once more where a change of the network cut it', async () => {
    const answers: Answer[] = [new TypeError('Failed to fetch'), reply(200)];
    const { server, negotiate, open } = setUp({ answers: { DELETE: () => answers.shift() ?? 'never' } });
    const ended = (await negotiate()).end();
    await vi.runAllTimersAsync();
    await ended;
    expect(server.lines().filter((line) => line.startsWith('DELETE'))).toHaveLength(2);
    expect(open).toEqual([]);
  });

  it.each<[string, () => Answer, boolean]>([
    ['is gone', () => reply(200), false],
    ['was forgotten', () => reply(404), false],
    ['has an error', () => reply(503), true],
    ['is not there', () => new TypeError('Failed to fetch'), true],
  ])('leaves the session open only where the server %s', async (_, answer, isOpen) => {
    const { negotiate, open } = setUp({ answers: { DELETE: answer } });
    const session = await negotiate();
    expect(open).toEqual(['https://media.example/session/1']);
    const ended = session.end();
    await vi.runAllTimersAsync();
    await ended;
    expect(open).toHaveLength(isOpen ? 1 : 0);
  });

  it.each([
    ['404', () => reply(404)],
    ['500', () => reply(500)],
    ['no network', () => new TypeError('Failed to fetch')],
  ])('never rejects, not even on %s', async (_, failing) => {
    const { negotiate } = setUp({ answers: { DELETE: failing } });
    const ended = (await negotiate()).end();
    await vi.runAllTimersAsync();
    expect(await ended).toBeUndefined();
  });

  it('takes 3 s at most', async () => {
    const { negotiate } = setUp({ answers: { DELETE: () => 'never' } });
    const ended = (await negotiate()).end();
    await vi.advanceTimersByTimeAsync(3000);
    expect(await ended).toBeUndefined();
  });

  it('does not wait for a PATCH that is under way', async () => {
    const answers: Answer[] = [reply(204), 'never'];
    const { server, peerConnection, negotiate } = setUp({
      answers: { PATCH: () => answers.shift() ?? 'never' },
    });
    const session = await negotiate();
    await settle();
    peerConnection.find({ port: 2 });
    await session.end();
    expect(server.lines().slice(1)).toEqual(['PATCH /session/1', 'PATCH /session/1', 'DELETE /session/1']);
    expect(server.requests[2]?.init.signal?.aborted).toBe(true);
  });

  it('works after the session was aborted', async () => {
    const { server, controller, negotiate } = setUp();
    const session = await negotiate();
    controller.abort();
    await session.end();
    expect(server.lines().at(-1)).toBe('DELETE /session/1');
  });
});

it('a WHIP warm-up is one request without the token', async () => {
  const { server, signalling, controller } = setUp();
  await signalling.warmUp(controller.signal);
  expect(server.lines()).toEqual(['OPTIONS /whip/mic']);
  expect(server.requests[0]?.headers.has('authorization')).toBe(false);
});

import type { NoReply, RecordedRequest, Reply } from '../http-server.ts';
import { faultFor } from './data-channel.ts';
import {
  jsonAnswer,
  nameOf,
  readJsonOffer,
  readNamedCandidates,
  type NamedCandidates,
} from './json-exchange.ts';
import { linkHeader } from './link-header.ts';
import { offerFaults } from './offer-faults.ts';
import type { WhipBehaviour } from './options.ts';
import { formatSdpFragment, parseSdpFragment, type SdpFragment } from './sdp-fragment.ts';
import type { WhipSession } from './session.ts';

const SDP = 'application/sdp';
const JSON_TYPE = 'application/json';
const FRAGMENT = 'application/trickle-ice-sdpfrag';

export interface WhipState {
  readonly behaviour: WhipBehaviour;
  readonly sessions: WhipSession[];
  /** Sessions by the names that exchanges in JSON have for them. */
  readonly named: Map<string, WhipSession>;
  /** The path of the first endpoint, which may redirect. */
  readonly endpoint: string;
  readonly origin: () => string;
  readonly openSession: (offer: string, path: (id: string) => string) => Promise<WhipSession>;
}

/**
 * Answers one request by RFC 9725, or differently where the behaviour says so; requests in JSON are answered as by
 * aiortc's examples, Pipecat or FastRTC, whose requests they are.
 */
export async function answerWhipRequest(
  state: WhipState,
  request: RecordedRequest,
): Promise<Reply | NoReply> {
  const { behaviour } = state;
  const path = request.path.split('?')[0] ?? '';
  if (request.method === 'OPTIONS') return behaviour.deafToOptions ? 'never' : optionsReply(behaviour);
  if (request.method === 'GET' && path === '/') return page();
  const { authorization, challenge } = behaviour;
  if (authorization !== undefined && request.headers['authorization'] !== authorization) {
    return { ...problem(401, 'Credentials are needed.'), headers: { 'WWW-Authenticate': challenge } };
  }
  const named = isOfType(request, JSON_TYPE) ? readNamedCandidates(request) : null;
  if (named) return takeNamed(state, named);
  const session = state.sessions.find((each) => each.path === path);
  if (request.method === 'POST' && !session) return post(state, request, path);
  if (!session?.alive()) return problem(404, 'There is no such session.');
  if (request.method === 'PATCH') return patch(behaviour, session, request);
  if (request.method !== 'DELETE') return problem(405, 'A session knows PATCH and DELETE.');
  await session.delete();
  return { status: 200 };
}

function optionsReply({ linkOnOptions, iceServers }: WhipBehaviour): Reply {
  const link = linkOnOptions && iceServers.length > 0 ? { Link: linkHeader(iceServers) } : {};
  return { status: 204, headers: { 'Accept-Post': SDP, ...link } };
}

async function post(state: WhipState, request: RecordedRequest, path: string): Promise<Reply | NoReply> {
  const { behaviour, sessions } = state;
  if (behaviour.answer === 'never') return 'never';
  const said = behaviour.says?.(request);
  if (said !== undefined) return said;
  if (behaviour.status !== undefined) {
    const refusal = problem(behaviour.status, 'Refused, because the test says so.');
    const { retryAfter } = behaviour;
    const later = typeof retryAfter === 'function' ? retryAfter() : retryAfter;
    return { ...refusal, headers: { ...refusal.headers, ...(later ? { 'Retry-After': later } : {}) } };
  }
  if (behaviour.redirectTo !== undefined && path === state.endpoint) {
    return { status: 307, headers: { Location: behaviour.redirectTo } };
  }
  const json = isOfType(request, JSON_TYPE) ? readJsonOffer(request) : null;
  if (!json && !isOfType(request, SDP)) return problem(415, `An offer is ${SDP}.`);
  const sent = json?.sdp ?? request.body;
  const fault = faultFor(behaviour.dataChannel, sent);
  if (fault.drops) return 'drop';
  if (fault.status !== undefined) return problem(fault.status, 'Data channels are not taken here.');
  const faults = offerFaults(sent);
  if (faults.length > 0) return problem(400, faults.join(' '));
  if (behaviour.onePublisher && sessions.some((session) => session.alive())) {
    return problem(behaviour.busyStatus, 'Endpoint ID already in use.');
  }
  if (behaviour.answer === 'wrong-type') {
    return {
      status: 200,
      headers: { 'Content-Type': 'text/html' },
      body: '<h1>Welcome to the hotel network</h1>',
    };
  }
  await behaviour.answerAfter;
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const read = fault.reads?.(sent) ?? sent;
  const offer = behaviour.transportFeedback ? read : withoutTransportFeedback(read);
  const session = await state.openSession(
    offer,
    (id) => `${folder}session/${id}${'x'.repeat(behaviour.pathPadding)}`,
  );
  sessions.push(session);
  const { ageLimitMs, handshakeLimitMs } = behaviour;
  if (ageLimitMs !== undefined) setTimeout(() => void session.expire(), ageLimitMs);
  const giveUp = () => {
    if (!session.states.includes('connected')) void session.expire();
  };
  if (handshakeLimitMs !== undefined) setTimeout(giveUp, handshakeLimitMs);
  const written = fault.writes?.(session.answer, sent) ?? session.answer;
  const answer = behaviour.writes?.(written, sent) ?? written;
  if (!json) return created(state, session, answer, folder);
  state.named.set(nameOf(json, session), session);
  return jsonAnswer(json, session, answer);
}

/** Takes candidates in JSON, or does not, as it would those of a PATCH by WHIP. */
async function takeNamed(
  { behaviour, named }: WhipState,
  { name, candidates }: NamedCandidates,
): Promise<Reply | NoReply> {
  if (behaviour.patch === 'never') return 'never';
  if (typeof behaviour.patch === 'number') return problem(behaviour.patch, 'Candidates are not taken here.');
  const session = named.get(name);
  if (!session?.alive()) return problem(404, 'There is no such session.');
  if (behaviour.patch === 'accept') await session.addCandidates(candidates);
  return { status: 200, headers: { 'Content-Type': JSON_TYPE }, body: '{"status":"success"}' };
}

function withoutTransportFeedback(offer: string): string {
  return offer.replace(/^a=(?:rtcp-fb:\S+ transport-cc|extmap:\S+ \S*transport-wide-cc\S*)\r?\n/gm, '');
}

function created({ behaviour, origin }: WhipState, session: WhipSession, sdp: string, folder: string): Reply {
  const { iceServers, etag, answer, location, sessionOrigin } = behaviour;
  const link = behaviour.link ?? linkHeader(iceServers);
  const locations = {
    relative: session.path.slice(folder.length),
    path: session.path,
    absolute: origin() + session.path,
    origin: sessionOrigin + session.path,
    elsewhere: origin().replace('127.0.0.1', 'localhost') + session.path,
  };
  const url = location === 'none' ? {} : { Location: locations[location] };
  return {
    status: 201,
    headers: {
      'Content-Type': SDP,
      ...url,
      ...(etag ? { ETag: session.etag() } : {}),
      ...(link === '' ? {} : { Link: link }),
    },
    body: answer === 'invalid' ? 'v=0\r\nthis is no answer\r\n' : sdp,
  };
}

async function patch(
  behaviour: WhipBehaviour,
  session: WhipSession,
  request: RecordedRequest,
): Promise<Reply | NoReply> {
  if (behaviour.patch === 'never') return 'never';
  if (typeof behaviour.patch === 'number') return problem(behaviour.patch, 'PATCH is not taken here.');
  if (!isOfType(request, FRAGMENT)) return problem(415, `A fragment is ${FRAGMENT}.`);
  let fragment: SdpFragment;
  try {
    fragment = parseSdpFragment(request.body);
  } catch (error) {
    return problem(400, String(error));
  }
  const ifMatch = request.headers['if-match'];
  if (behaviour.etag && ifMatch === undefined) return problem(428, 'If-Match is missing.');
  if (!session.isRestart(fragment)) {
    if (behaviour.etag && ifMatch !== session.etag())
      return problem(412, 'If-Match names another ICE session.');
    if (behaviour.patch === 'accept') await session.addCandidates(fragment.candidates);
    return { status: 204 };
  }
  if (!behaviour.iceRestart) return problem(422, 'ICE cannot be restarted here.');
  if (behaviour.etag && ifMatch !== '*') return problem(412, 'An ICE restart needs If-Match: *.');
  const restarted = await session.restartIce(fragment);
  const headers = { 'Content-Type': FRAGMENT, ...(behaviour.etag ? { ETag: session.etag() } : {}) };
  return { status: 200, headers, body: formatSdpFragment(restarted) };
}

function isOfType(request: RecordedRequest, type: string): boolean {
  return request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() === type;
}

/** A page of this origin, from which a plain web client may publish without CORS. */
function page(): Reply {
  return {
    status: 200,
    headers: { 'Content-Type': 'text/html' },
    body: '<!doctype html><title>WHIP server</title>',
  };
}

function problem(status: number, detail: string): Reply {
  return {
    status,
    headers: { 'Content-Type': 'application/problem+json' },
    body: JSON.stringify({ status, detail }),
  };
}

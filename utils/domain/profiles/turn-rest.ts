import * as v from 'valibot';
import { iceServerProblem, isTurn, type IceServer } from './ice-server.ts';

const text = v.pipe(v.string(), v.maxLength(8192));
const urls = v.union([text, v.pipe(v.array(text), v.maxLength(32))]);
/** An RTCIceServer; some services write `url`. */
const rtcIceServer = v.union([
  v.object({ urls, username: v.optional(text, ''), credential: v.optional(text, '') }),
  v.object({ url: text, username: v.optional(text, ''), credential: v.optional(text, '') }),
]);
/** The answer in the draft's own form (draft-uberti-behave-turn-rest-00, section 2.2). */
const turnRest = v.object({ username: text, password: text, uris: v.pipe(v.array(text), v.maxLength(32)) });
const list = v.pipe(v.array(rtcIceServer), v.maxLength(32));
const answer = v.union([
  turnRest,
  v.object({ iceServers: v.union([list, rtcIceServer]) }),
  // Two big services use these names for the list.
  v.object({ ice_servers: list }),
  list,
]);

/**
 * Reads the answer of a TURN REST service: the draft's own form, or a list of RTCIceServers. Null for
 * anything else, and where a single server in it could not be used: half a list would fail later without a
 * known reason.
 */
export function parseTurnRest(unknown: unknown): IceServer[] | null {
  const parsed = v.safeParse(answer, unknown);
  if (!parsed.success) return null;
  const servers = toServers(parsed.output);
  return servers.length > 0 && servers.every((server) => iceServerProblem(server) === null) ? servers : null;
}

function toServers(output: v.InferOutput<typeof answer>): IceServer[] {
  if (Array.isArray(output)) return output.flatMap(fromRtc);
  if ('uris' in output) {
    const { username, password, uris } = output;
    return uris.map((url) => withCredentials(url, username, password));
  }
  if ('ice_servers' in output) return output.ice_servers.flatMap(fromRtc);
  return [output.iceServers].flat().flatMap(fromRtc);
}

function fromRtc(server: v.InferOutput<typeof rtcIceServer>): IceServer[] {
  const all = 'urls' in server ? [server.urls].flat() : [server.url];
  return all.map((url) => withCredentials(url, server.username, server.credential));
}

/** An ICE server with credentials. STUN takes none, but services often send them for STUN too. */
function withCredentials(url: string, username: string, credential: string): IceServer {
  return isTurn(url) ? { url, username, credential } : { url, username: '', credential: '' };
}

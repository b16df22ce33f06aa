import type { IceServer } from './ice-server.ts';
import { sortIceServers, type IceServerList } from './ice-server-list.ts';

/** How deep a list may lie in an answer; xirsys has it at two (`{ v: { iceServers: … } }`). */
const deepest = 6;
/** The most entries that are looked at. */
const mostEntries = 256;

/** The members that hold the addresses of a server: of RTCIceServer, of its predecessor, and of the draft. */
const addressMembers = ['urls', 'url', 'uris'];

/**
 * Reads the answer of a service that issues TURN credentials: the form of draft-uberti-behave-turn-rest-00 (section 2.2), or
 * RTCIceServers (webrtc-pc section 4.2.4), wherever in it they lie: services nest them in many ways. Null where there is no
 * server that can be used.
 */
export function parseTurnRest(unknown: unknown): IceServerList | null {
  const list = sortIceServers(entriesIn(unknown, 0).slice(0, mostEntries));
  return list.servers.length > 0 ? list : null;
}

function entriesIn(value: unknown, depth: number): IceServer[] {
  if (typeof value === 'string') return /^(?:stun|turn)s?:/i.test(value) ? [withCredentials(value, {})] : [];
  if (typeof value !== 'object' || value === null || depth > deepest) return [];
  const members = Array.isArray(value)
    ? value.map((each: unknown) => ['', each] as const)
    : Object.entries(value);
  return members.flatMap(([name, member]: readonly [string, unknown]) => {
    const isAddress = addressMembers.includes(name);
    if (!isAddress) return typeof member === 'string' && name !== '' ? [] : entriesIn(member, depth + 1);
    // Some services repeat the address under its older name.
    if (name === 'url' && 'urls' in value) return [];
    return [member].flat().map((url: unknown) => withCredentials(url, value));
  });
}

/** An ICE server with the credentials that stand beside its address; STUN takes none, but services often send them too. */
function withCredentials(url: unknown, beside: object): IceServer {
  const text = (...names: string[]) =>
    names.map((name): unknown => Reflect.get(beside, name)).find((each) => typeof each === 'string') ?? '';
  return {
    url: typeof url === 'string' ? url : JSON.stringify(url ?? null),
    username: text('username', 'user'),
    credential: text('credential', 'password'),
  };
}

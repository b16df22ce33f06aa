import type { IceServer } from './ice-server.ts';
import { sortIceServers, type IceServerList } from './ice-server-list.ts';

/** How deep a list may lie in an answer; xirsys has it at two (`{ v: { iceServers: … } }`). */
const deepest = 6;
/** The most entries that are looked at. */
const mostEntries = 256;

/** The members that hold the addresses of a server: of RTCIceServer, of its predecessor, and of the draft. */
const addressMembers = ['urls', 'url', 'uris', 'uri'];
const usernameMembers = ['username', 'user'];
const credentialMembers = ['credential', 'password', 'pass'];

type Members = ReadonlyMap<string, unknown>;
type Credentials = Pick<IceServer, 'username' | 'credential'>;

/**
 * Reads the answer of a service that issues TURN credentials: the form of draft-uberti-behave-turn-rest-00 (section 2.2), or
 * RTCIceServers (webrtc-pc section 4.2.4), wherever in it they lie and in whatever letters their members are written: services
 * nest and name them in many ways. Null where there is no server that can be used.
 */
export function parseTurnRest(unknown: unknown): IceServerList | null {
  const list = sortIceServers(iceServersIn(unknown));
  return list.servers.length > 0 ? list : null;
}

/** Everything in a value that stands where the address of an ICE server does, whether it can be used or not. */
export function iceServersIn(unknown: unknown): IceServer[] {
  return entriesIn(unknown, { username: '', credential: '' }, 0).slice(0, mostEntries);
}

/** The entries in a value; `around` are the credentials that stand around it, for those that have none themselves. */
function entriesIn(value: unknown, around: Credentials, depth: number): IceServer[] {
  if (depth > deepest) return [];
  if (typeof value === 'string') return inText(value, around, depth);
  if (Array.isArray(value)) return value.flatMap((each) => entriesIn(each, around, depth + 1));
  if (typeof value !== 'object' || value === null) return [];
  const members = membersOf(value);
  const own = credentialsIn(members, around);
  const entries = [...members].flatMap(([name, member]) => {
    if (usernameMembers.includes(name) || credentialMembers.includes(name)) return [];
    if (!addressMembers.includes(name)) return entriesIn(member, own, depth + 1);
    // Some services repeat the address under its older name.
    return name === 'url' && members.has('urls') ? [] : addressed(member, own, depth);
  });
  return [...entries, ...inParts(members, own)];
}

/** A text that is an address, several ones, or JSON. */
function inText(text: string, around: Credentials, depth: number): IceServer[] {
  if (/^(?:stun|turn)s?:/i.test(text)) return addressesIn(text).map((url) => ({ url, ...around }));
  if (!/^[[{]/.test(text)) return [];
  try {
    return entriesIn(JSON.parse(text), around, depth + 1);
  } catch {
    return [];
  }
}

/** What a member for addresses holds; what is none is left out by name, and not unseen. */
function addressed(member: unknown, own: Credentials, depth: number): IceServer[] {
  return [member].flat(deepest).flatMap((each: unknown) => {
    if (typeof each === 'string') return addressesIn(each).map((url) => ({ url, ...own }));
    if (typeof each === 'object' && each !== null) return entriesIn(each, own, depth + 1);
    return [{ url: JSON.stringify(each ?? null), ...own }];
  });
}

const addressesIn = (text: string): string[] => text.split(',').map((each) => each.trim());

/** A server whose address is in parts, as of XMPP's external services (XEP-0215, section 3). */
function inParts(members: Members, own: Credentials): IceServer[] {
  const [type, host, port, transport] = ['type', 'host', 'port', 'transport'].map((name) =>
    textOf(members.get(name)),
  );
  if (!/^(?:stun|turn)s?$/i.test(type ?? '') || !host) return [];
  return [{ url: `${type}:${host}${port && `:${port}`}${transport && `?transport=${transport}`}`, ...own }];
}

/** Members by their name without regard to letters, underscores, and what they are for. */
function membersOf(value: object): Members {
  return new Map(
    Object.entries(value).map(([name, member]: [string, unknown]) => [
      name
        .toLowerCase()
        .replaceAll(/[-_]/g, '')
        .replace(/^turn(?=.)/, ''),
      member,
    ]),
  );
}

/** The credentials that stand beside an address, in an object of their own, or around it. */
function credentialsIn(members: Members, around: Credentials): Credentials {
  const nested = members.get('credentials');
  const own = typeof nested === 'object' && nested !== null ? membersOf(nested) : members;
  const found = (names: readonly string[]) =>
    names.filter((name) => own.has(name)).map((name) => textOf(own.get(name)));
  const [usernames, credentials] = [found(usernameMembers), found(credentialMembers)];
  if (usernames.length + credentials.length === 0) return around;
  return { username: usernames.find(Boolean) ?? '', credential: credentials.find(Boolean) ?? '' };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

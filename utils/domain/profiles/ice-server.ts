/** One STUN or TURN server. Credentials are empty for STUN (RTCIceServer, webrtc-pc section 4.2.4). */
export interface IceServer {
  /** `stun:`, `stuns:`, `turn:` or `turns:` (RFC 7064, RFC 7065). */
  url: string;
  username: string;
  credential: string;
}

/** The greatest number of servers of a profile, and of those that are used of a server's own list; no real list is longer. */
export const mostIceServers = 32;

export type IceServerProblem =
  'ice-url-empty' | 'ice-url-invalid' | 'turn-credential-missing' | 'stun-credential';

// The URI grammar has no "//" and takes only `transport` as a parameter: scheme ":" host [":" port] ["?transport=" ...].
// That of STUN has not even that (RFC 7064); it is written often, and taken off before the address is used.
const iceUrl = /^(stuns?|turns?):(\[[0-9a-f:.]+\]|[^\s:/?#@[\]]+)(?::(\d{1,5}))?(\?transport=(?:udp|tcp))?$/i;

/** The first problem of an ICE server, or null. */
export function iceServerProblem(server: IceServer): IceServerProblem | null {
  const url = server.url.trim();
  if (url === '') return 'ice-url-empty';
  const match = iceUrl.exec(url);
  if (!match) return 'ice-url-invalid';
  const [, , , port] = match;
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65535)) return 'ice-url-invalid';
  if (isTurn(url)) return server.username && server.credential ? null : 'turn-credential-missing';
  return server.username || server.credential ? 'stun-credential' : null;
}

/** Matches what is often written in place of {@link iceUrl}, and means the same. */
const writtenIceUrl =
  /^(stuns?|turns?):(?:\/\/)?(\[[0-9a-f:.]+\]|[^\s:/?#@[\]]+)(:\d{1,5})?\/?(?:\?transport=(udp|tcp))?$/i;

/**
 * An address in the one spelling that every browser takes: scheme, transport and host in small letters, a host of other
 * scripts by its ASCII form, no slashes, and for STUN no transport (RFC 7064, RFC 7065). Null where the host has characters
 * that no host has, or where it is none of the two kinds of address.
 */
export function mendIceUrl(url: string): string | null {
  const [, scheme = '', written = '', port = '', transport] = writtenIceUrl.exec(url.trim()) ?? [];
  const host = hostOf(written);
  if (host === null) return null;
  const end = transport !== undefined && isTurn(url) ? `?transport=${transport}` : '';
  return `${scheme}:${host}${port}${end}`.toLowerCase();
}

function hostOf(written: string): string | null {
  if (/^[\w.-]+$/.test(written)) return written;
  // An address of IPv6, or a name in another script; a browser refuses any other character.
  if (!/^\[|[^\0-\x7f]/.test(written) || !URL.canParse(`https://${written}`)) return null;
  const { hostname } = new URL(`https://${written}`);
  return /^(?:[\w.-]+|\[.*\])$/.test(hostname) ? hostname : null;
}

/** Whether an address is that of a TURN server (RFC 7065), over any transport. */
export function isTurn(url: string): boolean {
  return /^turns?:/i.test(url.trim());
}

export type TurnTransport = '' | 'udp' | 'tcp';

/** The transport that a TURN server's address names (RFC 7065, section 3.1); empty where it names none. */
export function turnTransport(url: string): TurnTransport {
  return (/\?transport=(udp|tcp)$/i.exec(url.trim())?.[1]?.toLowerCase() ?? '') as TurnTransport;
}

/**
 * The same server over this transport (RFC 7065, section 3.1); an empty one leaves the choice to the browser.
 */
export function withTransport(url: string, transport: TurnTransport): string {
  const bare = url.trim().replace(/\?transport=\w*$/i, '');
  return transport === '' ? bare : `${bare}?transport=${transport}`;
}

/**
 * Epoch milliseconds at which a TURN user's credential expires, where the name says so: Unix time in seconds,
 * then a colon and a name, if any (draft-uberti-behave-turn-rest-00, section 2.2).
 */
export function turnUserExpiry(username: string): number | null {
  const seconds = /^(\d{9,11})(:|$)/.exec(username)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000;
}

/** An ICE server as RTCPeerConnection takes it; a STUN server gets no credentials. */
export function toRtcIceServer({ url, username, credential }: IceServer): RTCIceServer {
  return isTurn(url) ? { urls: url.trim(), username, credential } : { urls: url.trim() };
}

/**
 * A canonical spelling of an ICE server's URL, equal for what a user typed and for what the browser reports,
 * which fills in port and transport.
 */
export function iceServerKey(url: string): string {
  const match = /^(stuns?|turns?):(\[[^\]]*\]|[^:?]+)(?::(\d+))?(?:\?transport=(\w+))?$/i.exec(url.trim());
  if (!match) return url;
  const [, scheme = '', host = '', port, transport] = match;
  const secure = scheme.toLowerCase().endsWith('s');
  const defaultTransport = secure ? 'tcp' : 'udp';
  return [scheme, host, port ?? (secure ? '5349' : '3478'), transport ?? defaultTransport]
    .join('|')
    .toLowerCase();
}

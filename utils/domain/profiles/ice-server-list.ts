import {
  iceServerProblem,
  isTurn,
  mendIceUrl,
  mostIceServers,
  type IceServer,
  type IceServerProblem,
} from './ice-server.ts';

/** The reasons for which an ICE server is not used. */
export const leftOutReasons = [
  ...([
    'ice-url-empty',
    'ice-url-invalid',
    'turn-credential-missing',
    'stun-credential',
  ] satisfies IceServerProblem[]),
  'ice-port-53',
  'ice-link-malformed',
  'ice-list-long',
  'turn-username-long',
] as const;

/** An ICE server that is not used, and why. */
export interface LeftOutIceServer {
  url: string;
  problem: (typeof leftOutReasons)[number];
}

export interface IceServerList {
  servers: IceServer[];
  leftOut: LeftOutIceServer[];
}

/** Chromium refuses a longer user name of a TURN server, in bytes of UTF-8 (measured; RFC 8489, section 14.3). */
const longestUsername = 509;

/**
 * Sorts a list into servers that every peer connection takes, in a spelling that all of them know, and those that are left
 * out with a reason. Each entry is judged by itself, because a browser refuses a whole configuration for one bad entry.
 *
 * The exception is port 53, which Chromium does not reach: an offer that waits for its candidates waits 2 s for it in vain
 * (measured). It is left out where the same host serves the same purpose on another port.
 */
export function sortIceServers(entries: readonly IceServer[]): IceServerList {
  const leftOut: LeftOutIceServer[] = [];
  const usable: (IceServer & ReturnType<typeof partsOf>)[] = [];
  const leaveOut = (url: string, problem: LeftOutIceServer['problem']) =>
    leftOut.push({ url: url.slice(0, 512), problem });
  for (const { url, username, credential } of entries) {
    const mended = mendIceUrl(url);
    const server = isTurn(url) ? { username, credential } : { username: '', credential: '' };
    const problem = mended === null ? 'ice-url-invalid' : iceServerProblem({ url: mended, ...server });
    if (mended === null || problem !== null) leaveOut(url, problem ?? 'ice-url-invalid');
    else if (new TextEncoder().encode(server.username).length > longestUsername)
      leaveOut(url, 'turn-username-long');
    else if (!usable.some((each) => each.url === mended && each.username === server.username))
      usable.push({ url: mended, ...server, ...partsOf(mended) });
  }
  const servers = usable.filter(({ url, host, port, purpose }) => {
    const isReplaced = usable.some(
      (each) => each.port !== '53' && each.host === host && each.purpose === purpose,
    );
    if (port === '53' && isReplaced) leaveOut(url, 'ice-port-53');
    return port !== '53' || !isReplaced;
  });
  for (const { url } of servers.slice(mostIceServers)) leaveOut(url, 'ice-list-long');
  return {
    servers: servers
      .slice(0, mostIceServers)
      .map(({ url, username, credential }) => ({ url, username, credential })),
    leftOut,
  };
}

/** Splits a mended address. */
function partsOf(url: string) {
  const [, purpose = '', host = '', port = ''] = /^(stun|turn)s?:(\[.*\]|[^:?]*)(?::(\d+))?/.exec(url) ?? [];
  return { purpose, host, port };
}

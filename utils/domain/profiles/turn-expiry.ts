import { iceServerKey, isTurn, turnUserExpiry, type IceServer } from './ice-server.ts';

/** When the credentials of a connection's relay expire, in epoch milliseconds. */
export interface TurnExpiry {
  at: number;
  /** Whether the credentials are the profile's own, which no server can renew. */
  isOwn: boolean;
}

/**
 * The earliest expiry among the credentials of the TURN servers in use, or null where none is known. Only a
 * relayed path uses any: a direct one goes on whatever expires. Where the relay's URL is not known, any of
 * the servers may be the relay.
 */
export function turnExpiry(
  relayUrl: string | null,
  servers: readonly RTCIceServer[],
  own: readonly IceServer[],
): TurnExpiry | null {
  const turn = servers.flatMap(({ urls, username = '' }) =>
    [urls].flat().flatMap((url) => (isTurn(url) ? [{ url, username }] : [])),
  );
  const known = turn.filter(({ url }) => relayUrl !== null && iceServerKey(url) === iceServerKey(relayUrl));
  const expiries = (known.length > 0 ? known : turn).flatMap(({ url, username }) => {
    const at = turnUserExpiry(username);
    const isOwn = own.some(
      (each) => iceServerKey(each.url) === iceServerKey(url) && each.username === username,
    );
    return at === null ? [] : [{ at, isOwn }];
  });
  return expiries.toSorted((one, other) => one.at - other.at)[0] ?? null;
}

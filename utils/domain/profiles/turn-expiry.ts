import { iceServerKey, isTurn, turnUserExpiry, type IceServer } from './ice-server.ts';

/** When what a connection's relay was allocated with expires, in epoch milliseconds. */
export interface TurnExpiry {
  at: number;
  /** The profile's own: no server can renew it. */
  isOwn: boolean;
}

/**
 * The earliest expiry among the credentials of the TURN servers in use, or null where none is told. Only a relayed path has
 * any in use: a direct one goes on whatever expires. Without the relay's URL each server may be the one.
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
    const isOwn = own.some((each) => each.url.trim() === url && each.username === username);
    return at === null ? [] : [{ at, isOwn }];
  });
  return expiries.toSorted((one, other) => one.at - other.at)[0] ?? null;
}

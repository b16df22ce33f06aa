import type { Edges } from '../../async/edges.ts';
import type { SessionNetworkDeps } from './session-network.ts';

/** Milliseconds for which the loss of the network is still reported to a session that begins now. */
const newsMs = 3000;

export type NetworkHintsDeps = Pick<SessionNetworkDeps, 'onNetworkHint'> & Pick<Edges, 'now'>;

/**
 * Passes on the operating system's hints. A follower that comes shortly after the network was lost gets that hint too:
 * the network may be lost between the click on Start and the session.
 */
export function rememberNetworkHints({
  onNetworkHint,
  now,
}: NetworkHintsDeps): SessionNetworkDeps['onNetworkHint'] {
  let lostAt = -Infinity;
  onNetworkHint((hint) => {
    if (hint !== 'changed') lostAt = hint === 'offline' ? now() : -Infinity;
  });

  return (follow) => {
    let isFollowing = true;
    const unsubscribe = onNetworkHint(follow);
    if (now() - lostAt < newsMs)
      queueMicrotask(() => {
        if (isFollowing) follow('offline');
      });
    return () => {
      isFollowing = false;
      unsubscribe();
    };
  };
}

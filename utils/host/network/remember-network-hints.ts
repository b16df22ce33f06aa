import type { SessionNetworkDeps } from './session-network.ts';

/** A loss that was told so long ago is still news to a session that begins now, in milliseconds. */
const newsMs = 3000;

export interface NetworkHintsDeps extends Pick<SessionNetworkDeps, 'onNetworkHint'> {
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * The operating system's hints, and to who follows them only after it said that the network is lost that as well: it may
 * have gone in the moment between the click on Start and the session.
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

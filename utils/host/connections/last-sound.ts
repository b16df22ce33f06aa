import type { Edges } from '../../async/edges.ts';
import { within } from '../../async/within.ts';
import { answersOften, provenMsAgo } from '../../domain/link/link-state.ts';
import type { OpenConnections } from './open-connections.ts';

/**
 * Milliseconds within which the last sound must be proven to have arrived: most far sides need two or three tenths of a
 * second.
 */
const provesWithinMs = 1000;

export interface LastSoundDeps extends Pick<Edges, 'now' | 'steady'> {
  connections: Pick<OpenConnections, 'current'>;
}

/** Waits, once a session sends no more sound, until the last of it is known to have arrived over the connection in use. */
export function createLastSound({ connections, now, steady }: LastSoundDeps) {
  const arrived = Promise.withResolvers<true>();

  return {
    /** Notes that the last sound has arrived. */
    arrived: () => arrived.resolve(true),

    /**
     * Resolves with the number of milliseconds before this call whose sound is not known to have arrived; null where
     * all of it is, and where the far side answers too rarely to tell. Takes a second at most.
     */
    async unprovenMs(): Promise<number | null> {
      const connection = connections.current();
      const peer = connection?.peer();
      if (!connection || !peer || !answersOften(peer.link())) return null;
      const endedAt = steady();
      const sentMs = now() - connection.openedAt();
      peer.endSound();
      // A far side that has closed the connection acknowledges nothing more.
      if (!peer.link().hasEnded) await within(provesWithinMs, arrived.promise);
      const link = peer.link();
      return link.lastSound === 'arrived' ? null : (provenMsAgo(link, endedAt) ?? Math.max(0, sentMs));
    },
  };
}

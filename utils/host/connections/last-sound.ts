import type { Edges } from '../../async/edges.ts';
import { within } from '../../async/within.ts';
import { answersOften, provenMsAgo } from '../../domain/link/link-state.ts';
import type { OpenConnections } from './open-connections.ts';

/** Milliseconds in which the last sound of a session is to prove that it arrived: most far sides need two or three tenths of a second. */
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
     * Resolves with the milliseconds before the call of which nothing shows that what was sent in them arrived; null where all is known
     * to have, and where the far side is too seldom heard to tell so short a time. Takes a second at most.
     */
    async unprovenMs(): Promise<number | null> {
      const connection = connections.current();
      const peer = connection?.peer();
      if (!connection || !peer || !answersOften(peer.link())) return null;
      const endedAt = steady();
      const sentMs = now() - connection.openedAt();
      peer.endSound();
      // A far side that has closed its end answers nothing more.
      if (!peer.link().hasEnded) await within(provesWithinMs, arrived.promise);
      const link = peer.link();
      return link.lastSound === 'arrived' ? null : (provenMsAgo(link, endedAt) ?? Math.max(0, sentMs));
    },
  };
}

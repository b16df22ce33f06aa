import type { Edges } from '../../async/edges.ts';
import {
  answersWithinMs,
  lastHeardMsAgo,
  linkProofLimits,
  provenMsAgo,
  type LinkState,
} from '../../domain/link/link-state.ts';
import { widestLimits } from '../../domain/link/widest-limits.ts';
import type { Profile } from '../../domain/profiles/profile.ts';
import { lifetimesOf, type Lifetime } from '../../domain/recovery/roll-over-policy.ts';
import type { LinkReading } from '../../domain/session/session-fact.ts';
import type { OpenConnections } from './open-connections.ts';
import type { createSessionLearning } from './session-learning.ts';

export interface LinkInUseDeps extends Pick<Edges, 'now' | 'steady'> {
  profile: Profile;
  connections: Pick<OpenConnections, 'current' | 'pastEvidence'>;
  learning: Pick<ReturnType<typeof createSessionLearning>, 'takesOnePublisher'>;
}

/** What is known of the link of the connection in use, with values for the time when there is none. */
export function createLinkInUse({ profile, connections, learning, now, steady }: LinkInUseDeps) {
  function read<Figure>(figure: (link: LinkState) => Figure, otherwise: Figure): Figure {
    const link = connections.current()?.peer()?.link();
    return link ? figure(link) : otherwise;
  }

  return {
    /** What shows that the far side hears us; of the last connection while none is in use. */
    evidence: () => read(({ evidence }) => evidence, connections.pastEvidence()),

    /** The reading of the link that accompanies a fact which may cost the connection. */
    reading: (): LinkReading => ({
      canRestartIce: connections.current()?.peer()?.iceRestart.isPossible() ?? false,
      takesOnePublisher: learning.takesOnePublisher(),
      lastHeardMsAgo: read((link) => lastHeardMsAgo(link, now()), null),
      provenMsAgo: read((link) => provenMsAgo(link, steady()), null),
    }),

    /** Milliseconds within which the far side usually acknowledges; 0 without a connection. */
    answersWithinMs: () => read(answersWithinMs, 0),

    /** The age up to which the evidence is as new as it can be. */
    proofLimits: () => read((link) => linkProofLimits(link, now()), widestLimits),

    /** The lifetimes of the connection, as far as they are known beforehand. */
    lifetimes(): Lifetime[] {
      const current = connections.current();
      if (!current) return [];
      return lifetimesOf({
        since: current.openedAt(),
        sessionLimitMs: (profile.kind === 'loopback' ? null : profile.sessionLimitMs) ?? null,
        turn: current.peer()?.turnExpiry() ?? null,
      });
    },
  };
}

export type LinkInUse = ReturnType<typeof createLinkInUse>;

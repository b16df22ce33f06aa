import type { IceServer } from '../../domain/profiles/ice-server.ts';
import type { SignallingDeps } from '../port/signalling-deps.ts';

/** What an adapter knows about its WHIP server; changes that are worth keeping are reported. */
export function createWhipMemory({ learned, onLearned }: Pick<SignallingDeps, 'learned' | 'onLearned'>) {
  let facts = learned;
  let announced: readonly IceServer[] | null = facts.announcesNoIceServers ? [] : null;

  return {
    /** Whether the server refuses candidates after the POST. */
    trickleRefused: () => facts.trickleRefused === true,
    /**
     * The ICE servers of the last answer; null before the first. They are not stored, because their
     * credentials expire.
     */
    announced: () => announced,
    iceRestartRefused: () => facts.iceRestartRefused === true,
    learnIceRestartRefused() {
      facts = { ...facts, iceRestartRefused: true };
      onLearned(facts);
    },
    learnTrickleRefused() {
      facts = { ...facts, trickleRefused: true };
      onLearned(facts);
    },
    learnIceServers(servers: readonly IceServer[]) {
      announced = servers;
      const none = servers.length === 0;
      if (none === (facts.announcesNoIceServers === true)) return;
      const { announcesNoIceServers: _, ...others } = facts;
      facts = none ? { ...others, announcesNoIceServers: true } : others;
      onLearned(facts);
    },
  };
}

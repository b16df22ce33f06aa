import {
  farSidePackets,
  type FarSideCounter,
  type FarSidePacketKind,
} from '../../../../utils/domain/link/far-side-packets.ts';
import { readMediaStats, type MediaStats } from '../../../../utils/domain/link/media-stats.ts';

/**
 * The browser's figures of one connection, changed by packets as {@link farSidePackets} says. Times in
 * milliseconds.
 */
export function createFigures() {
  let stats: MediaStats = { ...readMediaStats([]), pairId: 'one', responsesOf: {} };
  const set = (changes: Partial<MediaStats>) => (stats = { ...stats, ...changes });
  const effects: Record<FarSideCounter, (at: number) => Partial<MediaStats>> = {
    packetsReceived: (at) => ({
      packetsReceived: stats.packetsReceived + 1,
      lastPacketReceivedTimestamp: at,
    }),
    messagesReceived: () => ({ messagesReceived: stats.messagesReceived + 1 }),
    reportedAt: (at) => ({ reportedAt: at }),
    reportsReceived: () => ({ reportsReceived: stats.reportsReceived + 1 }),
    responsesOf: () => {
      const pairId = stats.pairId ?? '';
      return { responsesOf: { ...stats.responsesOf, [pairId]: (stats.responsesOf[pairId] ?? 0) + 1 } };
    },
  };
  return {
    stats: () => stats,
    set,
    arrive(kind: FarSidePacketKind, at: number): void {
      for (const counter of farSidePackets[kind].counters) set(effects[counter](at));
    },
  };
}

import { bandKinds, type BandKind, type SessionBand } from './session-bands.ts';

/** Milliseconds that a session has spent in each kind of band. */
export type SpentMs = Record<BandKind, number>;

export const nothingSpent: SpentMs = { starting: 0, live: 0, warned: 0, recovering: 0, hole: 0 };

/** Adds a band; one that still lasts counts up to `until` (epoch milliseconds). */
export function spend(spent: SpentMs, { kind, from, to }: SessionBand, until = from): SpentMs {
  return { ...spent, [kind]: spent[kind] + Math.max(0, (to ?? until) - from) };
}

/**
 * The quality of a session, from 0 to 1: the share of the time since it was first live in which the voice was
 * heard and the link's figures were good enough, so neither recovering, nor without a host, nor under a
 * warning about round-trip time, jitter, loss or bitrate. Null where it was never live.
 */
export function sessionQuality(spent: SpentMs): number | null {
  const total = bandKinds.reduce((sum, kind) => (kind === 'starting' ? sum : sum + spent[kind]), 0);
  return total === 0 ? null : spent.live / total;
}

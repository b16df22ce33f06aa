/**
 * The kinds of a session's stretches: `warned` is live under a warning about the link, `hole` is a time
 * without any host.
 */
export const bandKinds = ['starting', 'live', 'warned', 'recovering', 'hole'] as const;
export type BandKind = (typeof bandKinds)[number];

/** One band of a session; bands follow each other without a gap. */
export interface SessionBand {
  kind: BandKind;
  /** Epoch milliseconds. */
  from: number;
  /** Epoch milliseconds; null while it lasts. */
  to: number | null;
}

/** The greatest number of bands: a strip of a few hundred pixels cannot show more. */
export const mostBands = 120;

/** The factor by which a band counts as longer than it is when the least important band is left out. */
const weight: Record<BandKind, number> = { live: 1, starting: 1, warned: 2, recovering: 4, hole: 4 };

/**
 * Leaves out the least important bands, which their neighbours take over, until there are few enough; the
 * last one stays. So the longest troubles stay out of many, and a mostly good session still looks good.
 */
export function thinBands(bands: readonly SessionBand[], most = mostBands): SessionBand[] {
  let thinned = [...bands];
  while (thinned.length > most && thinned.length > 2) thinned = withoutLeast(thinned);
  return thinned;
}

function withoutLeast(bands: readonly SessionBand[]): SessionBand[] {
  let least = Infinity;
  let at = 0;
  for (const [index, { kind, from, to }] of bands.slice(0, -1).entries()) {
    const counted = ((to ?? from) - from) * weight[kind];
    if (counted >= least) continue;
    least = counted;
    at = index;
  }
  const before = bands[at - 1];
  const after = bands[at + 1];
  const gone = bands[at];
  if (!gone || !after) return [...bands];
  const afterStays = at + 1 === bands.length - 1;
  if (!before) return [{ ...after, from: gone.from }, ...bands.slice(2)];
  if (before.kind === after.kind && !afterStays) {
    return [...bands.slice(0, at - 1), { ...before, to: after.to }, ...bands.slice(at + 2)];
  }
  return afterStays || weight[before.kind] >= weight[after.kind]
    ? [...bands.slice(0, at - 1), { ...before, to: gone.to }, ...bands.slice(at + 1)]
    : [...bands.slice(0, at), { ...after, from: gone.from }, ...bands.slice(at + 2)];
}

import type { LinkWarning } from './link-warnings.ts';

/**
 * What a stretch of a session was: `warned` is live with a figure of the link that was not good enough, `hole` a time in
 * which no host was there.
 */
export const bandKinds = ['starting', 'live', 'warned', 'recovering', 'hole'] as const;
export type BandKind = (typeof bandKinds)[number];

/** The bands of a session follow each other without a gap. */
export interface SessionBand {
  kind: BandKind;
  /** Epoch milliseconds. */
  from: number;
  /** Epoch milliseconds; null while it lasts. */
  to: number | null;
}

/** The warnings that are about the link; a silent microphone says nothing about it. */
const linkWarnings = new Set<LinkWarning>([
  'high-round-trip-time',
  'high-jitter',
  'high-loss',
  'low-bitrate',
]);

export function isLinkWarning(warning: LinkWarning): boolean {
  return linkWarnings.has(warning);
}

/** More than these a strip of a few hundred pixels cannot show. */
export const mostBands = 120;

/** What is seen of two bands that are drawn as one. */
const badness: Record<BandKind, number> = { live: 0, starting: 1, warned: 2, recovering: 3, hole: 4 };

/** Joins the two shortest neighbours, as the worse of them, until there are few enough; the last one stays as it is. */
export function thinBands(bands: readonly SessionBand[], most = mostBands): SessionBand[] {
  let thinned = [...bands];
  while (thinned.length > most && thinned.length > 2) thinned = joinShortest(thinned);
  return thinned;
}

function joinShortest(bands: readonly SessionBand[]): SessionBand[] {
  let at = 0;
  let shortest = Infinity;
  for (let index = 0; index < bands.length - 2; index += 1) {
    const length = (bands[index + 1]?.to ?? 0) - (bands[index]?.from ?? 0);
    if (length >= shortest) continue;
    shortest = length;
    at = index;
  }
  const [one, other] = bands.slice(at, at + 2);
  if (!one || !other) return [...bands];
  const kind = badness[one.kind] >= badness[other.kind] ? one.kind : other.kind;
  return [...bands.slice(0, at), { kind, from: one.from, to: other.to }, ...bands.slice(at + 2)];
}

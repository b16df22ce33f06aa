/** What was captured so far and is not known to have arrived. Times are epoch milliseconds. */
export interface Gaps {
  /** Since when nothing is known to have arrived; null while there is no gap. */
  since: number | null;
  /** When the gap that lasts was noticed; it began before. */
  noticedAt: number;
  /** Up to which moment of the gap that lasts it is counted in `ms`. */
  countedTo: number;
  /** Milliseconds of the gap that lasts in which something was captured. */
  ms: number;
  /** Milliseconds of all gaps that are over in which something was captured. */
  inAllMs: number;
  /** Milliseconds of `inAllMs` that arrived late, after the gap. */
  lateMs: number;
  /**
   * Milliseconds of `inAllMs` that may still arrive late: those since the session was level with the microphone the last time. Below
   * zero where more was left out so far than gaps are over: a connection that takes over sends what is late before its gap is over.
   */
  pendingMs: number;
  /**
   * The backlog of a host that is gone: so many milliseconds, captured up to a moment. Null where that is nothing, and once
   * the first catch-up of the next host has shown how much of it a recording still had.
   */
  gone: { ms: number; until: number } | null;
  /** Whether gaps are watched for: else nothing is known of what arrived. */
  areWatched: boolean;
}

export function noGaps(): Gaps {
  return {
    since: null,
    noticedAt: 0,
    countedTo: 0,
    ms: 0,
    inAllMs: 0,
    lateMs: 0,
    pendingMs: 0,
    gone: null,
    areWatched: false,
  };
}

/** The milliseconds that were captured so far and are not known to have arrived, neither at once nor late; without a gap that lasts. */
export function lostSoFarMs({ inAllMs, lateMs }: Pick<Gaps, 'inAllMs' | 'lateMs'>): number {
  return inAllMs - lateMs;
}

/** How much of the gaps arrived late, and how much still may. */
export type Late = Pick<Gaps, 'lateMs' | 'pendingMs' | 'gone'>;

/** The lines of a log that say what becomes of the sound of a gap after it. */
type LateLine =
  | { kind: 'backlog-dropped'; durationMs: number }
  | { kind: 'catch-up-began'; from: number; owedMs?: number }
  | { kind: 'catch-up-ended'; leftMs: number };

/**
 * What a line of the log changes of what was late and may still arrive: all of that arrived where nothing is left to be sent, and what is
 * left out never does. Of what a host that is gone had kept, that part may which a recording had, and which is sent first.
 */
export function afterLate(late: Late, line: LateLine): Late {
  const { lateMs, pendingMs, gone } = late;
  switch (line.kind) {
    case 'backlog-dropped':
      return { ...late, pendingMs: pendingMs - line.durationMs };
    case 'catch-up-began':
      return gone ? { lateMs, pendingMs: pendingMs + recordedOf(gone, line), gone: null } : late;
    case 'catch-up-ended':
      return line.leftMs > 0 ? late : { ...late, lateMs: lateMs + Math.max(0, pendingMs), pendingMs: 0 };
  }
}

/** The same after the host is gone, at the moment `until`: `missingMs` were captured in the gap that lasts. */
export function afterHostLoss({ lateMs, pendingMs }: Late, missingMs: number, until: number): Late {
  const ms = Math.max(0, pendingMs + missingMs);
  // A gap that lasts is added when it is over; until then its sound counts as lost.
  return { lateMs, pendingMs: -missingMs, gone: ms > 0 ? { ms, until } : null };
}

/** The milliseconds of what a host that is gone had kept which the next one sends. What it captured after the last known moment of it is in no gap. */
function recordedOf(
  { ms, until }: NonNullable<Gaps['gone']>,
  { from, owedMs = 0 }: Extract<LateLine, { kind: 'catch-up-began' }>,
): number {
  return Math.max(0, Math.min(ms, owedMs, until - from));
}

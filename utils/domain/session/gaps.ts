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
    areWatched: false,
  };
}

/** The milliseconds that were captured so far and are not known to have arrived, neither at once nor late; without a gap that lasts. */
export function lostSoFarMs({ inAllMs, lateMs }: Pick<Gaps, 'inAllMs' | 'lateMs'>): number {
  return inAllMs - lateMs;
}

/** The lines of a log that say what becomes of the sound of a gap after it. */
type LateLine = { kind: 'backlog-dropped'; durationMs: number } | { kind: 'catch-up-ended'; leftMs: number };

/**
 * What a line of the log changes of what was late and may still arrive: all of that arrived where nothing is left to be sent, and what is
 * left out never does.
 */
export function afterLate(
  { lateMs, pendingMs }: Pick<Gaps, 'lateMs' | 'pendingMs'>,
  line: LateLine,
): Pick<Gaps, 'lateMs' | 'pendingMs'> {
  if (line.kind === 'backlog-dropped') return { lateMs, pendingMs: pendingMs - line.durationMs };
  return line.leftMs > 0 ? { lateMs, pendingMs } : { lateMs: lateMs + Math.max(0, pendingMs), pendingMs: 0 };
}

import type { MediaStats } from './media-stats.ts';

/**
 * How often a far side's receiver reports say something new. A report comes by the clock, whether or not anything arrives, but its
 * jitter is reckoned anew with every packet (RFC 3550, appendix A.8): one that repeats jitter and losses of the report before
 * tells that nothing arrived between them. Times are epoch milliseconds.
 */
export interface ReportHabit {
  last: Pick<MediaStats, 'reportedAt' | 'jitter' | 'packetsLost'> | null;
  /** When the last report with something new was read. */
  newsAt: number | null;
  /** The last times between two such reports, in milliseconds, the newest last. */
  gapsMs: readonly number[];
}

export const noReports: ReportHabit = { last: null, newsAt: null, gapsMs: [] };

/** The numbers of gaps that are kept, and by which the habit is known. */
const remembered = 20;
const knownBy = 8;

/**
 * The longest time between two reports, as a multiple of the usual one: by chance an interval lasts from half to one and a half
 * times as long (RFC 3550, section 6.3.1), and reports of sound from 0.3 to 1.5 s were seen (aiortc).
 */
const longestOfUsual = 2.2;

/** Follows the reports by one more reading at `at`; the gap before it is no habit where `isGapKnown` is false. */
export function followReports(
  before: ReportHabit,
  stats: MediaStats | null,
  { at, isGapKnown }: { at: number; isGapKnown: boolean },
): ReportHabit {
  const reportedAt = stats?.reportedAt ?? null;
  if (!stats || reportedAt === null || reportedAt === before.last?.reportedAt) return before;
  const { jitter, packetsLost } = stats;
  const last = { reportedAt, jitter, packetsLost };
  if (jitter === before.last?.jitter && packetsLost === before.last.packetsLost) return { ...before, last };
  const isGap = before.newsAt !== null && isGapKnown;
  const gapsMs = isGap ? [...before.gapsMs, at - (before.newsAt ?? at)].slice(-remembered) : before.gapsMs;
  return { last, newsAt: at, gapsMs };
}

/** The number of reports with something new that are surely missing at `at`; 0 while the habit is not known. */
export function missedReports({ newsAt, gapsMs }: ReportHabit, at: number): number {
  if (newsAt === null || gapsMs.length < knownBy) return 0;
  const usualMs = gapsMs.reduce((sum, each) => sum + each, 0) / gapsMs.length;
  return Math.max(0, Math.floor((at - newsAt) / (longestOfUsual * usualMs)));
}

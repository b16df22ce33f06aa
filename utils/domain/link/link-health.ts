import type { ConnectionStatus } from './connection-status.ts';
import { togetherMs } from './far-side-packets.ts';
import { checksAnsweredWithinMs } from './widest-limits.ts';
import type { LinkEvidence } from './link-evidence.ts';
import { estimateLoss, noLossEstimate, type LossEstimate } from './loss-estimate.ts';
import { followReports, missedReports, noReports, type ReportHabit } from './report-habit.ts';

/**
 * A link's condition by its figures: `good`; `weak` when the far side is overdue; `silent` when chance can no
 * longer explain that; `gone` when the browser has given the link up.
 */
export type LinkVerdict = 'good' | 'weak' | 'silent' | 'gone';

/** The time between two readings that found a sign of the far side, and the number of signs in it. */
export interface Gap {
  ms: number;
  signs: number;
}

/** A far side's usual and longest time between signs that it gives unasked, in milliseconds. */
interface Habit {
  usualMs: number;
  longestMs: number;
}

/**
 * What is known of a link's habits, from one reading of its figures to the next. Times are epoch milliseconds.
 */
export interface LinkHealth {
  verdict: LinkVerdict;
  judgedAt: number | null;
  /** See `LinkEvidence`. */
  signAt: number | null;
  /** When the far side last acknowledged anything, even a connectivity check. */
  heardAt: number | null;
  /**
   * The beginning of the present silence. A sign found by a late reading may have come at any time until then,
   * so there was no silence before that reading.
   */
  silentSince: number | null;
  /** The last gaps, the newest last, as long as the far side is heard without being asked. */
  gaps: readonly Gap[];
  loss: LossEstimate;
  reports: ReportHabit;
  /** The counter of received packets when the far side last gave a sign. */
  packetsReceived: number | null;
  /** The browser's own connectivity checks, which every far side answers (RFC 7675). */
  checks: Checks;
  /** Whether hardly anything is lost, answers come at once, and the far side was heard a moment ago. */
  isCalm: boolean;
}

interface Checks {
  /** When the checks were seen to leave that were sent since the far side last heard us. */
  at: readonly number[];
  /** The selected pair's counter of requests when it was last read. */
  requestsSent: number;
  pairId: string | null;
}

export const unknownHealth: LinkHealth = {
  verdict: 'good',
  judgedAt: null,
  signAt: null,
  heardAt: null,
  silentSince: null,
  gaps: [],
  loss: noLossEstimate,
  reports: noReports,
  packetsReceived: null,
  checks: { at: [], requestsSent: 0, pairId: null },
  isCalm: false,
};

export interface HealthTick {
  at: number;
  /** The planned milliseconds from the tick before to this one. */
  everyMs: number;
  status: ConnectionStatus;
  evidence: LinkEvidence;
  /** Whether the far side has agreed to report every few packets (transport-wide congestion control). */
  givesFeedback?: boolean;
  /** When keepalives left that the far side would answer by itself; null where it can't be asked. */
  askedAt: readonly number[] | null;
}

const remembered = 20;

/** A far side's habit counts as known after this many gaps, or after this many signs within a few readings. */
const knownBy = { gaps: 10, readings: 3, signs: 15 };

/** The assumed habit of a far side that is not asked, until its own is known (measured with aiortc). */
const assumed = { usualMs: 900, longestMs: 1500 };

/**
 * The assumed habit of a far side that gives transport feedback: at least four times a second, here with time
 * for a busy one.
 */
const assumedOfFeedback = { usualMs: 300, longestMs: 500 };

/** The longest habit of any far side: consent is asked for every 2.5 s (RFC 7675), and answered. */
const slowest = { usualMs: 2500, longestMs: checksAnsweredWithinMs };

/** Milliseconds of silence from which on an overdue far side is read, and asked, more often. */
export const overdueMs = 400;

/** The limits of a calm link: the share of loss, and the milliseconds within which answers come. */
const calm = { mostLoss: 0.01, longestAnswerMs: 250 };

/**
 * The shortest silence that is told, in milliseconds: a hiccup of a wireless link is none, however talkative
 * the far side is.
 */
export const leastSilenceMs = 900;

/** The least loss that is assumed of any link, however long nothing was lost on it. */
const leastLoss = 0.0005;

/** Packets that are added to the measured ones, and how many of them were lost. */
interface Doubt {
  lost: number;
  packets: number;
}

/**
 * A link that was hardly measured causes no alarm. Where the far side is asked every few milliseconds, a few more answers are
 * soon waited for. Connectivity checks are so few in a session's first seconds that hardly one of them is missed by chance.
 */
const benefitOfDoubt = {
  asked: { lost: 1, packets: 5 },
  otherwise: { lost: 1, packets: 10 },
  checks: { lost: 1 / 5, packets: 2 },
} satisfies Record<string, Doubt>;

/**
 * The probabilities up to which a silence is not explained by chance, so that a false alarm comes once in fifty hours at most:
 * signs may be missed by chance several times a second, connectivity checks once in 2.5 s.
 */
const chance = { signs: 1e-6, checks: 1e-5 };

/**
 * How long an answer may take: so many round trips, and so many milliseconds more until our figures show it.
 */
const answerAfter = { roundTrips: 1.5, ms: 60 };

/** Milliseconds within which packets have to have left: without any, no answer can come. */
const sendingMs = 500;

/**
 * Judges a link by one more reading of its figures. A tick that came late judges nothing: this computer was busy
 * or asleep, and packets that came meanwhile are still to be read.
 */
export function judgeLink(before: LinkHealth, tick: HealthTick): LinkHealth {
  const { at, everyMs, status, evidence } = tick;
  const wasLate = before.judgedAt !== null && at - before.judgedAt > 2 * everyMs;
  const heard = countChecks(listen(before, tick, wasLate), before, tick);
  const wasSilent = before.verdict === 'silent';
  const reports = followReports(heard.reports, evidence.stats, { at, isGapKnown: !wasLate && !wasSilent });
  const learned = { ...heard, reports, loss: lossAfter(before, heard.heardAt, tick) };
  const after = { ...learned, judgedAt: at, isCalm: isCalm(learned, tick) };
  if (status === 'failed' || status === 'closed') return { ...after, verdict: 'gone' };
  if (wasLate || after.silentSince === null) return after;
  return { ...after, verdict: verdictAfter(at - after.silentSince, after, tick) };
}

function lossAfter(before: LinkHealth, heardAt: number | null, tick: HealthTick): LossEstimate {
  const { at, evidence, askedAt, givesFeedback } = tick;
  const unheardMs = at - (before.heardAt ?? at);
  const answersOften = askedAt !== null || givesFeedback === true;
  const isOverdue = answersOften ? unheardMs >= leastSilenceMs : unanswered(before.checks.at, tick) > 0;
  // The last check that left is the one that is answered.
  const wasOverdue = answersOften ? isOverdue : before.checks.at.length > 1;
  const isTold = before.verdict === 'silent';
  return estimateLoss(before.loss, { at, stats: evidence.stats, heardAt, isOverdue, wasOverdue, isTold });
}

function isCalm(health: LinkHealth, { at, evidence }: HealthTick): boolean {
  const isHeard = evidence.heardAt !== null && at - evidence.heardAt <= togetherMs;
  const loss = likelyLoss(health.loss, benefitOfDoubt.otherwise);
  return isHeard && loss <= calm.mostLoss && answerMs(evidence) <= calm.longestAnswerMs;
}

function listen(health: LinkHealth, { at, evidence, askedAt }: HealthTick, wasLate: boolean): LinkHealth {
  const { signAt } = evidence;
  const heardAt = latest(evidence.heardAt, evidence.answeredAt);
  // Answers to keepalives are no habit of the far side's own.
  const known = { ...health, heardAt, gaps: askedAt ? [] : health.gaps };
  if (signAt === null || signAt === known.signAt) return known;
  const packetsReceived = evidence.stats?.packetsReceived ?? null;
  const seen = { ...known, signAt, silentSince: wasLate ? at : signAt, packetsReceived };
  // The gap that ends a silence, and a gap during a sleep, are no habit of the link.
  if (askedAt || known.signAt === null || health.verdict === 'silent' || wasLate) return seen;
  // There may have been many signs between two readings.
  const signs = Math.max(1, (packetsReceived ?? 0) - (known.packetsReceived ?? 0));
  const gap = { ms: signAt - known.signAt, signs };
  return { ...seen, gaps: [...known.gaps, gap].slice(-remembered) };
}

function latest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}

function countChecks(health: LinkHealth, before: LinkHealth, { at, evidence }: HealthTick): LinkHealth {
  const { requestsSent = 0, pairId = null } = evidence.stats ?? {};
  const isSamePair = pairId !== null && pairId === before.checks.pairId;
  const isHeard = health.heardAt !== before.heardAt;
  // A check that left just after an acknowledgement counts as answered, and one that was just seen has just
  // left.
  const seen = isSamePair && !isHeard ? Math.max(0, requestsSent - before.checks.requestsSent) : 0;
  const earlier = isHeard ? [] : before.checks.at;
  const times = [...earlier, ...Array.from({ length: seen }, () => at)].slice(-remembered);
  return { ...health, checks: { at: times, requestsSent, pairId } };
}

function verdictAfter(silenceMs: number, health: LinkHealth, tick: HealthTick): LinkVerdict {
  const { overdueAfterMs, misses } = tick.askedAt
    ? { overdueAfterMs: overdueMs, misses: unanswered(tick.askedAt, tick) }
    : missedSigns(silenceMs, health.gaps, tick.givesFeedback ? assumedOfFeedback : assumed);
  const missedChecks = unanswered(health.checks.at, tick);
  const unheardMs = tick.at - (health.heardAt ?? tick.at);
  // A far side that hears nothing any more still gives signs: reports by the clock, and messages of its
  // application.
  const isUnheard = missedChecks > 0 && unheardMs >= overdueMs;
  const isOverdue = isUnheard || silenceMs >= Math.max(overdueMs, overdueAfterMs);
  if (!isOverdue) return 'good';
  // A sign of the far side answers a packet of ours, so it is missed when either of the two is lost.
  const missed = (count: number, loss: number) => (1 - (1 - loss) ** 2) ** count;
  const loss = likelyLoss(health.loss, tick.askedAt ? benefitOfDoubt.asked : benefitOfDoubt.otherwise);
  const isAnswered = isAnswerable(tick);
  const ofSigns = silenceMs >= leastSilenceMs && isAnswered ? missed(misses, loss) : 1;
  const missedNews = missedChecks > 0 && isAnswered ? missedReports(health.reports, tick.at) : 0;
  const doubtOfChecks = health.loss.judgedPackets > 0 ? benefitOfDoubt.checks : benefitOfDoubt.otherwise;
  const isLong = unheardMs >= leastSilenceMs;
  const ofChecks = isLong ? missed(missedChecks + missedNews, likelyLoss(health.loss, doubtOfChecks)) : 1;
  const isSilent = ofSigns <= chance.signs || ofChecks <= chance.checks;
  return isSilent ? 'silent' : 'weak';
}

/** The number of requests sent at these times that should have been answered by now. */
function unanswered(askedAt: readonly number[], { at, evidence }: HealthTick): number {
  return askedAt.filter((each) => at - each >= answerMs(evidence)).length;
}

function answerMs({ stats }: LinkEvidence): number {
  return answerAfter.roundTrips * (stats?.roundTripTime ?? 0) * 1000 + answerAfter.ms;
}

function missedSigns(silenceMs: number, gaps: readonly Gap[], unknown: Habit) {
  const { usualMs, longestMs, isKnown } = habitOf(gaps, unknown);
  // Rare signs of several kinds come at mixed intervals, so that one of them that is lost leaves a gap of nearly two.
  const everyMs = isKnown && usualMs >= overdueMs ? longestMs : usualMs;
  return {
    overdueAfterMs: Math.max(overdueMs, longestMs),
    misses: 1 + Math.floor((silenceMs - longestMs) / everyMs),
  };
}

function habitOf(gaps: readonly Gap[], unknown: Habit): Habit & { isKnown: boolean } {
  const signs = gaps.reduce((sum, each) => sum + each.signs, 0);
  const seen = {
    usualMs: gaps.reduce((sum, { ms }) => sum + ms, 0) / Math.max(1, signs),
    longestMs: gaps.reduce((longest, { ms }) => Math.max(longest, ms), 0),
  };
  const isKnown = gaps.length >= knownBy.gaps || (gaps.length >= knownBy.readings && signs >= knownBy.signs);
  const least = isKnown ? { usualMs: 1, longestMs: 0 } : unknown;
  return {
    isKnown,
    usualMs: Math.min(slowest.usualMs, Math.max(least.usualMs, seen.usualMs)),
    longestMs: Math.min(slowest.longestMs, Math.max(least.longestMs, seen.longestMs)),
  };
}

function likelyLoss({ loss, judgedPackets }: LossEstimate, { lost, packets }: Doubt): number {
  return Math.max(loss, leastLoss, lost / (judgedPackets + packets));
}

/**
 * Whether answers can be expected: most signs of the far side answer packets of ours, and their absence says
 * nothing while none leave.
 */
function isAnswerable({ at, evidence, askedAt }: HealthTick): boolean {
  return askedAt !== null || (evidence.sentAt !== null && at - evidence.sentAt < sendingMs);
}

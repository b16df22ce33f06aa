import type { LinkEvidence } from './link-evidence.ts';
import { leastSilenceMs } from './link-health.ts';
import { checksHeardWithinMs } from './widest-limits.ts';

/**
 * How far what was sent over one connection is known to have arrived: from one reading of its figures to the next. Times are
 * epoch milliseconds.
 */
export interface ProofTrail {
  /** When the far side last acknowledged something; null before the first time. */
  provenAt: number | null;
  /** The moment up to which everything sent is known to have arrived, but for single packets; null before the first proof. */
  sentUntil: number | null;
  /** When the last packet came that may be an acknowledgement: a proof, or a sign that may turn out to be one. */
  signAt: number | null;
  /** The longest time between two such packets since the last proof, in milliseconds. */
  pauseMs: number;
  /** Whether nothing sent after `sentUntil` is known to have arrived, for longer than the far side lets it be. */
  isBroken: boolean;
  /** When the figures were last read; null before the first reading. */
  readAt: number | null;
}

export const noTrail: ProofTrail = {
  provenAt: null,
  sentUntil: null,
  signAt: null,
  pauseMs: 0,
  isBroken: false,
  readAt: null,
};

/**
 * The shortest time without a proof that is told as a gap, in milliseconds: shorter ones are chance, and so are single
 * packets that are lost. A far side that answers only connectivity checks is heard so seldom that nothing shorter can be seen.
 */
export function shortestGapMs(answersOften: boolean, everyMs: number): number {
  return answersOften ? leastSilenceMs : checksHeardWithinMs + 2 * everyMs;
}

/** What is known of a connection at one reading, besides the evidence. */
export interface TrailReading {
  /** Epoch milliseconds of the reading. */
  at: number;
  evidence: LinkEvidence;
  /** Whether the far side gives transport feedback, or can be asked: then signs are worth something. */
  answersOften: boolean;
  /** Whether it gives transport feedback: then not each of its packets answers a keepalive. */
  givesFeedback: boolean;
  /** The shortest time without a proof that is told, in milliseconds: see {@link shortestGapMs}. */
  shortestMs: number;
  /** When keepalives left; null where the far side can't be asked. */
  askedAt: readonly number[] | null;
}

/** A change of a trail: from `sentUntil` on nothing is known to have arrived, or what is sent arrives again. */
export type TrailChange = 'broke' | 'continued';

/**
 * The longest time, in milliseconds, for which a far side holds back an acknowledgement of what has arrived: transport
 * feedback comes every 50 to 250 ms (libwebrtc), a SACK after 200 ms at the latest (RFC 9260, section 6.2). Where only the way
 * to the far side is cut, such an acknowledgement comes after the cut, and says nothing of what was sent meanwhile.
 */
const heldBackMs = 250;

/** The usual time between two packets of transport feedback about speech, in milliseconds (measured with libwebrtc). */
const usuallyHeldBackMs = 65;

/**
 * Follows a trail by one more reading. What the last acknowledgement proves was sent a round trip before it came, and,
 * where the far side is asked, no later than the last keepalive that it can have answered.
 */
export function followTrail(
  before: ProofTrail,
  reading: TrailReading,
): { trail: ProofTrail; changes: TrailChange[] } {
  const { at, evidence, shortestMs } = reading;
  const { acknowledgedAt } = evidence;
  // A clock that was set back leaves a proof in the future, and then how long the pause was is not known.
  const known = before.provenAt !== null && before.provenAt > at ? { ...noTrail, isBroken: true } : before;
  if (acknowledgedAt === null || acknowledgedAt === known.provenAt || acknowledgedAt > at) {
    return wait(known, reading);
  }
  // A proof after a late reading is one of many packets: they came closely enough all the time.
  const isLate = known.readAt !== null && at - known.readAt > shortestMs;
  const seenAt = Math.max(acknowledgedAt, signIn(reading));
  const pauseMs = isLate ? 0 : pauseUntil(seenAt, known);
  const changes: TrailChange[] = known.isBroken
    ? ['continued']
    : pauseMs > shortestMs
      ? ['broke', 'continued']
      : [];
  const trail = {
    provenAt: acknowledgedAt,
    sentUntil: sentUntil(known.sentUntil, reading, seenAt),
    // A gap ends with the reading, and the next pause begins there: an answered check has no time of its own.
    signAt: changes.length > 0 ? at : seenAt,
    pauseMs: 0,
    isBroken: false,
    readAt: at,
  };
  return { trail, changes };
}

/** The longest pause between two packets since the last proof, where the next one has come at `at`. */
function pauseUntil(at: number, { signAt, pauseMs }: ProofTrail): number {
  return signAt === null ? pauseMs : Math.max(pauseMs, at - signAt);
}

/** The trail while no proof comes: it breaks when neither a proof nor a sign of one has come for too long. */
function wait(before: ProofTrail, reading: TrailReading): { trail: ProofTrail; changes: TrailChange[] } {
  const { at, shortestMs } = reading;
  const { provenAt, isBroken } = before;
  const sign = signIn(reading);
  const isSign = before.signAt !== null && sign > before.signAt;
  const seen = isSign ? { signAt: sign, pauseMs: pauseUntil(sign, before) } : {};
  const waiting = { ...before, ...seen, readAt: at };
  if (provenAt === null || isBroken) return { trail: waiting, changes: [] };
  const trail = { ...waiting, sentUntil: answeredUntil(before.sentUntil, reading) };
  // Signs put the break off, but not for long: none of them may be a proof in the end.
  const isOver = pauseUntil(at, trail) > shortestMs || at - provenAt > 2 * shortestMs;
  return isOver ? { trail: { ...trail, isBroken: true }, changes: ['broke'] } : { trail, changes: [] };
}

/**
 * When the newest packet came that may be an acknowledgement. Where only connectivity checks are answered, no packet is a sign,
 * and a time in the future is none anywhere.
 */
function signIn({ at, evidence: { signAt }, answersOften }: TrailReading): number {
  return !answersOften || signAt === null || signAt > at ? -Infinity : signAt;
}

/** The last moment of which what was sent has arrived, by an acknowledgement that came at `seenAt` at the latest. */
function sentUntil(before: number | null, reading: TrailReading, seenAt: number): number {
  const { evidence, askedAt, givesFeedback } = reading;
  const roundTripMs = (evidence.stats?.roundTripTime ?? 0) * 1000;
  // Where keepalives are answered too, nobody knows which of the two a packet is.
  if (askedAt === null || givesFeedback) return seenAt - roundTripMs - heldBack(evidence);
  const surelyAt = (evidence.acknowledgedAt ?? seenAt) - roundTripMs;
  const byTime = askedAt.findLast((asked) => asked <= surelyAt) ?? surelyAt - heldBackMs;
  return Math.max(byTime, answeredUntil(before, reading) ?? byTime);
}

/**
 * When the last keepalive left that is answered by count: each packet answers one at least. So an answer counts that came before
 * a report, and has no time of its own in the figures, or too few others beside it to be a proof.
 */
function answeredUntil(
  before: number | null,
  { at, evidence, askedAt, givesFeedback }: TrailReading,
): number | null {
  if (before === null || evidence.answers === 0 || givesFeedback) return before;
  const roundTripMs = (evidence.stats?.roundTripTime ?? 0) * 1000;
  const asked = (askedAt ?? []).filter((each) => each > before && each <= at - roundTripMs);
  return asked[Math.min(evidence.answers, asked.length) - 1] ?? before;
}

/**
 * The milliseconds for which this far side holds back an acknowledgement that comes unasked: the time between its last two or,
 * where several came in one reading, the usual one of transport feedback.
 */
function heldBack({ signs }: LinkEvidence): number {
  const [oldest] = signs;
  const newest = signs.at(-1);
  if (oldest === undefined || newest === undefined) return 0;
  return newest === oldest ? usuallyHeldBackMs : Math.min(heldBackMs, newest - oldest);
}

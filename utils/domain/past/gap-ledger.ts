import type { SessionEvent } from '../log/session-event.ts';
import { greatest } from '../numbers/extremes.ts';
import type { LossCause } from '../recovery/recovery-policy.ts';
import { sessionTimeline, type SessionTimeline } from './session-timeline.ts';
import { caughtUp, type CatchUpBand } from './caught-up.ts';
import { inOneClock } from './in-one-clock.ts';
import { difference, intersection, lengthWithin, merged, momentBefore, type Stretch } from './stretches.ts';

/**
 * Why something did not arrive at once: a loss of the connection, a host that was lost, answers that stayed away for no told reason; or
 * it was kept to be sent late, and was not.
 */
export type GapCause = LossCause | 'host-gone' | 'unanswered' | 'not-sent';

/** A time in which nothing is known to have arrived at once. */
export interface GapBand extends Stretch {
  cause: GapCause;
  /**
   * Milliseconds of it in which something was captured (not what was muted, slept through, or without a host) that is not known to
   * have arrived later either.
   */
  lostMs: number;
  /** Milliseconds of it in which something was captured that arrived later. */
  lateMs: number;
  /** Whether it lasts: then more may be lost. */
  isOpen: boolean;
}

/** What a session captured, and what of it is known to have arrived. */
export interface GapLedger extends Stretch {
  /**
   * The shortest gap that could be seen, in milliseconds; null where none is watched for: in logs of earlier versions, and where
   * nothing was ever sent. Then it is not known what arrived.
   */
  seenFromMs: number | null;
  /** Milliseconds in which something was captured that ought to arrive. */
  capturedMs: number;
  /** Milliseconds of what was captured that are not known to have arrived, gaps that the log has only in a sum included. */
  lostMs: number;
  /** Milliseconds of what was captured in a gap and arrived after it. */
  lateMs: number;
  /** The other milliseconds of what was captured: they arrived at once, or in their turn behind what was late. */
  deliveredMs: number;
  /** The gaps in their order. */
  gaps: GapBand[];
  /** The times in which something was captured, in order and without an overlap. */
  captured: Stretch[];
  /** The times whose sound is not known to have arrived, and those whose sound arrived late; both in order and without an overlap. */
  lost: Stretch[];
  late: Stretch[];
  /** The times whose sound may have arrived twice, in order and without an overlap: for a transcript to merge. */
  twice: Stretch[];
  /** The times in which what could not be sent before was sent. */
  catchUps: CatchUpBand[];
  running: boolean;
}

/**
 * Milliseconds before the last moment that is known of a session which was cut off, for which it is not known what arrived: as
 * long as an acknowledgement and its reading may take.
 */
const unknownMs = 1000;

/** The longest time, in milliseconds, from the end of a session's sound to its end: its release has a deadline. */
const endsWithinMs = 12_000;

/**
 * What of a session arrived, from its log alone. The events are in the order they happened; `now`, in epoch milliseconds, is the end
 * of a running session. What counts as captured is sound from the first live moment on:
 *
 * | time                                                  | captured | lost where it lies in a gap |
 * | ----------------------------------------------------- | -------- | --------------------------- |
 * | connecting, before the session is live                | no       |                             |
 * | live, or recovering: the microphone is open           | yes      | yes                         |
 * | muted by the user, by its switch or by the system     | no       |                             |
 * | no microphone                                         | no       |                             |
 * | a silent microphone: what it gave is not told apart   | yes      | yes                         |
 * | asleep                                                | no       |                             |
 * | no host, until the next one has a microphone          | no       |                             |
 * | after Stop, while the session is being closed         | no       |                             |
 *
 * What was captured in a gap and sent after it, as far as a catch-up says that it arrived, is late and not lost. What was captured while
 * a session caught up waited for its turn: where it was left out, or the catch-up never came to it, it is lost. Where the clock was set
 * back, times are those of the clock as it is at the end.
 */
export function gapLedger(log: readonly SessionEvent[], now: number): GapLedger {
  const events = inOneClock(log);
  const timeline = sessionTimeline(events, now);
  const { from, running } = timeline;
  const stopped = events.find(({ kind }) => kind === 'stop-requested' || kind === 'session-failed');
  const to = Math.max(from, Math.min(timeline.to, stopped?.at ?? Infinity));
  const within = events.filter(({ at }) => at <= to);
  const watched = within.filter((event) => event.kind === 'gaps-watched');
  const captured = capturedIn(within, timeline, to);
  const isCutOff = events.some((event) => event.kind === 'session-ended' && event.by === 'interruption');
  const { bands: catchUps, notAtOnce, twice, ...sentLate } = caughtUp(events, captured, to);
  const unproven = unprovenEnd(events, { catchUps, captured, to });
  const { found, summedMs } = gapsOf(within, timeline, { to, isCutOff, unproven });
  // What was sent late at the very end is no more proven than the rest.
  const arrived = unproven ? difference(sentLate.arrived, [unproven]) : sentLate.arrived;
  const missing = difference(captured, arrived);
  const listed = found.flatMap((gap) => {
    const missedMs = Math.min(gap.lostMs, lengthWithin(captured, gap));
    const lostMs = Math.min(missedMs, lengthWithin(missing, gap));
    return missedMs > 0 ? [{ ...gap, lostMs, lateMs: missedMs - lostMs }] : [];
  });
  const inGaps = merged(listed);
  const notSent = difference(intersection(missing, notAtOnce), inGaps);
  const isCatchingUp = timeline.running && catchUps.at(-1)?.end === 'open';
  const gaps = [
    ...listed,
    ...notSent.map((stretch) => ({
      ...stretch,
      lostMs: stretch.to - stretch.from,
      lateMs: 0,
      cause: 'not-sent' as const,
      isOpen: isCatchingUp,
    })),
  ].sort((one, other) => one.from - other.from);
  const capturedMs = captured.reduce((sum, each) => sum + each.to - each.from, 0);
  const lostMs = Math.min(
    capturedMs,
    gaps.reduce((sum, gap) => sum + gap.lostMs, summedMs),
  );
  const lateMs = Math.min(
    capturedMs - lostMs,
    gaps.reduce((sum, gap) => sum + gap.lateMs, 0),
  );
  return {
    from,
    to,
    seenFromMs: watched.length === 0 ? null : greatest(watched.map(({ fromMs }) => fromMs)),
    capturedMs,
    lostMs,
    lateMs,
    deliveredMs: capturedMs - lostMs - lateMs,
    gaps,
    captured,
    lost: intersection(missing, merged(gaps)),
    late: intersection(intersection(captured, arrived), inGaps),
    twice: intersection(captured, twice),
    catchUps,
    running,
  };
}

/**
 * Whether everything that was captured up to `until`, in epoch milliseconds, is known to have arrived. False where it is not known:
 * where no gaps are watched for, and where the proof of the last moments is still to come. A gap shorter than can be seen, and single
 * packets, do not count.
 */
export function hasAllArrived(
  { seenFromMs, gaps, to, running, lostMs, captured }: GapLedger,
  until: number,
): boolean {
  if (seenFromMs === null) return false;
  const listedMs = gaps.reduce((sum, gap) => sum + gap.lostMs, 0);
  // Where the log has gaps in a sum alone, it is not known when they were.
  if (lostMs > listedMs || gaps.some((gap) => gap.lostMs > 0 && gap.from < until)) return false;
  const provenTo = running ? to - seenFromMs : to;
  return until <= provenTo || lengthWithin(captured, { from: provenTo, to: until }) === 0;
}

function capturedIn(
  events: readonly SessionEvent[],
  { phases, microphone }: SessionTimeline,
  to: number,
): Stretch[] {
  const live = phases.find(({ phase }) => phase === 'live');
  if (!live) return [];
  const silent = microphone.filter(({ condition }) => condition !== 'silent');
  const asleep = events
    .filter((event) => event.kind === 'clock-jumped')
    .map(({ at, byMs }) => ({ from: at - byMs, to: at }));
  return difference([{ from: live.from, to }], merged([...silent, ...asleep, ...hostless(events, to)]));
}

/** The times from the last moment that is known of a host to the first microphone of the next one. */
function hostless(events: readonly SessionEvent[], to: number): Stretch[] {
  const found: Stretch[] = [];
  let open: Stretch | null = null;
  for (const event of events) {
    if (event.kind === 'session-resumed') {
      open = { from: event.at - Math.max(0, event.holeMs), to };
      found.push(open);
    } else if (event.kind === 'microphone-acquired' || event.kind === 'microphone-replaced') {
      if (open) open.to = event.at;
      open = null;
    }
  }
  return found;
}

/**
 * The end of a session's sound, from what was sent last on, of which nothing shows that it arrived; null where all is known to have.
 * A catch-up that was under way had come to an earlier place than the end, and sent more than a second of sound in each.
 */
function unprovenEnd(
  events: readonly SessionEvent[],
  { catchUps, captured, to }: Pick<GapLedger, 'catchUps' | 'captured' | 'to'>,
): Stretch | null {
  const ended = events.findLast((event) => event.kind === 'session-ended');
  if (ended?.unprovenMs === undefined) return null;
  const last = catchUps.at(-1);
  const lastEnd = events.findLast((event) => event.kind === 'catch-up-ended');
  if (!last || !lastEnd || lastEnd.at < ended.at - endsWithinMs - ended.unprovenMs)
    return { from: to - ended.unprovenMs, to };
  const sentMs = ended.unprovenMs * Math.max(1, last.speed);
  return { from: momentBefore(captured, to, lastEnd.leftMs + sentMs), to };
}

type FoundGap = Omit<GapBand, 'lateMs'>;

/** The gaps of a log, each with the most that it can have cost; `summedMs` is that of gaps which have no line of their own. */
function gapsOf(
  events: readonly SessionEvent[],
  timeline: SessionTimeline,
  { to, isCutOff, unproven }: { to: number; isCutOff: boolean; unproven: Stretch | null },
) {
  const found: FoundGap[] = [];
  let open: number | null = null;
  let listedMs = 0;
  let inAllMs = 0;
  for (const event of events) {
    if (event.kind === 'gap-began') {
      open ??= event.at - event.unprovenMs;
    } else if (event.kind === 'gap-ended') {
      const { at, afterMs, lostMs, lostInAllMs } = event;
      open = null;
      listedMs += lostMs;
      inAllMs = Math.max(inAllMs, lostInAllMs);
      found.push({ from: at - afterMs, to: at, lostMs, isOpen: false, cause: 'unanswered' });
    }
  }
  if (open === null && isCutOff) open = to - unknownMs;
  if (open === null && unproven) open = unproven.from;
  if (open !== null) {
    found.push({ from: open, to, lostMs: Infinity, isOpen: timeline.running, cause: 'unanswered' });
  }
  const end = isCutOff ? [{ from: to, to, cause: 'host-gone' as const }] : [];
  const causes = [...causesOf(events, timeline), ...end];
  return {
    found: found.map((gap) => ({ ...gap, cause: causeOf(gap, causes) ?? gap.cause })),
    summedMs: Math.max(0, inAllMs - listedMs),
  };
}

/** The newest reason that was told before a gap was over, where its time reaches into the gap; the reasons are in their order. */
function causeOf({ from, to }: Stretch, causes: readonly (Stretch & { cause: GapCause })[]): GapCause | null {
  let [low, high] = [0, causes.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((causes[middle]?.from ?? Infinity) <= to) low = middle + 1;
    else high = middle;
  }
  const newest = causes[low - 1];
  return newest && newest.to >= from ? newest.cause : null;
}

/** The told reasons for which something may not arrive, each with its time. */
function causesOf(
  events: readonly SessionEvent[],
  { interruptions }: SessionTimeline,
): (Stretch & { cause: GapCause })[] {
  const hostLosses = events
    .filter((event) => event.kind === 'session-resumed')
    .map(({ at, holeMs }) => ({ from: at - Math.max(0, holeMs), to: at, cause: 'host-gone' as const }));
  return [...interruptions, ...hostLosses].sort((one, other) => one.from - other.from);
}

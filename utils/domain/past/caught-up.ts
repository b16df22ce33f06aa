import type { SessionEvent } from '../log/session-event.ts';
import type { CatchUpRoad } from '../recovery/catch-up-roads.ts';
import { difference, merged, momentAfter, momentBefore, type Stretch } from './stretches.ts';

/** A time in which a session sent what it could not send before. */
export interface CatchUpBand extends Stretch {
  /** Epoch milliseconds of the first sound that was sent so. */
  first: number;
  /** Milliseconds that were not sent yet when it began. */
  behindMs: number;
  road: CatchUpRoad;
  speed: number;
  /** How it ended: with nothing left to be sent, too early, or not yet (or nobody knows). */
  end: 'level' | 'early' | 'open';
}

/** What a session sent late. The stretches are times in which it was captured, in order and without an overlap. */
export interface CaughtUp {
  bands: CatchUpBand[];
  /** Times whose sound was not sent at once, because what was captured before it came first, or was left out. */
  notAtOnce: Stretch[];
  /** Times whose sound was sent late and arrived. */
  arrived: Stretch[];
  /** Times whose sound may have arrived twice: it was sent at once, nothing proves that it arrived, and it was sent again. */
  twice: Stretch[];
}

/** Milliseconds of a catch-up, before its host was lost, in which what was sent is not known to the next one; see `owed-from.ts`. */
const sentUnseenMs = 2000;

/**
 * What a session sent late, from its log. `captured` are the times in which it captured something that ought to arrive, and `to`, in
 * epoch milliseconds, is the end of what is known. A catch-up of which the log does not say how it ended brought nothing that is
 * known to have arrived.
 */
export function caughtUp(
  events: readonly SessionEvent[],
  captured: readonly Stretch[],
  to: number,
): CaughtUp {
  const found: { bands: CatchUpBand[]; arrived: Stretch[]; twice: Stretch[]; leftOut: Stretch[] } = {
    bands: [],
    arrived: [],
    twice: [],
    leftOut: [],
  };
  let open: CatchUpBand | null = null;
  /** Since when nothing is sent at once; null while it is. */
  let heldSince: number | null = null;
  /** The last sound that a lost host had sent, which a recording may hold once more. */
  let sentBefore: ((owedFrom: number) => number) | null = null;
  const close = (at: number, end: CatchUpBand['end']) => {
    if (open) Object.assign(open, { to: Math.max(open.from, at), end });
    open = null;
  };
  for (const event of events) {
    if (event.kind === 'catch-up-began') {
      close(event.at, 'early');
      const { at, from: first, behindMs, againMs, owedMs, road, speed } = event;
      open = { from: at, to: Math.max(at, to), first, behindMs, road, speed, end: 'open' };
      found.bands.push(open);
      found.twice.push({ from: first, to: momentAfter(captured, first, againMs) });
      if (owedMs !== undefined && sentBefore) found.twice.push({ from: first, to: sentBefore(first) });
      sentBefore = null;
    } else if (event.kind === 'catch-up-ended' && open) {
      const { first } = open;
      found.arrived.push({ from: first, to: momentBefore(captured, Math.min(event.at, to), event.leftMs) });
      close(event.at, event.leftMs > 0 ? 'early' : 'level');
    } else if (event.kind === 'backlog-dropped') {
      const { from, durationMs } = event;
      found.leftOut.push({ from, to: momentAfter(captured, from, durationMs) });
    } else if (event.kind === 'recovery-began') {
      heldSince ??= event.at;
    } else if (event.kind === 'recovered') {
      heldSince = null;
    } else if (event.kind === 'session-resumed') {
      // A backlog is lost with its host, except for what the recording holds.
      const lastAt = event.at - Math.max(0, event.holeMs);
      const againMs = open ? open.speed * sentUnseenMs : null;
      const until: number = heldSince ?? lastAt;
      sentBefore = (from) => (againMs === null ? until : momentAfter(captured, from, againMs));
      heldSince = until;
      close(lastAt, 'early');
    }
  }
  const leftOut = merged(found.leftOut);
  const late = found.bands.map(({ first, to: until }) => ({ from: first, to: Math.min(until, to) }));
  return {
    bands: found.bands,
    notAtOnce: merged([...late, ...leftOut]),
    arrived: difference(merged(found.arrived), leftOut),
    twice: merged(found.twice),
  };
}

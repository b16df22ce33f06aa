import { greatest } from '../numbers/extremes.ts';
import type { DecidedEvent } from './observation.ts';
import { afterHostLoss, afterLate, type Gaps, type Late } from './gaps.ts';
import { isRunning, type Running, type RunningState, type SessionState } from './session-state.ts';
import type { SessionInput } from './session-fact.ts';
import type { Transition } from './transition.ts';

/*
 *     no gap --(a loss; no proof for too long; another host took over)--> a gap lasts
 *        ^                                                                    |
 *        +--(proven again, over whichever connection: what was captured in between is lost)-+
 *        +--(heard again before the proofs were late: nothing is lost)----------------------+
 *        +--(the session ends)--------------------------------------------------------------+
 *
 * A gap begins before it is noticed: with what was sent after the last proof.
 */

/**
 * Milliseconds before the last proof that a gap includes: a receiver may drop the newest packets of its jitter buffer at a long
 * gap, though they had arrived (measured with aiortc: four packets of 20 ms).
 */
export const bufferedMs = 100;

/**
 * Milliseconds before the last moment that is known of a lost host from which on it is not known what arrived: as long as an
 * acknowledgement and its reading may take on a good link.
 */
const unknownMs = 1000;

/** The fact that the host of a session is gone comes with what the next one knows of it. */
type Resumed = Extract<SessionInput, { type: 'resume-requested' }>;

/** The same transition, with the gap that the input begins or ends in its state, and with the lines about it in its log. */
export function withGaps(before: SessionState, next: Transition, input: SessionInput): Transition {
  if (input.type === 'resume-requested' && !isRunning(before)) return resumed(next, input);
  if (!isRunning(before) || before.phase === 'starting') return next;
  const { at } = input;
  const earlier = provenFurther(before, input);
  const since = earlier.since ?? beginning(before, next.state, input);
  if (since === null) return awaitsProof(before, next) ? provenLast(next) : next;
  const isNew = earlier.since === null;
  const open = isNew
    ? { ...earlier, since, noticedAt: at, countedTo: since, ms: 0 }
    : openedAgain(earlier, input);
  const began: DecidedEvent[] = isNew ? [{ kind: 'gap-began', unprovenMs: at - since }] : [];
  const end = ending(before, next.state, input);
  if (end === null) {
    const isCounted =
      input.type === 'slept' ||
      (isRunning(next.state) && captures(next.state.running) !== captures(before.running));
    const gaps = isCounted ? counted(open, before.running, input) : open;
    return gaps === before.running.gaps ? next : told(next, gaps, began);
  }
  const lostMs = end === 'all-arrived' ? 0 : counted(open, before.running, input).ms;
  const inAllMs = earlier.inAllMs + lostMs;
  const line = { kind: 'gap-ended', afterMs: at - since, lostMs, lostInAllMs: inAllMs } as const;
  const pendingMs = earlier.pendingMs + lostMs;
  return told(next, { ...earlier, since: null, countedTo: at, ms: 0, inAllMs, pendingMs }, [...began, line]);
}

/** The same transition, with what its lines say of a gap's sound that is sent after the gap. */
export function withLate(next: Transition): Transition {
  if (!isRunning(next.state)) return next;
  const { gaps } = next.state.running;
  let late: Late = gaps;
  for (const line of next.log ?? []) {
    if (line.kind === 'backlog-dropped' || line.kind === 'catch-up-began' || line.kind === 'catch-up-ended')
      late = afterLate(late, line);
  }
  return late === gaps ? next : told(next, { ...gaps, ...late }, []);
}

/** Whether a session ends of which somebody may want to know that its last sound has arrived: to send it late, or because its recording goes when all has. */
function awaitsProof({ phase, running }: RunningState, { state }: Transition): boolean {
  const isWanted = running.session.catchUp !== undefined || running.isRecorded;
  return phase === 'live' && state.phase === 'stopping' && isWanted && running.gaps.areWatched;
}

/** The same transition, whose release waits for the proof of the last sound. */
function provenLast(next: Transition): Transition {
  const effects = next.effects.map((effect) =>
    effect.type === 'release' ? { ...effect, awaitsProof: true as const } : effect,
  );
  return { ...next, effects };
}

/** The facts about a connection by which a session may end. */
const endsByLoss = new Set<SessionInput['type']>(['connection-lost', 'server-ended']);

/** The moment at which a gap begins by this input, in epoch milliseconds; null where none begins. */
function beginning(before: RunningState, after: SessionState, input: SessionInput): number | null {
  if (input.type === 'delivery-stopped') return provenSince(before, input.at, input.provenMsAgo);
  if (before.phase !== 'live' || !('link' in input)) return null;
  const isLost = after.phase === 'recovering' || (after.phase === 'stopping' && endsByLoss.has(input.type));
  return isLost ? provenSince(before, input.at, input.link.provenMsAgo) : null;
}

/** What is in doubt begins with the last proof: never before the session was live, nor in the gap before. */
function provenSince(before: RunningState, at: number, provenMsAgo: number | null): number {
  const { gaps } = before.running;
  const liveSince = before.phase === 'starting' ? at : before.liveSince;
  const since = provenMsAgo === null ? liveSince : at - provenMsAgo - bufferedMs;
  // A moment in the future is from before the clock was set back.
  const bounds = [liveSince, gaps.countedTo].filter((bound) => bound <= at);
  return Math.min(at, greatest([since, ...bounds]));
}

/**
 * The gaps, of which the one that lasts may begin later than it looked when its loss was noticed: between two readings of the figures it
 * was not known yet what had arrived. Silence is sent since then, so it begins with the loss at the latest.
 */
function provenFurther(before: RunningState, input: SessionInput): Gaps {
  const { gaps } = before.running;
  const { since, noticedAt, countedTo, ms } = gaps;
  if (input.type !== 'delivery-proven' || before.phase !== 'recovering' || since === null) return gaps;
  // Another loss may have come since, of a connection over which nothing of the gap was sent.
  if (noticedAt !== before.since || countedTo !== since || ms > 0) return gaps;
  const from = Math.min(noticedAt, input.at - input.provenMsAgo - bufferedMs);
  return from > since ? { ...gaps, since: from, countedTo: from } : gaps;
}

/** How a gap ends by this input; null where it lasts. */
function ending(
  before: RunningState,
  after: SessionState,
  { type }: SessionInput,
): 'proven' | 'all-arrived' | 'over' | null {
  if (!isRunning(after)) return 'over';
  // The first acknowledgement of another connection may come before its first sound.
  if (type === 'delivery-resumed') return 'proven';
  // The proofs would have been told as late before, had they been: see `followTrail`.
  return type === 'link-heard' && before.phase === 'recovering' ? 'all-arrived' : null;
}

/** Whether something is captured that ought to arrive. */
function captures({ muted, microphone }: Running): boolean {
  return !muted && (microphone === 'sounding' || microphone === 'silent');
}

/** A gap of which what was captured until the input is counted. */
function counted(gaps: Gaps, running: Running, input: SessionInput): Gaps {
  // A gap is longer than it looks by as much as the clock was set back, and began as much earlier by that clock.
  const sleptMs = input.type === 'slept' ? input.byMs : 0;
  const captured = captures(running) ? Math.max(0, input.at - gaps.countedTo - sleptMs) : 0;
  const setBackMs = Math.max(0, -sleptMs);
  const since = gaps.since === null ? null : gaps.since - setBackMs;
  return { ...gaps, since, countedTo: input.at, ms: gaps.ms + captured };
}

/** A gap in which another host took over: nothing is captured before its first microphone. */
function openedAgain(gaps: Gaps, { type, at }: SessionInput): Gaps {
  return type === 'microphone-acquired' ? { ...gaps, countedTo: at } : gaps;
}

/** The gap that another host finds: one that lasts, or one that begins with what is not known of the host before. */
function resumed(next: Transition, input: Resumed): Transition {
  if (!isRunning(next.state)) return next;
  const earlier = next.state.running.gaps;
  const known = { ...input, at: input.since };
  const since = earlier.since ?? input.since - unknownMs;
  const open = earlier.since === null ? { ...earlier, since, countedTo: since, ms: 0 } : earlier;
  const found = counted(open, next.state.running, known);
  const missingMs = found.ms;
  const gaps = { ...found, ...afterHostLoss(found, missingMs, input.since), countedTo: input.at };
  const begun = next.log?.map((line) => (line.kind === 'session-resumed' ? { ...line, missingMs } : line));
  return told(
    { ...next, ...(begun && { log: begun }) },
    gaps,
    earlier.since === null ? [{ kind: 'gap-began', unprovenMs: input.at - since }] : [],
  );
}

function told(next: Transition, gaps: Gaps, lines: readonly DecidedEvent[]): Transition {
  const state = isRunning(next.state)
    ? { ...next.state, running: { ...next.state.running, gaps } }
    : next.state;
  return { ...next, state, ...(lines.length > 0 && { log: [...(next.log ?? []), ...lines] }) };
}

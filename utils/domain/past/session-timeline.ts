import type { Warning } from '../warnings/warning-kinds.ts';
import type { LossCause } from '../recovery/recovery-policy.ts';
import type { EventBody, SessionEvent, SessionEventBody } from '../log/session-event.ts';
import type { MicrophoneCondition } from '../microphone/microphone-condition.ts';
import type { Stretch } from './stretches.ts';

/** A phase of the timeline; in a `hole` there was no host. */
export type TimelinePhase = 'starting' | 'live' | 'recovering' | 'hole';

export interface PhaseBand extends Stretch {
  phase: TimelinePhase;
}

/** An interruption. `by` is null where it was never healed; `to` is then the end of what is known. */
export interface Interruption extends Stretch {
  cause: LossCause;
  by: EventBody<'recovered'>['by'] | null;
  attempts: number;
}

/** A warning on the timeline; `worst` is in the warning's own unit (`warningKinds`). */
export interface WarningBand extends Stretch {
  warning: Warning;
  worst: number;
}

/**
 * A stretch in which the microphone did not sound: muted by the user, muted by its own switch or the system,
 * silent for no known reason, or missing.
 */
export interface MicrophoneBand extends Stretch {
  condition: 'muted-by-user' | Exclude<MicrophoneCondition, 'sounding'>;
}

export interface SessionTimeline extends Stretch {
  running: boolean;
  /** The phases in order, without a gap, from `from` to `to`. */
  phases: PhaseBand[];
  interruptions: Interruption[];
  /** Interruptions of which the log has a sum alone, their milliseconds, and the longest of them. */
  summed: { times: number; ms: number; longest: { at: number; ms: number } };
  warnings: WarningBand[];
  microphone: MicrophoneBand[];
}

/**
 * Puts a session's events on the axis of time; events are in the order they happened, and `now` is the end of
 * a running session.
 */
export function sessionTimeline(events: readonly SessionEvent[], now: number): SessionTimeline {
  const from = events[0]?.at ?? now;
  const end = events.findLast(({ kind }) => kind === 'session-ended');
  const running = end === undefined;
  const to = Math.max(from, endOf(events, from, now));
  const within = events.filter(({ at }) => at <= to);
  return {
    from,
    to,
    running,
    phases: phasesOf(within, from, to),
    interruptions: interruptionsOf(within, to),
    summed: summedOf(within),
    warnings: warningsOf(within, to),
    microphone: microphoneOf(within, to),
  };
}

function endOf(events: readonly SessionEvent[], from: number, now: number): number {
  const end = events.findLast(({ kind }) => kind === 'session-ended');
  if (end?.kind !== 'session-ended') return Math.max(now, events.at(-1)?.at ?? now);
  // A session that was cut off is ended in the log later, with the last moment that is known.
  return end.by === 'interruption' ? Math.min(from + end.durationMs, Math.max(from, end.at)) : end.at;
}

function phasesOf(events: readonly SessionEvent[], from: number, to: number): PhaseBand[] {
  const bands: PhaseBand[] = [{ from, to: from, phase: 'starting' }];
  let wasLive = false;
  const enter = (phase: TimelinePhase, at: number) => {
    const last = bands.at(-1);
    if (!last || last.phase === phase) return;
    last.to = Math.max(at, last.from);
    bands.push({ from: last.to, to: last.to, phase });
  };
  for (const event of events) {
    switch (event.kind) {
      case 'live':
      case 'recovered':
        enter('live', event.at);
        wasLive = true;
        break;
      case 'recovery-began':
        enter('recovering', event.at);
        break;
      case 'session-resumed':
        // A clock that was set back may make a hole's length negative.
        enter('hole', event.at - Math.max(0, event.holeMs));
        enter(wasLive ? 'recovering' : 'starting', event.at);
        break;
      default:
    }
  }
  const last = bands.at(-1);
  if (last) last.to = Math.max(last.from, to);
  return bands.filter((band) => band.to > band.from);
}

function interruptionsOf(events: readonly SessionEvent[], to: number): Interruption[] {
  const found: Interruption[] = [];
  let open: Interruption | null = null;
  for (const event of events) {
    if (event.kind === 'recovery-began') {
      open = { from: event.at, to, cause: event.cause, by: null, attempts: 0 };
      found.push(open);
    } else if (event.kind === 'recovered' && open) {
      open.to = event.at;
      open.by = event.by;
      open.attempts = event.attempts;
      open = null;
    }
  }
  return found;
}

function summedOf(events: readonly SessionEvent[]): SessionTimeline['summed'] {
  const summed = { times: 0, ms: 0, longest: { at: 0, ms: 0 } };
  for (const event of events) {
    if (event.kind !== 'events-counted' || !event.interruptions) continue;
    summed.times += event.interruptions.times;
    summed.ms += event.interruptions.ms;
    if (event.interruptions.longest.ms > summed.longest.ms) summed.longest = event.interruptions.longest;
  }
  return summed;
}

function warningsOf(events: readonly SessionEvent[], to: number): WarningBand[] {
  const found: WarningBand[] = [];
  const open = new Map<Warning, WarningBand>();
  for (const event of events) {
    if (event.kind === 'warning-raised') {
      if (open.has(event.warning)) continue;
      const band = { from: event.at, to, warning: event.warning, worst: event.figure };
      open.set(event.warning, band);
      found.push(band);
    } else if (event.kind === 'warning-cleared') {
      const band = open.get(event.warning);
      if (!band) continue;
      band.to = event.at;
      band.worst = event.worst;
      open.delete(event.warning);
    }
  }
  return found;
}

function microphoneOf(events: readonly SessionEvent[], to: number): MicrophoneBand[] {
  const found: MicrophoneBand[] = [];
  let mutedByUser = false;
  let condition: MicrophoneCondition = 'sounding';
  for (const event of events) {
    if (event.kind === 'mute-changed') mutedByUser = event.muted;
    else condition = conditionAfter(condition, event);
    // A microphone that the user muted is expected to be silent.
    const next = mutedByUser ? 'muted-by-user' : condition === 'sounding' ? null : condition;
    const last = found.at(-1);
    const open = last?.to === to ? last : undefined;
    if ((open?.condition ?? null) === next) continue;
    if (open) open.to = event.at;
    if (next !== null) found.push({ from: event.at, to, condition: next });
  }
  return found.filter((band) => band.to > band.from);
}

/**
 * The condition after an event: silence is logged as a warning, and the end of a missing microphone as
 * another one taking over.
 */
function conditionAfter(before: MicrophoneCondition, event: SessionEventBody): MicrophoneCondition {
  switch (event.kind) {
    case 'microphone-condition-changed':
      return event.condition;
    case 'microphone-replaced':
      return before === 'missing' ? 'sounding' : before;
    case 'warning-raised':
      return event.warning === 'silent-microphone' ? 'silent' : before;
    case 'warning-cleared':
      return event.warning === 'silent-microphone' && before === 'silent' ? 'sounding' : before;
    default:
      return before;
  }
}

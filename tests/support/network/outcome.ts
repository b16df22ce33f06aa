import type { Warning } from '../../../utils/domain/warnings/warning-kinds.ts';
import type { SessionEvent } from '../../../utils/domain/log/session-event.ts';
import { gapLedger } from '../../../utils/domain/past/gap-ledger.ts';
import { difference, lengthWithin, merged } from '../../../utils/domain/past/stretches.ts';
import type { Wav } from '../wav.ts';
import type { Sighting } from '../browser/popup-timeline.ts';
import type { FaultTimes } from './faults.ts';

type EventOf<Kind extends SessionEvent['kind']> = Extract<SessionEvent, { kind: Kind }>;

/** What happened to a session in a fault. */
export interface Outcome extends FaultTimes {
  /** The popup's words from the fault on. */
  sightings: readonly Sighting[];
  /** Epoch milliseconds at which audio was received. */
  audio: readonly number[];
  /** The session's log. */
  events: readonly SessionEvent[];
  /** The microphones and connections that the extension had open after the session's end. */
  held: { microphones: number; connections: number };
  /** What each session at the server received, where the experiment sends what is late; else nothing. */
  heard: readonly Wav[];
  /** The number of sessions that the server had after the session's end. */
  leftBehind: number;
}

export function eventsOf<Kind extends SessionEvent['kind']>(
  { events }: Outcome,
  kind: Kind,
): EventOf<Kind>[] {
  return events.filter((event): event is EventOf<Kind> => event.kind === kind);
}

/** Milliseconds from the fault to the first change that the user is told; null for never. */
export function toldMs({ sightings, began }: Outcome): number | null {
  const told = sightings.find(({ at, phase }) => at >= began && phase !== 'live');
  return told ? told.at - began : null;
}

/** Milliseconds for which the popup said `live` while the fault lasted, counting until the next change. */
export function saidLiveMs({ sightings, began, ended }: Outcome): number {
  const shown = sightings.map(({ at, phase }, index) => {
    const until = Math.min(sightings[index + 1]?.at ?? ended, ended);
    return phase === 'live' ? Math.max(0, until - Math.max(at, began)) : 0;
  });
  return shown.reduce((sum, each) => sum + each, 0);
}

/** Whether the popup said `live` again while the fault still lasted. */
export function saidLiveTooSoon({ sightings, began, ended }: Outcome): boolean {
  const told = sightings.findIndex(({ at, phase }) => at >= began && phase !== 'live');
  return told >= 0 && sightings.slice(told).some(({ at, phase }) => phase === 'live' && at < ended);
}

/** Milliseconds from the end of the fault to received audio; null for never. */
export function flowMs({ audio, ended }: Outcome): number | null {
  const first = audio.find((at) => at >= ended);
  return first === undefined ? null : Math.round(first - ended);
}

/** The longest time without audio on the wire from the fault on, in milliseconds. */
export function silenceMs({ audio, began }: Outcome): number {
  const arrivals = audio.filter((at) => at >= began - 500);
  return Math.round(Math.max(0, ...arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? at))));
}

/** A time without audio at the server's end, and what the session's ledger has of it. */
export interface WireHole {
  wireMs: number;
  /**
   * The milliseconds by which the ledger's gap is longer than the hole at its beginning and at its end, negative where it is too short;
   * null where the ledger has none.
   */
  early: number | null;
  late: number | null;
  /** The milliseconds in the middle of the hole that lie in no gap: the ledger has more than one there. */
  betweenMs: number;
}

/** The holes in the audio from the fault on that are long enough for a ledger to see, in their order. */
export function holesAgainstLedger({
  audio,
  began,
  events,
}: Pick<Outcome, 'audio' | 'began' | 'events'>): WireHole[] {
  const { seenFromMs, gaps } = gapLedger(events, Date.now());
  if (seenFromMs === null) return [];
  const arrivals = audio.filter((at) => at >= began - 500);
  const holes = arrivals.slice(1).map((to, index) => ({ from: arrivals[index] ?? to, to }));
  return holes
    .filter(({ from, to }) => to - from >= seenFromMs)
    .map((hole) => {
      const wireMs = Math.round(hole.to - hole.from);
      const over = gaps.filter(({ from, to }) => from < hole.to && to > hole.from);
      const [first, last] = [over[0], over.at(-1)];
      if (!first || !last) return { wireMs, early: null, late: null, betweenMs: 0 };
      const between = difference([{ from: first.from, to: last.to }], merged(over));
      return {
        wireMs,
        early: Math.round(hole.from - first.from),
        late: Math.round(last.to - hole.to),
        betweenMs: Math.round(lengthWithin(between, hole)),
      };
    });
}

/** Milliseconds that a moment of the log loses: it is a whole millisecond, cut off, where the wire's are exact. */
const clocksMs = 1;

/**
 * What the ledger has too little of, in words: it never says that more arrived than did. A time that the computer slept through, and
 * one in which no host was there, is none in which something was captured.
 */
export function ledgerProblems(outcome: Pick<Outcome, 'audio' | 'began' | 'events'>): string[] {
  const uncaptured = ['clock-jumped', 'session-resumed'];
  if (outcome.events.some(({ kind }) => uncaptured.includes(kind))) return [];
  return holesAgainstLedger(outcome).flatMap(({ wireMs, early, late, betweenMs }) => {
    if (early === null || late === null)
      return [`nothing arrived for ${String(wireMs)} ms, and the ledger has no gap`];
    return [
      ...(early < -clocksMs ? [`the gap begins ${String(-early)} ms too late`] : []),
      ...(late < -clocksMs ? [`the gap ends ${String(-late)} ms too early`] : []),
      ...(betweenMs > clocksMs ? [`the gaps leave out ${String(betweenMs)} ms between them`] : []),
    ];
  });
}

/** The phases that the popup showed, without repetitions in a row. */
export function phases({ sightings }: Outcome): string[] {
  return sightings.flatMap(({ phase }, index) => (sightings[index - 1]?.phase === phase ? [] : [phase]));
}

/**
 * Problems of a log: numbers that are missing or out of order, losses and recoveries, or warnings and their
 * ends, that do not alternate.
 */
export function logProblems({ events }: Pick<Outcome, 'events'>): string[] {
  const problems: string[] = [];
  for (const writer of ['host', 'worker'] as const) {
    const own = events
      .filter((event) => event.writer === writer)
      .toSorted((one, other) => one.seq - other.seq);
    own.forEach(({ seq, kind }, index) => {
      if (seq !== index + 1)
        problems.push(`${writer} ${String(seq)} (${kind}) stands in place ${String(index + 1)}`);
    });
    const late = own.find(({ at }, index) => at < (own[index - 1]?.at ?? 0));
    if (late) problems.push(`${writer} ${String(late.seq)} (${late.kind}) is older than the one before it`);
  }
  problems.push(...unpairedLosses(events), ...unpairedWarnings(events));
  const told = events.filter(({ writer }) => writer === 'host');
  if (told[0]?.kind !== 'session-started') problems.push('it does not begin with session-started');
  // Where the session's host was cut off, the worker ends the session.
  const isCutOff = events.some(({ writer, kind }) => writer === 'worker' && kind === 'session-ended');
  if (!isCutOff && told.at(-1)?.kind !== 'session-ended') problems.push('it does not end with session-ended');
  return problems;
}

function unpairedLosses(events: Outcome['events']): string[] {
  const problems: string[] = [];
  let isLost = false;
  for (const { kind } of events) {
    if (kind !== 'recovery-began' && kind !== 'recovered' && kind !== 'session-resumed') continue;
    // A new host may continue a session that was being healed.
    if (kind !== 'session-resumed' && isLost !== (kind === 'recovered'))
      problems.push(`${kind} twice in a row`);
    isLost = kind !== 'recovered';
  }
  return problems;
}

function unpairedWarnings(events: Outcome['events']): string[] {
  const problems: string[] = [];
  const raised = new Set<Warning>();
  for (const event of events) {
    // The host that would have cleared the warnings is gone.
    if (event.kind === 'session-resumed') raised.clear();
    if (event.kind !== 'warning-raised' && event.kind !== 'warning-cleared') continue;
    const isRaised = event.kind === 'warning-raised';
    if (raised.has(event.warning) === isRaised)
      problems.push(`${event.kind} twice in a row: ${event.warning}`);
    if (isRaised) raised.add(event.warning);
    else raised.delete(event.warning);
  }
  return [...problems, ...[...raised].map((warning) => `never cleared: ${warning}`)];
}

/** The log from the fault on, one event a line, in milliseconds from the fault's end. */
export function timeline({ events, began, ended }: Outcome): string {
  const lines = events
    .filter(({ at }) => at >= began)
    .map(({ sessionId: _session, writer: _writer, seq: _seq, at, kind, ...figures }) =>
      [String(at - ended).padStart(8), kind, JSON.stringify(figures)].join(' '),
    );
  return lines.join('\n');
}

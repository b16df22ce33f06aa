import type { Warning } from '../../../utils/domain/warnings/warning-kinds.ts';
import type { SessionEvent } from '../../../utils/domain/log/session-event.ts';
import { gapLedger } from '../../../utils/domain/past/gap-ledger.ts';
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

/**
 * The session's ledger against the wire: seconds without audio at the server's end around the fault, and the gap that the ledger has
 * of it; `early` and `late` are the milliseconds by which the gap is longer than the silence at either end, negative where it is
 * too short. Null where the audio never stopped for longer than a gap that can be seen.
 */
export function ledgerAgainstWire({ audio, began, events }: Outcome) {
  const ledger = gapLedger(events, Date.now());
  const arrivals = audio.filter((at) => at >= began - 500);
  const holes = arrivals.slice(1).map((to, index) => ({ from: arrivals[index] ?? to, to }));
  const hole = holes.toSorted((one, other) => other.to - other.from - (one.to - one.from))[0];
  if (!hole || ledger.seenFromMs === null || hole.to - hole.from < ledger.seenFromMs) return null;
  const gap = ledger.gaps.find(({ from, to }) => from < hole.to && to > hole.from);
  return {
    wireMs: Math.round(hole.to - hole.from),
    lostMs: ledger.lostMs,
    early: gap ? Math.round(hole.from - gap.from) : null,
    late: gap ? Math.round(gap.to - hole.to) : null,
  };
}

/** Milliseconds that a moment of the log loses: it is a whole millisecond, cut off, where the wire's are exact. */
const clocksMs = 1;

/**
 * What the ledger has too little of, in words: it never says that more arrived than did. A time that the computer slept through, and
 * one in which no host was there, is none in which something was captured.
 */
export function ledgerProblems(outcome: Outcome): string[] {
  const against = ledgerAgainstWire(outcome);
  const uncaptured = ['clock-jumped', 'session-resumed'];
  if (against === null || outcome.events.some(({ kind }) => uncaptured.includes(kind))) return [];
  const { early, late, wireMs } = against;
  if (early === null || late === null)
    return [`nothing arrived for ${String(wireMs)} ms, and the ledger has no gap`];
  return [
    ...(early < -clocksMs ? [`the gap begins ${String(-early)} ms too late`] : []),
    ...(late < -clocksMs ? [`the gap ends ${String(-late)} ms too early`] : []),
  ];
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

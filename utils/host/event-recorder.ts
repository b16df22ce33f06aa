import {
  eventWeights,
  isRepeatable,
  mostEvents,
  type InterruptionKind,
  type RepeatableKind,
} from '../domain/log/event-weight.ts';
import type { EventBody, SessionEvent, SessionEventBody } from '../domain/log/session-event.ts';
import type { Edges } from '../async/edges.ts';
import { createTimer } from '../async/timer.ts';
import { createRepeatedMessages } from './repeated-messages.ts';

/**
 * How many consecutive events of one kind are logged, more than any normal session had, and the milliseconds
 * after which one more may be logged.
 */
const allowed = {
  state: { burst: 200, oneMoreMs: 30_000 },
  passing: { burst: 200, oneMoreMs: 30_000 },
  interruption: { burst: 5000, oneMoreMs: 600_000 },
};

/**
 * Milliseconds between two counts of the events that are not logged; more in a log that has reached its
 * greatest length.
 */
const countMs = { first: 60_000, afterCut: 600_000 };

export interface EventRecorderDeps extends Pick<Edges, 'now' | 'after'> {
  onEvent(event: SessionEvent): void;
}

type Repeatable = Extract<SessionEventBody, { kind: RepeatableKind }>;
type InterruptionBody = Extract<SessionEventBody, { kind: InterruptionKind }>;
type Interruptions = NonNullable<EventBody<'events-counted'>['interruptions']>;

/**
 * Numbers a session's events and hands them on, as many as a log can hold. Beginnings and endings are all
 * handed on at once; so are losses and recoveries, unless there are thousands of them: then those that are
 * over within a minute are summed up, and those that last are handed on. Events that a server, a network or a
 * device can cause in any number (see `event-weight.ts`) are logged up to a number and then counted: when
 * that begins, once a minute, and before the session's end. For events that tell a state, the newest one that
 * was left out is logged together with the next count.
 *
 * A message of a server that comes again is counted by itself, and logged with the number once a minute.
 *
 * Where a log has reached its greatest length, `log-cut` says so, and from there on it has milestones and
 * interruptions alone; other events are counted.
 */
export function createEventRecorder(
  { now, after, onEvent }: EventRecorderDeps,
  { sessionId, lastSeq }: { sessionId: string; lastSeq: number },
) {
  const allowances = new Map<RepeatableKind, { left: number; at: number }>();
  const counts = new Map<RepeatableKind, number>();
  /** The newest event that was left out, for each thing that has a state. */
  const held = new Map<string, Repeatable>();
  const repeated = createRepeatedMessages();
  /** A loss that is left out of the log unless it lasts, and its moment in epoch milliseconds. */
  let leftOutLoss: { body: EventBody<'recovery-began'>; at: number } | null = null;
  let interruptions: Interruptions = nothingInterrupted();
  let seq = lastSeq;
  let isCut = false;
  let isCounting = false;
  const timer = createTimer({ after });

  function log(body: SessionEventBody, at = now()): void {
    seq += 1;
    onEvent({ sessionId, writer: 'host', seq, at, ...body });
  }

  function hasRoom(): boolean {
    if (seq < mostEvents) return true;
    if (!isCut) log({ kind: 'log-cut' });
    isCut = true;
    return false;
  }

  function isAllowed(kind: RepeatableKind): boolean {
    const { burst, oneMoreMs } = allowed[eventWeights[kind]];
    const { left, at } = allowances.get(kind) ?? { left: burst, at: now() };
    // A clock that was set back adds no allowance, and removes none.
    const more = Math.max(0, Math.floor((now() - at) / oneMoreMs));
    const all = Math.min(burst, left + more);
    allowances.set(kind, { left: Math.max(0, all - 1), at: all === burst ? now() : at + more * oneMoreMs });
    return all > 0;
  }

  function count(kind: RepeatableKind): void {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    counted();
  }

  function counted(): void {
    if (!isCounting) logCounts();
    isCounting = true;
    countLater();
  }

  function logCounts(): void {
    if (counts.size === 0 && interruptions.times === 0) return;
    log({
      kind: 'events-counted',
      counts: [...counts].map(([kind, times]) => ({ kind, times })),
      ...(interruptions.times > 0 && { interruptions }),
    });
    counts.clear();
    interruptions = nothingInterrupted();
  }

  function countLater(): void {
    if (!timer.isRunning()) timer.start(seq < mostEvents ? countMs.first : countMs.afterCut, countAgain);
  }

  /** Logs a loss and its recovery, or adds both to a sum. */
  function recordInterruption(body: InterruptionBody): void {
    if (body.kind === 'recovery-began') {
      if (isAllowed(body.kind)) return log(body);
      leftOutLoss = { body, at: now() };
      return countLater();
    }
    if (body.kind !== 'recovered') return isAllowed(body.kind) ? log(body) : count(body.kind);
    if (leftOutLoss === null) return log(body);
    const { at } = leftOutLoss;
    leftOutLoss = null;
    interruptions = withOneMore(interruptions, at, body);
    counted();
  }

  function logLeftOutLoss(): void {
    if (leftOutLoss) log(leftOutLoss.body, leftOutLoss.at);
    leftOutLoss = null;
  }

  function leaveOut(body: Repeatable): void {
    const thing = stateOf(body);
    const older = thing === null ? body : held.get(thing);
    if (thing !== null) held.set(thing, body);
    if (older) count(older.kind);
    countLater();
  }

  function logOrCount(body: Repeatable, times = 1): void {
    if (hasRoom()) log(body);
    else counts.set(body.kind, (counts.get(body.kind) ?? 0) + times);
  }

  const logRepeated = () => repeated.take().forEach((body) => logOrCount(body, body.times));

  function countAgain(): void {
    logRepeated();
    isCounting = counts.size > 0 || held.size > 0 || interruptions.times > 0 || leftOutLoss !== null;
    if (!isCounting) return;
    if (leftOutLoss && now() - leftOutLoss.at >= countMs.first) logLeftOutLoss();
    logHeld();
    countLater();
  }

  function logHeld(): void {
    held.forEach((body) => logOrCount(body));
    held.clear();
    logCounts();
  }

  return {
    /** Logs a line, or counts it; a milestone has happened `at`, in epoch milliseconds, which is now if it is absent. */
    record(body: SessionEventBody, at?: number): void {
      if (body.kind === 'session-failed' || body.kind === 'stop-requested') logLeftOutLoss();
      if (body.kind === 'session-ended') {
        timer.stop();
        logRepeated();
        logHeld();
      }
      if (!isRepeatable(body)) return log(body, at);
      if (isInterruption(body)) return recordInterruption(body);
      if (body.kind === 'server-message-received' && repeated.count(body)) return countLater();
      if (!hasRoom() || !isAllowed(body.kind)) return leaveOut(body);
      const older = held.get(stateOf(body) ?? '');
      if (older) {
        held.delete(stateOf(older) ?? '');
        count(older.kind);
      }
      log(body);
    },
  };
}

function nothingInterrupted(): Interruptions {
  return { times: 0, ms: 0, reconnects: 0, longest: { at: 0, ms: 0 } };
}

function withOneMore(
  { times, ms, reconnects, longest }: Interruptions,
  at: number,
  { by, afterMs }: EventBody<'recovered'>,
): Interruptions {
  return {
    times: times + 1,
    ms: ms + afterMs,
    reconnects: reconnects + (by === 'new-connection' ? 1 : 0),
    longest: afterMs > longest.ms ? { at, ms: afterMs } : longest,
  };
}

function isInterruption(body: Repeatable): body is InterruptionBody {
  return eventWeights[body.kind] === 'interruption';
}

/** The thing whose state an event reports; null where it reports none. */
function stateOf(body: Repeatable): string | null {
  if (eventWeights[body.kind] !== 'state') return null;
  switch (body.kind) {
    case 'warning-raised':
    case 'warning-cleared':
      return body.warning;
    case 'microphone-acquired':
    case 'microphone-replaced':
      return 'microphone';
    case 'gap-began':
    case 'gap-ended':
      return 'gap';
    default:
      return body.kind;
  }
}

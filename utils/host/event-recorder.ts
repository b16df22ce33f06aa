import { eventWeights, isRepeatable, mostEvents, type RepeatableKind } from '../domain/log/event-weight.ts';
import type { SessionEvent, SessionEventBody } from '../domain/log/session-event.ts';

/** Events of one kind that are logged in a row: more than any session had that nobody meant ill. */
const burst = 200;

/** How long it takes, in milliseconds, until one more of a kind may be logged. */
const oneMoreMs = 30_000;

/** How often what is not logged is counted, in milliseconds. */
const countMs = 60_000;

type Repeatable = Extract<SessionEventBody, { kind: RepeatableKind }>;

/**
 * Numbers a session's events and hands them on, as many as a log can hold. Beginnings, losses, recoveries and endings are
 * handed on at once, all of them. Whatever a server, a network or a device can bring about at will (see `event-weight.ts`)
 * is logged so many times and then counted: when that begins, once a minute, and before the session's end. Of what says how
 * something stands, the newest that was left out is logged together with the next count.
 *
 * Where a log has become as long as it may be, `log-cut` says so, and everything but milestones is counted from there on.
 */
export function createEventRecorder(
  { now, onEvent }: { now: () => number; onEvent: (event: SessionEvent) => void },
  { sessionId, lastSeq }: { sessionId: string; lastSeq: number },
) {
  const allowances = new Map<RepeatableKind, { left: number; at: number }>();
  const counts = new Map<RepeatableKind, number>();
  /** The newest that was left out of each thing that has a state. */
  const held = new Map<string, Repeatable>();
  let seq = lastSeq;
  let isCut = false;
  let isCounting = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function log(body: SessionEventBody): void {
    seq += 1;
    onEvent({ sessionId, writer: 'host', seq, at: now(), ...body });
  }

  function hasRoom(): boolean {
    if (seq < mostEvents) return true;
    if (!isCut) log({ kind: 'log-cut' });
    isCut = true;
    return false;
  }

  function isAllowed(kind: RepeatableKind): boolean {
    const { left, at } = allowances.get(kind) ?? { left: burst, at: now() };
    // A clock that was set back gives nothing, and takes nothing.
    const more = Math.max(0, Math.floor((now() - at) / oneMoreMs));
    const all = Math.min(burst, left + more);
    allowances.set(kind, { left: Math.max(0, all - 1), at: all === burst ? now() : at + more * oneMoreMs });
    return all > 0;
  }

  function count(kind: RepeatableKind): void {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (!isCounting) tellCounts();
    isCounting = true;
  }

  function tellCounts(): void {
    if (counts.size === 0) return;
    log({ kind: 'events-counted', counts: [...counts].map(([kind, times]) => ({ kind, times })) });
    counts.clear();
  }

  function leaveOut(body: Repeatable): void {
    const thing = stateOf(body);
    const older = thing === null ? body : held.get(thing);
    if (thing !== null) held.set(thing, body);
    if (older) count(older.kind);
    timer ??= setTimeout(countAgain, countMs);
  }

  function countAgain(): void {
    timer = undefined;
    isCounting = counts.size > 0 || held.size > 0;
    if (!isCounting) return;
    settle();
    timer = setTimeout(countAgain, countMs);
  }

  function settle(): void {
    for (const [thing, body] of held) {
      held.delete(thing);
      if (hasRoom()) log(body);
      else counts.set(body.kind, (counts.get(body.kind) ?? 0) + 1);
    }
    tellCounts();
  }

  return {
    record(body: SessionEventBody): void {
      if (body.kind === 'session-ended') {
        clearTimeout(timer);
        timer = undefined;
        settle();
      }
      if (!isRepeatable(body)) return log(body);
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

/** The thing whose state an event tells; null where it tells none. */
function stateOf(body: Repeatable): string | null {
  if (eventWeights[body.kind] !== 'state') return null;
  switch (body.kind) {
    case 'warning-raised':
    case 'warning-cleared':
      return body.warning;
    case 'microphone-acquired':
    case 'microphone-replaced':
      return 'microphone';
    default:
      return body.kind;
  }
}

import { faultOf } from '../../domain/failure/failure-rules.ts';
import { isAboutLink } from '../../domain/warnings/warning-kinds.ts';
import { thinBands, type BandKind } from '../../domain/past/session-bands.ts';
import { afterHostLoss, afterLate, type Late } from '../../domain/session/gaps.ts';
import type { RepeatableKind } from '../../domain/log/event-weight.ts';
import type { EventBody, SessionEvent } from '../../domain/log/session-event.ts';
import { nothingSpent, sessionQuality, spend, type SpentMs } from '../../domain/past/session-quality.ts';
import { mostConnections, type SessionOutcome, type SessionRow } from './session-row.ts';

/**
 * A session's row after one more event. The events have to come once each and in the order of {@link
 * compareEvents}; after a late one the row is made again by {@link projectSession}.
 */
export function projectEvent(row: SessionRow | undefined, event: SessionEvent): SessionRow {
  const before = row ?? unknownSession(event);
  const changed = change({ ...before, lastEventAt: Math.max(before.lastEventAt, event.at) }, event);
  return {
    ...changed,
    eventCount: before.eventCount + 1,
    quality: sessionQuality(spentBy(changed, changed.lastEventAt)),
  };
}

/** A session's row, from all its events in any order, each once; undefined without any. */
export function projectSession(events: readonly SessionEvent[]): SessionRow | undefined {
  let row: SessionRow | undefined;
  for (const event of events.toSorted(compareEvents)) row = projectEvent(row, event);
  return row;
}

/**
 * Compares events by the order in which a log is read: by time, and at the same moment by writer and number.
 */
export function compareEvents(one: SessionEvent, other: SessionEvent): number {
  if (one.at !== other.at) return one.at - other.at;
  if (one.writer !== other.writer) return one.writer < other.writer ? -1 : 1;
  return one.seq - other.seq;
}

/**
 * The milliseconds that a session has spent in each phase until a moment, in epoch milliseconds; for a
 * running session that moment is now.
 */
export function spentBy({ spentMs, bands }: Pick<SessionRow, 'spentMs' | 'bands'>, until: number): SpentMs {
  const last = bands.at(-1);
  return last?.to === null ? spend(spentMs, last, until) : spentMs;
}

function change(row: SessionRow, event: SessionEvent): SessionRow {
  switch (event.kind) {
    case 'session-started':
      return {
        ...row,
        startedAt: event.at,
        profileId: event.profile.id,
        profileName: event.profile.name,
        profileKind: event.profile.kind,
        serverOrigin: event.serverOrigin,
      };
    case 'microphone-acquired':
    case 'microphone-replaced':
      return { ...row, microphone: event.label };
    case 'live':
      return goLive(row, event.at);
    case 'events-counted':
      return addCounted(row, event);
    case 'recovery-began':
      return lose(row, event);
    case 'recovered':
      return heal(row, event);
    case 'gap-ended':
      return withDelivery(row, {
        ...lateOf(row),
        lostMs: event.lostInAllMs - (row.lateMs ?? 0),
        pendingMs: lateOf(row).pendingMs + event.lostMs,
      });
    case 'backlog-dropped':
    case 'catch-up-began':
    case 'catch-up-ended': {
      const late = lateOf(row);
      const after = afterLate(late, event);
      return withDelivery(row, { ...after, lostMs: (row.lostMs ?? 0) - (after.lateMs - late.lateMs) });
    }
    case 'rolled-over':
      return nextConnection(row, event.at);
    case 'warning-raised': {
      const warnings = [...row.open.warnings.filter((each) => each !== event.warning), event.warning];
      return warn({ ...row, warnings: row.warnings + 1, open: { ...row.open, warnings } }, event.at);
    }
    case 'warning-cleared': {
      const warnings = row.open.warnings.filter((each) => each !== event.warning);
      return warn({ ...row, open: { ...row.open, warnings } }, event.at);
    }
    case 'texts-counted':
      return event.delay ? { ...row, textDelay: event.delay } : row;
    case 'session-resumed':
      return resume(row, event);
    case 'session-failed':
      return { ...row, failure: event.failure };
    case 'session-ended':
      return end(row, event);
    default:
      return row;
  }
}

/** What of the row's gaps arrived late, and what may still do so. */
function lateOf({ lateMs = 0, open: { pendingMs = 0, gone } }: SessionRow): Late {
  return { lateMs, pendingMs, gone: gone ?? null };
}

/** The row with what did not arrive, arrived late and may still do so; where that is nothing the row has no such member. */
function withDelivery(
  row: SessionRow,
  { lostMs, lateMs, pendingMs, gone }: Late & { lostMs: number },
): SessionRow {
  const { lostMs: _lost, lateMs: _late, ...others } = row;
  const { pendingMs: _pending, gone: _gone, ...open } = row.open;
  return {
    ...others,
    ...(lostMs > 0 && { lostMs }),
    ...(lateMs > 0 && { lateMs }),
    open: { ...open, ...(pendingMs !== 0 && { pendingMs }), ...(gone && { gone }) },
  };
}

function lose(row: SessionRow, { cause, at }: SessionEvent & EventBody<'recovery-began'>): SessionRow {
  // A connection that was replaced before its time is not known to have died.
  const lostAt = cause === 'replaced' ? null : at;
  const lost = {
    ...row,
    interruptions: row.interruptions + 1,
    open: { ...row.open, lostAt: row.open.lostAt ?? lostAt },
  };
  return enter(lost, 'recovering', at);
}

function heal(row: SessionRow, { by, afterMs, at }: SessionEvent & EventBody<'recovered'>): SessionRow {
  const isNew = by === 'new-connection';
  const healed = isNew ? nextConnection(row, at) : row;
  const recovered = {
    ...healed,
    interruptedMs: row.interruptedMs + afterMs,
    reconnects: row.reconnects + (isNew ? 1 : 0),
    open: { ...healed.open, lostAt: null },
  };
  return enter(recovered, liveKind(row), at);
}

/** Continues the row after a gap in which there was no host. */
function resume(row: SessionRow, resumed: SessionEvent & EventBody<'session-resumed'>): SessionRow {
  const { at } = resumed;
  // A clock that was set back may make a hole's length negative.
  const holeMs = Math.max(0, resumed.holeMs);
  const next = withDelivery(
    {
      ...row,
      interruptions: row.interruptions + 1,
      interruptedMs: row.interruptedMs + holeMs,
      ...endConnection(row, at - holeMs, false),
      open: { warnings: [], connectedAt: null, lostAt: null },
    },
    { ...afterHostLoss(lateOf(row), resumed.missingMs ?? 0, at - holeMs), lostMs: row.lostMs ?? 0 },
  );
  const since = Math.max(at - holeMs, row.bands.at(-1)?.from ?? 0);
  const inHole = enter(next, 'hole', since);
  return enter(inHole, row.liveAt === null ? 'starting' : 'recovering', at);
}

/** Adds the interruptions that the log has only as numbers. */
function addCounted(row: SessionRow, event: EventBody<'events-counted'>): SessionRow {
  const { times = 0, ms = 0, reconnects = 0 } = event.interruptions ?? {};
  return {
    ...row,
    warnings: row.warnings + timesOf(event, 'warning-raised'),
    interruptions: row.interruptions + times,
    interruptedMs: row.interruptedMs + ms,
    reconnects: row.reconnects + reconnects,
  };
}

function timesOf({ counts }: EventBody<'events-counted'>, kind: RepeatableKind): number {
  return counts.reduce((sum, each) => sum + (each.kind === kind ? each.times : 0), 0);
}

function goLive(row: SessionRow, at: number): SessionRow {
  const last = row.bands.at(-1);
  // After a gap the host starts anew: until the session is live again, the server hears nothing.
  const startedAnewMs = last?.kind === 'recovering' ? at - last.from : 0;
  const live = {
    ...row,
    liveAt: row.liveAt ?? at,
    interruptedMs: row.interruptedMs + startedAnewMs,
    open: { ...row.open, connectedAt: row.open.connectedAt ?? at },
  };
  return enter(live, liveKind(row), at);
}

function nextConnection(row: SessionRow, at: number): SessionRow {
  return { ...row, ...endConnection(row, at, false), open: { ...row.open, connectedAt: at, lostAt: null } };
}

/** Ends the connection in use at `at`, or when it was lost. */
function endConnection(row: SessionRow, at: number, failed: boolean): Pick<SessionRow, 'connections'> {
  const { connectedAt, lostAt } = row.open;
  const to = lostAt ?? at;
  if (connectedAt === null || to < connectedAt || row.connections.length >= mostConnections) {
    return { connections: row.connections };
  }
  const life = { from: connectedAt, ms: to - connectedAt, died: lostAt !== null || failed };
  return { connections: [...row.connections, life] };
}

function liveKind({ open }: SessionRow): BandKind {
  return open.warnings.some(isAboutLink) ? 'warned' : 'live';
}

/** Marks a warning on the band, which is done only where the session is live. */
function warn(row: SessionRow, at: number): SessionRow {
  const kind = row.bands.at(-1)?.kind;
  return kind === 'live' || kind === 'warned' ? enter(row, liveKind(row), at) : row;
}

function end(row: SessionRow, event: Extract<SessionEvent, { kind: 'session-ended' }>): SessionRow {
  const outcomes = { user: 'stopped', failure: 'failed', interruption: 'interrupted' } as const;
  const outcome: SessionOutcome = outcomes[event.by];
  // An interruption is logged later than it happened; it was neither before the session began nor after its
  // last event.
  const lastKnownAt = Math.max(row.startedAt, row.startedAt + event.durationMs);
  const endedAt = event.by === 'interruption' ? Math.min(lastKnownAt, row.lastEventAt) : event.at;
  const { unprovenMs = 0 } = event;
  const delivered =
    unprovenMs > 0 ? withDelivery(row, { ...lateOf(row), lostMs: (row.lostMs ?? 0) + unprovenMs }) : row;
  const closed = closeBand(delivered, endedAt);
  const last = row.bands.at(-1);
  // Milliseconds of an interruption that only the session's end has ended.
  const brokenOffMs = last?.kind === 'recovering' && last.to === null ? Math.max(0, endedAt - last.from) : 0;
  const interruptedMs = row.interruptedMs + brokenOffMs;
  const failed = event.by === 'failure' && row.failure !== null && faultOf(row.failure) === 'connection';
  const open = { warnings: [], connectedAt: null, lostAt: null };
  return { ...closed, ...endConnection(row, endedAt, failed), interruptedMs, outcome, endedAt, open };
}

function enter(row: SessionRow, kind: BandKind, at: number): SessionRow {
  const last = row.bands.at(-1);
  if (row.endedAt !== null || last?.kind === kind) return row;
  const closed = closeBand(row, at);
  return { ...closed, bands: thinBands([...closed.bands, { kind, from: at, to: null }]) };
}

/** Ends the last band; a band without length is dropped. */
function closeBand(row: SessionRow, at: number): SessionRow {
  const last = row.bands.at(-1);
  if (last?.to !== null) return row;
  const others = row.bands.slice(0, -1);
  if (at <= last.from) return { ...row, bands: others };
  const closed = { ...last, to: at };
  return { ...row, bands: [...others, closed], spentMs: spend(row.spentMs, closed) };
}

function unknownSession(event: SessionEvent): SessionRow {
  return {
    id: event.sessionId,
    startedAt: event.at,
    endedAt: null,
    liveAt: null,
    profileId: '',
    profileName: '',
    profileKind: 'loopback',
    serverOrigin: null,
    microphone: '',
    outcome: 'running',
    failure: null,
    interruptions: 0,
    reconnects: 0,
    interruptedMs: 0,
    warnings: 0,
    quality: null,
    bands: [{ kind: 'starting', from: event.at, to: null }],
    spentMs: nothingSpent,
    connections: [],
    eventCount: 0,
    lastEventAt: event.at,
    open: { warnings: [], connectedAt: null, lostAt: null },
  };
}

import type { SessionEvent } from '../../domain/log/session-event.ts';
import type { ExportSource } from './export-source.ts';
import { createStatsReports, type StatsReports } from './export-stats.ts';
import type { ExportBrowser } from './export-webrtc-internals.ts';
import type { Masker } from './masker.ts';

/**
 * Begins an RTCStats dump of version 3 (JSON Lines): every line has a method, a connection, a value, and the
 * milliseconds since the line before; the first line has those since the epoch. Since timestamps are
 * relative, sessions are written in the order they began.
 */
export function* rtcstatsBeginning({ userAgent }: ExportBrowser, origin: string): Generator<string> {
  yield `RTCStatsDump\n${JSON.stringify({ fileFormat: 3, userAgent, origin, url: '/' })}\n`;
}

type Delta = Record<string, object | null>;

export type RtcstatsClock = ReturnType<typeof createRtcstatsClock>;

/** Turns moments into the milliseconds since the moment before. */
export function createRtcstatsClock() {
  let last = 0;
  return (at: number): number => {
    const delta = Math.round(at) - last;
    last += delta;
    return delta;
  };
}

export async function* rtcstatsSession(
  { row, events, samples }: ExportSource,
  masker: Masker,
  number: number,
  since: RtcstatsClock,
): AsyncGenerator<string> {
  const id = `PC_${number - 1}`;
  const line = (at: number, method: string, value: unknown) =>
    `${JSON.stringify([method, id, value, since(at)])}\n`;
  const log = masker.value(events);
  const toReports = createStatsReports(log);
  let before: StatsReports = {};
  let next = 0;

  function* eventsUntil(at: number): Generator<string> {
    for (let event = log[next]; event && event.at <= at; event = log[next]) {
      yield line(event.at, ...call(event));
      next += 1;
    }
  }

  for await (const piece of samples()) {
    for (const sample of piece) {
      yield* eventsUntil(sample.at);
      const { delta, known } = compress(before, toReports(sample));
      yield line(sample.at, 'getStats', delta);
      before = known;
    }
  }
  yield* eventsUntil(Infinity);
  yield line(Math.max(row.lastEventAt, row.endedAt ?? 0), 'close', null);
}

/** Writes an event as the peer connection's call or event that it stands for, or else under its own name. */
function call(event: SessionEvent): [method: string, value: unknown] {
  const { sessionId: _, writer: __, seq: ___, at: ____, kind, ...data } = event;
  switch (event.kind) {
    case 'session-started':
      return ['create', { iceTransportPolicy: event.iceTransportPolicy, bundlePolicy: 'max-bundle' }];
    case 'connection-status-changed':
      return ['onconnectionstatechange', event.connectionState];
    case 'ice-server-failed':
      return ['onicecandidateerror', data];
    default:
      return [`steadymic.${kind}`, data];
  }
}

/**
 * Compresses reports to differences: members that did not change are left out, and a report that is gone is
 * null. Importers do not take null as the value of a member, and a member cannot be removed alone; so a
 * report of which a member is no longer known is removed once, and written in full the next time.
 */
function compress(before: StatsReports, after: StatsReports): { delta: Delta; known: StatsReports } {
  const delta: Delta = {};
  const known: StatsReports = {};
  for (const [id, report] of Object.entries(after)) {
    const old: Record<string, unknown> = before[id] ?? {};
    const members = Object.entries(report).filter(([, value]) => value !== null);
    const isLess = Object.keys(old).some((name) => (report[name] ?? null) === null);
    if (isLess) delta[id] = null;
    else {
      known[id] = Object.fromEntries(members) as StatsReports[string];
      delta[id] = Object.fromEntries(members.filter(([name, value]) => old[name] !== value));
    }
  }
  for (const id of Object.keys(before)) if (!(id in after)) delta[id] = null;
  return { delta, known };
}

import { createCalls, trackNamed } from './export-calls.ts';
import type { ExportSource } from './export-source.ts';
import { createStatsReports, type StatsReports } from './export-stats.ts';
import type { ExportBrowser } from './export-webrtc-internals.ts';
import type { Masker } from './masker.ts';

/**
 * Begins an RTCStats dump of version 3 (JSON Lines): every line has a method, a connection, a value, and the
 * milliseconds since the line before; the first line has those since the epoch. Since timestamps are
 * relative, sessions are written in the order they began. What belongs to no connection has null for it, and
 * readers look there for the creation of the client first.
 */
export function* rtcstatsBeginning(
  { userAgent, brands }: ExportBrowser,
  origin: string,
  startedAt: number,
  since: RtcstatsClock,
): Generator<string> {
  const client = { userAgentData: { brands } };
  yield `RTCStatsDump\n${JSON.stringify({ fileFormat: 3, userAgent, origin, url: '/' })}\n`;
  yield `${JSON.stringify(['create', null, client, since(startedAt)])}\n`;
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
  const line = (at: number, method: string, value: unknown, connection: string | null = id) =>
    `${JSON.stringify([method, connection, value, since(at)])}\n`;
  const log = masker.value(events);
  const toReports = createStatsReports(log);
  const toCalls = createCalls();
  let before: StatsReports = {};
  let next = 0;

  function* eventsUntil(at: number): Generator<string> {
    for (let event = log[next]; event && event.at <= at; event = log[next]) {
      if (event.kind === 'microphone-acquired') {
        const client = (method: string, value: unknown) =>
          line(event.at, `navigator.mediaDevices.${method}`, value, null);
        yield client('getUserMedia', { audio: true });
        yield client('getUserMediaOnSuccess', [trackNamed(event.label)]);
      }
      for (const { name, isEvent, value } of toCalls(event)) {
        yield line(event.at, name ? `${isEvent ? 'on' : ''}${name}` : `steadymic.${event.kind}`, value);
      }
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

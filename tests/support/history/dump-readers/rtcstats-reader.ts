import { demand, drawGraphs, isReport, type Reports, type Series, type Traces } from './trace.ts';

/**
 * Reads version 3 of an RTCStats dump as github.com/rtcstats/rtcstats does (rtcstats-shared, August 2026):
 * relative timestamps, and reports of differences. A member is never null: after a null, that reader takes
 * later values for the members of an object. A report is null, for gone, only where it existed: another one
 * has no type to read.
 */
export function readRtcstats(text: string): Traces {
  demand(text.startsWith('RTCStatsDump\n'), 'the format is told from the first line');
  const [, head = '', ...lines] = text.trimEnd().split('\n');
  const metadata = JSON.parse(head) as unknown;
  demand(isReport(metadata) && metadata['fileFormat'] === 3, 'the second line is an object');
  demand(metadata['origin'], 'a dump without an origin is passed over');
  demand(metadata['url'] && metadata['userAgent'], 'a dump has a URL and a browser');
  let at = 0;
  const traces: Partial<Traces> = { null: [] };
  const known = new Map<string, Reports>();
  for (const line of lines) {
    const [type, connection, value, ...extra] = JSON.parse(line) as [
      string,
      string | null,
      unknown,
      ...number[],
    ];
    demand(extra.length === 1, 'a line ends with the milliseconds since the one before');
    at += extra[0] ?? NaN;
    demand(!Number.isNaN(new Date(at).getTime()), 'a moment is one of the calendar');
    const id = String(connection);
    const events = (traces[id] ??= []);
    demand(!['onicecandidate', 'addIceCandidate'].includes(type), 'such a line is taken for a candidate');
    if (type !== 'getStats') {
      events.push({ type, timestamp: at, value });
      continue;
    }
    const reports = updated(known.get(id) ?? {}, value as Record<string, Record<string, unknown> | null>);
    known.set(id, reports);
    events.push({ type, timestamp: at, value: reports });
  }
  return traces as Traces;
}

function updated(before: Reports, delta: Record<string, Record<string, unknown> | null>): Reports {
  const after = { ...before };
  for (const [id, members] of Object.entries(delta)) {
    if (members === null) {
      demand(id in after, `${id} is gone, and never was`);
      Reflect.deleteProperty(after, id);
      continue;
    }
    demand(!Object.values(members).includes(null), `a member of ${id} is null`);
    const whole = { ...after[id], ...members };
    demand(typeof whole['type'] === 'string', `${id} has no type`);
    demand(typeof whole['timestamp'] === 'number', `${id} has no moment`);
    after[id] = whole;
  }
  return after;
}

/** The graphs of one connection, as the importer draws them: with the bits a second from the sum of bytes. */
export function graphsOf(traces: Traces, connection: string) {
  const series = new Map<string, { type: string; members: Map<string, Series> }>();
  const sent = new Map<string, { at: number; bytes: number }>();
  for (const { type, value } of traces[connection] ?? []) {
    if (type !== 'getStats') continue;
    for (const [id, { type: reportType, timestamp, ...members }] of Object.entries(value as Reports)) {
      const at = Number(timestamp);
      const report = series.get(id) ?? { type: String(reportType), members: new Map<string, Series>() };
      series.set(id, report);
      const calculated: Record<string, unknown> = {};
      const { bytesSent: bytes } = members;
      if (reportType === 'outbound-rtp' && typeof bytes === 'number') {
        const before = sent.get(id);
        if (before && at > before.at)
          calculated['[bytesSent_in_bits/s]'] = ((bytes - before.bytes) * 8000) / (at - before.at);
        sent.set(id, { at, bytes });
      }
      for (const [name, figure] of Object.entries({ ...members, ...calculated })) {
        const curve = report.members.get(name) ?? [];
        curve.push([at, figure]);
        report.members.set(name, curve);
      }
    }
  }
  return drawGraphs(series);
}

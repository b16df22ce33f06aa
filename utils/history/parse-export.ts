import * as v from 'valibot';
import { figure as anyFigure, identifier, moment } from '../domain/plain-data.ts';
import type { Sample } from '../domain/sample.ts';
import { bareEventSchema, type BareEvent } from '../domain/session-event.ts';
import { exportFormat, exportVersion } from './export-json.ts';
import type { ImportProblem } from './import-outcome.ts';
import type { SampleFigure } from './sample-series.ts';

/** A session as an export has it. */
export interface ExportedSession {
  id: string;
  events: BareEvent[];
  samples: Omit<Sample, 'sessionId'>[];
}

const figure = v.nullable(anyFigure);
const columns = v.strictObject({
  at: v.array(moment),
  roundTripTime: v.array(figure),
  jitter: v.array(figure),
  fractionLost: v.array(figure),
  bitrate: v.array(figure),
  audioLevel: v.array(figure),
  capturedMsAgo: v.array(figure),
  sentMsAgo: v.array(figure),
  heardMsAgo: v.array(figure),
  understoodMsAgo: v.array(figure),
  consecutiveErrors: v.array(anyFigure),
} satisfies Record<'at' | SampleFigure, unknown>);

const piece = v.pipe(
  columns,
  v.check((each) => new Set(Object.values(each).map(({ length }) => length)).size === 1),
  v.transform(toSamples),
);

const session = v.object({
  id: identifier,
  events: v.pipe(
    v.array(bareEventSchema),
    v.minLength(1),
    v.check((events) => new Set(events.map(({ writer, seq }) => `${writer} ${seq}`)).size === events.length),
  ),
  samples: v.array(piece),
});

const file = v.object({ sessions: v.array(session) });
const head = v.object({ format: v.literal(exportFormat), version: v.number() });

/** Reads the text of a JSON export, see docs/history-export.md. Nothing of it is believed that is not checked. */
export function parseExport(
  text: string,
): { ok: true; sessions: ExportedSession[] } | { ok: false; problem: ImportProblem } {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'unreadable' };
  }
  const kind = v.safeParse(head, data);
  if (!kind.success) return { ok: false, problem: 'foreign' };
  if (kind.output.version > exportVersion) return { ok: false, problem: 'newer-version' };
  const parsed = v.safeParse(file, data, { abortEarly: true });
  if (!parsed.success) return { ok: false, problem: 'malformed' };
  const sessions = parsed.output.sessions.map(({ id, events, samples }) => ({
    id,
    events,
    samples: samples.flat(),
  }));
  return { ok: true, sessions };
}

function toSamples(each: v.InferOutput<typeof columns>): Omit<Sample, 'sessionId'>[] {
  const valueAt = (name: Exclude<SampleFigure, 'consecutiveErrors'>, index: number) =>
    each[name][index] ?? null;
  return each.at.map((at, index) => ({
    at,
    roundTripTime: valueAt('roundTripTime', index),
    jitter: valueAt('jitter', index),
    fractionLost: valueAt('fractionLost', index),
    bitrate: valueAt('bitrate', index),
    audioLevel: valueAt('audioLevel', index),
    capturedMsAgo: valueAt('capturedMsAgo', index),
    sentMsAgo: valueAt('sentMsAgo', index),
    heardMsAgo: valueAt('heardMsAgo', index),
    understoodMsAgo: valueAt('understoodMsAgo', index),
    consecutiveErrors: each.consecutiveErrors[index] ?? 0,
  }));
}

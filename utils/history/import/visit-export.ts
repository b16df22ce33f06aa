import * as v from 'valibot';
import { figure as anyFigure, identifier, moment } from '../../domain/bounds/plain-data.ts';
import { bareEventSchema, type BareEvent } from '../../domain/log/session-event.ts';
import { segmentSchema, type Segment } from '../../domain/transcript/segment.ts';
import { largestParts } from '../export/export-format.ts';
import { createJsonSplitter, parseJson, type JsonPlan } from './json-splitter.ts';
import type { RecordingPart } from '../rows/recording-row.ts';
import type { SampleFigure } from '../rows/sample-series.ts';

const figures = v.array(v.nullable(anyFigure));
const columns = v.pipe(
  v.strictObject({
    at: v.array(moment),
    roundTripTime: figures,
    jitter: figures,
    fractionLost: figures,
    bitrate: figures,
    audioLevel: figures,
    capturedMsAgo: figures,
    sentMsAgo: figures,
    heardMsAgo: figures,
    understoodMsAgo: figures,
    consecutiveErrors: v.array(anyFigure),
  } satisfies Record<'at' | SampleFigure, unknown>),
  v.check((each) => new Set(Object.values(each).map(({ length }) => length)).size === 1),
);

/** A recorder names its files by the moment of their beginning; no other name becomes that of a file. */
const recordingName = v.pipe(v.string(), v.regex(/^\d{1,16}\.opus$/));
const recordingPoints = v.pipe(
  v.array(
    v.pipe(
      v.tuple([anyFigure, moment]),
      v.transform(([seconds, at]) => ({ seconds, at })),
    ),
  ),
  v.maxLength(largestParts.pointsOfFile),
  v.check((points) => points.every(({ seconds }, index) => seconds >= (points[index - 1]?.seconds ?? 0))),
);

/** A piece of a session's samples as an export has it: one list for each figure. */
export type SampleColumns = v.InferOutput<typeof columns>;

/** Called with each part of an export, in the order of the file. */
export interface ExportVisitor {
  onSession(): void;
  onId(id: string): void;
  onEvent(event: BareEvent): void;
  onSamples(samples: SampleColumns): void;
  onSegment(segment: Segment): void;
  /** Called with each piece of a recording's file, in order; {@link onRecordingPart} ends the file. */
  onSound(bytes: Uint8Array<ArrayBuffer>): void;
  onRecordingPart(part: RecordingPart): void;
  onSessionEnd(): void;
}

export interface VisitedExport {
  format: unknown;
  version: unknown;
  /** Whether the export has content that no export has; the visit ends there. */
  isMalformed: boolean;
}

/** Thrown by a visitor where an export's content is inconsistent. */
export class MalformedExportError extends Error {}

/**
 * Reads a file once, however large it is: only one value is held at a time. Yields the bytes read so far
 * after each piece, where the caller may rest.
 *
 * @throws JsonSyntaxError
 */
export async function* visitExport(
  file: Blob,
  visitor: ExportVisitor,
): AsyncGenerator<number, VisitedExport> {
  const visited: VisitedExport = { format: undefined, version: undefined, isMalformed: false };
  let hasSessions = false;

  // A newer version's file may have other content here: its version number has to be found all the same.
  const whileWellFormed = (visit: () => void) => {
    if (visited.isMalformed) return;
    try {
      visit();
    } catch (error) {
      if (!(error instanceof MalformedExportError)) throw error;
      visited.isMalformed = true;
    }
  };
  const onOther = () => (visited.isMalformed = true);
  const taken = <Output>(
    schema: v.GenericSchema<unknown, Output>,
    take: (value: Output) => void,
  ): JsonPlan => ({
    type: 'take',
    onValue(text) {
      const value = parseJson(text);
      whileWellFormed(() => take(checked(schema, value)));
    },
  });
  const list = (items: JsonPlan, onOpen?: () => void): JsonPlan => ({
    type: 'list',
    items,
    on: { onOther, ...(onOpen && { onOpen }) },
  });
  let part: Partial<RecordingPart> = {};
  const recordingPart: JsonPlan = {
    type: 'object',
    on: {
      onOther,
      onOpen: () => (part = {}),
      onClose: () =>
        whileWellFormed(() => {
          if (part.name === undefined || !part.points) throw new MalformedExportError();
          visitor.onRecordingPart({ name: part.name, points: part.points });
        }),
    },
    members: new Map([
      ['name', taken(recordingName, (name) => (part.name = name))],
      ['points', taken(recordingPoints, (points) => (part.points = points))],
      ['sound', list(taken(v.string(), (text) => visitor.onSound(fromBase64(text))))],
    ]),
  };
  const session: JsonPlan = {
    type: 'object',
    on: {
      onOther,
      onOpen: () => whileWellFormed(() => visitor.onSession()),
      onClose: () => whileWellFormed(() => visitor.onSessionEnd()),
    },
    members: new Map([
      ['id', taken(identifier, (id) => visitor.onId(id))],
      ['events', list(taken(bareEventSchema, (event) => visitor.onEvent(event)))],
      ['samples', list(taken(columns, (samples) => visitor.onSamples(samples)))],
      ['transcript', list(taken(segmentSchema, (segment) => visitor.onSegment(segment)))],
      ['recording', list(recordingPart)],
    ]),
  };
  const whole: JsonPlan = {
    type: 'object',
    on: { onOther },
    members: new Map<string, JsonPlan>([
      ['format', { type: 'take', onValue: (text) => (visited.format = parseJson(text)) }],
      ['version', { type: 'take', onValue: (text) => (visited.version = parseJson(text)) }],
      ['sessions', list(session, () => (hasSessions = true))],
    ]),
  };

  const splitter = createJsonSplitter(whole, largestParts.value);
  const reader = file.stream().getReader();
  const decoder = new TextDecoder();
  let bytes = 0;
  try {
    for (;;) {
      const piece = await reader.read();
      splitter.push(piece.done ? decoder.decode() : decoder.decode(piece.value, { stream: true }));
      if (piece.done) break;
      bytes += piece.value.byteLength;
      yield bytes;
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
  splitter.finish();
  visited.isMalformed ||= !hasSessions;
  return visited;
}

function checked<Output>(schema: v.GenericSchema<unknown, Output>, value: unknown): Output {
  const parsed = v.safeParse(schema, value, { abortEarly: true });
  if (!parsed.success) throw new MalformedExportError();
  return parsed.output;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  let decoded: string;
  try {
    decoded = atob(text);
  } catch {
    throw new MalformedExportError();
  }
  return Uint8Array.from(decoded, (letter) => letter.charCodeAt(0));
}

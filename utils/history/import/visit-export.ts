import * as v from 'valibot';
import { figure as anyFigure, identifier, moment } from '../../domain/bounds/plain-data.ts';
import { bareEventSchema, type BareEvent } from '../../domain/log/session-event.ts';
import { largestParts } from '../export/export-format.ts';
import { createJsonSplitter, parseJson, type JsonPlan } from './json-splitter.ts';
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

/** A piece of a session's samples as an export has it: one list for each figure. */
export type SampleColumns = v.InferOutput<typeof columns>;

/** Called with each part of an export, in the order of the file. */
export interface ExportVisitor {
  onSession(): void;
  onId(id: string): void;
  onEvent(event: BareEvent): void;
  onSamples(samples: SampleColumns): void;
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

import { dayMs, longestSessionMs } from '../../domain/bounds/bounds.ts';
import { greatest, least } from '../../domain/numbers/extremes.ts';
import type { Sample } from '../../domain/samples/sample.ts';
import type { SessionEvent } from '../../domain/log/session-event.ts';
import type { Segment } from '../../domain/transcript/segment.ts';
import { exportFormat, exportVersion, largestParts } from '../export/export-format.ts';
import type { CheckedSession, ExportReader, ImportPart } from './import-parts.ts';
import { createRecordingCheck } from './recording-check.ts';
import type { RecordingPart } from '../rows/recording-row.ts';
import { JsonSyntaxError } from './json-splitter.ts';
import {
  minuteOf,
  packedFigures,
  packMinute,
  unpackMinute,
  type PackedMinute,
} from '../rows/packed-minute.ts';
import { projectSession } from '../rows/session-projection.ts';
import { packRow } from '../rows/stored-row.ts';
import { MalformedExportError, visitExport, type ExportVisitor, type SampleColumns } from './visit-export.ts';

/** The number of events that are stored at a time, which takes a few milliseconds of a page. */
const eventsAtOnce = 200;
/** The number of segments that are stored at a time. */
const segmentsAtOnce = 500;
/** The number of packed minutes that are stored at a time. */
const minutesAtOnce = 120;

/**
 * Reads exports in the calling context; `worker-export-reader.ts` does the same in a worker. `now`, in epoch
 * milliseconds, is compared with a session's moments to find implausible ones; `rest` is awaited between two
 * pieces of a file.
 */
export function createExportReader(
  now: () => number,
  rest: () => Promise<void> = () => Promise.resolve(),
): ExportReader {
  return {
    async check(file, { onProgress, signal } = {}) {
      const sessions: CheckedSession[] = [];
      const visiting = visitExport(file, collectHeads(sessions, now() + dayMs));
      try {
        for (;;) {
          signal?.throwIfAborted();
          const step = await visiting.next();
          if (!step.done) {
            onProgress?.(step.value);
            await rest();
            continue;
          }
          const { format, version, isMalformed } = step.value;
          if (format !== exportFormat || typeof version !== 'number')
            return { ok: false, problem: 'foreign' };
          if (version > exportVersion) return { ok: false, problem: 'newer-version' };
          return isMalformed ? { ok: false, problem: 'malformed' } : { ok: true, sessions };
        }
      } catch (error) {
        if (error instanceof JsonSyntaxError) return { ok: false, problem: 'unreadable' };
        throw error;
      }
    },

    async *parts(file, wanted, { onProgress, signal } = {}) {
      const parts: ImportPart[] = [];
      for await (const bytes of visitExport(file, collectParts(parts, wanted))) {
        for (const part of parts.splice(0)) {
          signal?.throwIfAborted();
          yield part;
        }
        onProgress?.(bytes);
        await rest();
      }
      yield* parts;
    },
  };
}

/**
 * Collects what is to be known of each session of a file, checked as a whole. A session with a moment after
 * `latest`, in epoch milliseconds, is implausible.
 */
function collectHeads(sessions: CheckedSession[], latest: number): ExportVisitor {
  let id: string | null = null;
  let from = Infinity;
  let to = -Infinity;
  let firstEventAt = Infinity;
  let longestMs = 0;
  let sampleCount = 0;
  let numbers = new Set<string>();
  let segmentIds = new Set<string>();
  const recording = createRecordingCheck();
  const reach = (at: number) => {
    from = Math.min(from, at);
    to = Math.max(to, at);
  };
  return {
    onSession() {
      id = null;
      [from, to, firstEventAt, longestMs, sampleCount] = [Infinity, -Infinity, Infinity, 0, 0];
      [numbers, segmentIds] = [new Set(), new Set()];
      recording.begin();
    },
    // The times of a segment may come from a server, so they make no session implausible.
    onSegment(segment) {
      if (segmentIds.has(segment.id) || segmentIds.size >= largestParts.segmentsOfSession)
        throw new MalformedExportError();
      segmentIds.add(segment.id);
    },
    onSound: recording.onSound,
    onRecordingPart: recording.onPart,
    onId(found) {
      id = found;
    },
    onEvent(event) {
      const number = `${event.writer} ${event.seq}`;
      if (numbers.has(number) || numbers.size >= largestParts.eventsOfSession)
        throw new MalformedExportError();
      numbers.add(number);
      reach(event.at);
      firstEventAt = Math.min(firstEventAt, event.at);
      if (event.kind === 'session-ended') longestMs = Math.max(longestMs, event.durationMs);
    },
    onSamples({ at }) {
      sampleCount += at.length;
      if (sampleCount > largestParts.samplesOfSession) throw new MalformedExportError();
      for (const each of at) reach(each);
    },
    onSessionEnd() {
      const isOneTooMany = sessions.length >= largestParts.sessions;
      if (id === null || numbers.size === 0 || isOneTooMany) throw new MalformedExportError();
      const isImplausible = to > latest || Math.max(to - from, longestMs) > longestSessionMs;
      sessions.push({ id, from: firstEventAt, isImplausible });
    },
  };
}

/** Collects what is to be stored of the sessions at the wanted places of a file. */
function collectParts(parts: ImportPart[], wanted: ReadonlyMap<number, string>): ExportVisitor {
  let place = -1;
  let sessionId: string | undefined;
  let events: SessionEvent[] = [];
  let minutes: PackedMinute[] = [];
  let files: RecordingPart[] = [];
  let segments: Segment[] = [];
  const storeSegments = () => {
    if (sessionId !== undefined && segments.length > 0) parts.push({ type: 'segments', sessionId, segments });
    segments = [];
  };
  return {
    onSession() {
      place += 1;
      sessionId = wanted.get(place);
      [events, minutes, files, segments] = [[], [], [], []];
    },
    onSegment(segment) {
      if (segments.push(segment) >= segmentsAtOnce) storeSegments();
    },
    onSound(bytes) {
      if (sessionId !== undefined) parts.push({ type: 'sound', sessionId, file: files.length, bytes });
    },
    onRecordingPart(part) {
      files.push(part);
    },
    onId: () => undefined,
    onEvent(event) {
      if (sessionId !== undefined) events.push({ sessionId, ...event });
    },
    onSamples(samples) {
      // Packed at once, because as objects the samples would take ten times the memory.
      if (sessionId === undefined) return;
      for (const minute of toMinutes(toSamples(sessionId, samples))) minutes.push(minute);
    },
    onSessionEnd() {
      if (sessionId === undefined) return;
      storeSegments();
      const log = closed(events);
      const row = projectSession(log);
      for (const own of inSteps(log, eventsAtOnce)) parts.push({ type: 'events', events: own });
      for (const own of inSteps(joined(minutes), minutesAtOnce))
        parts.push({ type: 'minutes', minutes: own });
      // An imported recording is kept whatever its age, because somebody wanted it here.
      if (files.length > 0)
        parts.push({ type: 'recording', row: { sessionId, keep: 'always', isKept: true, parts: files } });
      if (row) parts.push({ type: 'session', row: packRow(row) });
      [events, minutes] = [[], []];
    },
  };
}

function inSteps<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/** Ends the log of a session that was running when it was exported, since it runs nowhere here. */
function closed(log: readonly SessionEvent[]): readonly SessionEvent[] {
  const [first] = log;
  if (!first || log.some(({ kind }) => kind === 'session-ended')) return log;
  const moments = log.map(({ at }) => at);
  const last = greatest(moments);
  const seq = greatest(log.map((event) => (event.writer === 'worker' ? event.seq : 0))) + 1;
  const end = { kind: 'session-ended', by: 'interruption', durationMs: last - least(moments) } as const;
  return [...log, { sessionId: first.sessionId, writer: 'worker', seq, at: last, ...end }];
}

function toSamples(sessionId: string, { at: moments, ...figures }: SampleColumns): Sample[] {
  return moments.map((at, index) => {
    const values = packedFigures.map((name) => [name, figures[name][index] ?? null]);
    return { sessionId, at: Math.round(at), ...Object.fromEntries(values) } as Sample;
  });
}

/** Packs samples, one row for each minute that has any; a moment that occurs twice counts once. */
function toMinutes(samples: readonly Sample[]): PackedMinute[] {
  return [...Map.groupBy(samples, ({ at }) => minuteOf(at))].map(([minute, own]) => {
    const distinct = [...new Map(own.map((sample) => [sample.at, sample])).values()];
    return packMinute(
      own[0]?.sessionId ?? '',
      minute,
      distinct.toSorted((one, other) => one.at - other.at),
    );
  });
}

/** Joins rows of the same minute, because pieces of samples may meet within a minute. */
function joined(minutes: readonly PackedMinute[]): PackedMinute[] {
  return [...Map.groupBy(minutes, ({ minute }) => minute).values()].flatMap((pieces) =>
    pieces.length === 1 ? pieces : toMinutes(pieces.flatMap(unpackMinute)),
  );
}

import type { Edges } from '../../async/edges.ts';
import { createWorkAndRest } from '../../async/work-and-rest.ts';
import { exportName } from '../../domain/bounds/export-name.ts';
import type { HistoryDatabase } from '../database/database.ts';
import { csvBeginning, csvEvents, csvSamples } from './export-csv.ts';
import { jsonBeginning, jsonEnd, jsonSession } from './export-json.ts';
import { csvDialect, type ExportedFile, type ExportFormat, type ExportRequest } from './export-request.ts';
import { createRtcstatsClock, rtcstatsBeginning, rtcstatsSession } from './export-rtcstats.ts';
import { readExportSource, type ExportSource } from './export-source.ts';
import {
  markdownSession,
  srtSession,
  txtSession,
  webvttSession,
  type TranscriptWords,
} from './export-transcript.ts';
import {
  internalsBeginning,
  internalsEnd,
  internalsSession,
  microphoneRequests,
  type ExportBrowser,
} from './export-webrtc-internals.ts';
import type { Recording } from '../recordings/open-recording.ts';
import type { RecordingRow } from '../rows/recording-row.ts';
import type { StepsOptions } from '../database/steps-options.ts';
import { createMasker, type Masker } from './masker.ts';

export interface ExportDeps extends Pick<Edges, 'now' | 'steady' | 'after'> {
  browser: ExportBrowser;
  /** The origin of the extension's pages. */
  origin: string;
  /** The version of the extension. */
  version: string;
  words: TranscriptWords;
}

type Pieces = Iterable<string> | AsyncIterable<string>;

/** Writes a file: its beginning, each session, and its end. */
interface Writer {
  beginning: Pieces;
  session(source: ExportSource, number: number): Pieces;
  end(): Pieces;
}

const files: Record<ExportFormat, { name: string; type: string }> = {
  json: { name: 'sessions.json', type: 'application/json' },
  txt: { name: 'transcript.txt', type: 'text/plain' },
  markdown: { name: 'transcript.md', type: 'text/markdown' },
  srt: { name: 'subtitles.srt', type: 'application/x-subrip' },
  webvtt: { name: 'subtitles.vtt', type: 'text/vtt' },
  'csv-events': { name: 'events.csv', type: 'text/csv' },
  'csv-samples': { name: 'samples.csv', type: 'text/csv' },
  'webrtc-internals': { name: 'webrtc-internals.txt', type: 'application/json' },
  rtcstats: { name: 'rtcstats.jsonl', type: 'application/jsonl' },
};

/** Writes sessions into a file, piece by piece; a session that has been removed meanwhile is left out. */
export async function exportSessions(
  database: HistoryDatabase,
  request: ExportRequest,
  deps: ExportDeps & { openSound(row: RecordingRow): Promise<Recording | null> },
  { onProgress, signal }: StepsOptions = {},
): Promise<ExportedFile> {
  const { sessionIds, format, withRecordings = false } = request;
  const hasSound = withRecordings && format === 'json';
  const ordered = await inOrder(database, sessionIds);
  const startedAt = ordered[0]?.startedAt ?? deps.now();
  const writer = writerFor(request, createMasker(request.mask), deps, startedAt);
  const blobs: Blob[] = [await collect(writer.beginning, signal, deps)];
  let number = 0;
  for (const [index, { id }] of ordered.entries()) {
    signal?.throwIfAborted();
    const source = await readExportSource(database, id, hasSound ? deps.openSound : noSound);
    // A row without events is not a session that an import or another format accepts.
    if (source && source.events.length > 0) {
      number += 1;
      blobs.push(await collect(writer.session(source, number), signal, deps));
    }
    onProgress?.(index + 1, sessionIds.length);
  }
  blobs.push(await collect(writer.end(), signal, deps));
  const { name, type } = files[format];
  return { name: exportName(deps.version, deps.now(), name), content: new Blob(blobs, { type }) };
}

/** Sorts sessions from the oldest to the newest, as two of the formats need it. */
async function inOrder(database: HistoryDatabase, ids: readonly string[]) {
  const rows = await database.sessions.bulkGet([...ids]);
  return rows.filter((row) => row !== undefined).sort((one, other) => one.startedAt - other.startedAt);
}

const noSound = () => Promise.resolve(null);

/** Characters that are collected before the browser is given them, which may put them on the disk. */
const mostCollected = 8_000_000;

/** Collects the pieces of a session in one blob, and lets the page go on in between: a day of text has many. */
async function collect(
  pieces: Pieces,
  signal: AbortSignal | undefined,
  edges: Pick<Edges, 'steady' | 'after'>,
): Promise<Blob> {
  const blobs: Blob[] = [];
  let collected: string[] = [];
  let length = 0;
  const rest = createWorkAndRest(edges);
  for await (const piece of pieces) {
    await rest();
    signal?.throwIfAborted();
    collected.push(piece);
    length += piece.length;
    if (length < mostCollected) continue;
    blobs.push(new Blob(collected));
    [collected, length] = [[], 0];
  }
  return new Blob([...blobs, ...collected]);
}

/** A writer of the sessions alone, for formats without beginning and end. */
function withoutEnds(session: Writer['session']): Writer {
  return { beginning: [], session, end: () => [] };
}

function writerFor(
  { format, mask, csv = csvDialect('comma', '.'), withTexts = true }: ExportRequest,
  masker: Masker,
  { now, browser: { userAgent, brands }, origin, version, words }: ExportDeps,
  startedAt: number,
): Writer {
  // The product name of the extension goes after the browser's (RFC 9110, section 10.1.5).
  const browser = { userAgent: `${userAgent} SteadyMic/${version}`, brands };
  switch (format) {
    case 'json':
      return {
        beginning: jsonBeginning(mask, version, now()),
        session: (source, number) => jsonSession(source, masker, { isFirst: number === 1, withTexts }),
        end: jsonEnd,
      };
    case 'txt':
      return withoutEnds((source) => txtSession(source, masker, words));
    case 'markdown':
      return withoutEnds((source) => markdownSession(source, masker, words));
    case 'srt': {
      let count = 0;
      return withoutEnds((source) => srtSession(source, startedAt, () => (count += 1)));
    }
    case 'webvtt':
      return {
        beginning: ['WEBVTT\n\n'],
        session: (source) => webvttSession(source, startedAt, words),
        end: () => [],
      };
    case 'csv-events':
      return {
        beginning: csvBeginning('events', csv),
        session: (source) => csvEvents(source, masker, csv),
        end: () => [],
      };
    case 'csv-samples':
      return {
        beginning: csvBeginning('samples', csv),
        session: (source) => csvSamples(source, csv),
        end: () => [],
      };
    case 'webrtc-internals': {
      const requests: object[] = [];
      return {
        beginning: internalsBeginning(browser, startedAt),
        session(source, number) {
          for (const request of microphoneRequests(source, masker, number, origin)) requests.push(request);
          return internalsSession(source, masker, number);
        },
        end: () => internalsEnd(requests),
      };
    }
    case 'rtcstats': {
      const since = createRtcstatsClock();
      return {
        beginning: rtcstatsBeginning(browser, origin, startedAt, since),
        session: (source, number) => rtcstatsSession(source, masker, number, since),
        end: () => [],
      };
    }
  }
}

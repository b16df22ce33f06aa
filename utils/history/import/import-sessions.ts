import { greatest, least } from '../../domain/numbers/extremes.ts';
import { isStorageFull } from '../../domain/failure/storage-full.ts';
import type { HistoryDatabase } from '../database/database.ts';
import type { StepsOptions } from '../database/steps-options.ts';
import type { ImportOutcome, ImportPlan, ImportReading } from './import-outcome.ts';
import type { CheckedSession, ExportReader, ImportPart, ReadOptions } from './import-parts.ts';
import type { RecordingFiles } from '../recordings/recording-files.ts';
import { indexWords } from '../transcript/index-words.ts';
import { removeSessions } from '../retention/remove-sessions.ts';

/** Checks a JSON export to its end, and says what an import would store. Progress is in bytes. */
export async function readImport(
  database: HistoryDatabase,
  reader: ExportReader,
  file: Blob,
  options: StepsOptions = {},
): Promise<ImportReading> {
  const checked = await reader.check(file, readOptions(file, options)).catch(() => null);
  if (options.signal?.aborted) return { ok: false, problem: 'cancelled' };
  if (!checked) return { ok: false, problem: 'unreadable' };
  if (!checked.ok) return checked;
  const plausible = checked.sessions.filter(({ isImplausible }) => !isImplausible);
  const leftOut = checked.sessions.length - plausible.length;
  if (leftOut > 0 && plausible.length === 0) return { ok: false, problem: 'implausible' };
  const wanted = await freshAmong(database, checked.sessions);
  const starts = plausible.map(({ from }) => from);
  return {
    ok: true,
    file,
    wanted,
    known: plausible.length - wanted.size,
    leftOut,
    between: starts.length === 0 ? null : { from: least(starts), to: greatest(starts) },
  };
}

/**
 * Imports the sessions of a checked file, in steps that are short enough for a running session to store its
 * own events in between. An import that fails or is aborted is undone, so that it stores all of the file or
 * nothing. Progress is in bytes.
 */
export async function importSessions(
  database: HistoryDatabase,
  reader: ExportReader,
  { file, wanted, known, leftOut }: ImportPlan,
  files: Pick<RecordingFiles, 'write' | 'remove'>,
  options: StepsOptions = {},
): Promise<ImportOutcome> {
  const { signal } = options;
  /** The files of the recording that is being read. */
  let sound: Blob[][] = [];
  try {
    for await (const part of reader.parts(file, wanted, readOptions(file, options))) {
      signal?.throwIfAborted();
      if (part.type === 'sound') {
        (sound[part.file] ??= []).push(new Blob([part.bytes]));
        continue;
      }
      if (part.type === 'recording') {
        const { sessionId, parts } = part.row;
        for (const [index, { name }] of parts.entries())
          await files.write(sessionId, name, new Blob(sound[index]));
        sound = [];
      }
      await store(database, part);
    }
    signal?.throwIfAborted();
    return { ok: true, imported: wanted.size, skipped: known, leftOut };
  } catch (caught) {
    await removeSessions(database, [...wanted.values()]);
    await files.remove([...wanted.values()]);
    if (signal?.aborted) return { ok: false, problem: 'cancelled' };
    return { ok: false, problem: isStorageFull(caught) ? 'no-room' : 'not-stored' };
  }
}

async function store(database: HistoryDatabase, part: Exclude<ImportPart, { type: 'sound' }>): Promise<void> {
  const { sessions, events, sampleMinutes, segments, recordings, wordBlocks } = database;
  switch (part.type) {
    case 'events':
      await events.bulkPut(part.events);
      return;
    case 'minutes':
      await sampleMinutes.bulkPut(part.minutes);
      return;
    case 'segments':
      await database.transaction('rw', segments, wordBlocks, async () => {
        await segments.bulkPut(part.segments.map((each) => ({ ...each, sessionId: part.sessionId })));
        await indexWords(database, part.sessionId, part.segments);
      });
      return;
    case 'recording':
      await recordings.put(part.row);
      return;
    case 'session':
      await sessions.add(part.row);
  }
}

/**
 * The places of the plausible sessions that are not stored yet; an id that occurs twice in a file is taken
 * once.
 */
async function freshAmong(
  { sessions }: HistoryDatabase,
  checked: readonly CheckedSession[],
): Promise<Map<number, string>> {
  const taken = new Set(await sessions.toCollection().primaryKeys());
  const fresh = new Map<number, string>();
  for (const [place, { id, isImplausible }] of checked.entries()) {
    if (isImplausible || taken.has(id)) continue;
    taken.add(id);
    fresh.set(place, id);
  }
  return fresh;
}

function readOptions(file: Blob, { onProgress, signal }: StepsOptions): ReadOptions {
  return { signal, onProgress: onProgress && ((bytes) => onProgress(bytes, file.size)) };
}

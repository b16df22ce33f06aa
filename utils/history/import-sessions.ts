import { greatest, least } from '../domain/extremes.ts';
import type { BareEvent, SessionEvent } from '../domain/session-event.ts';
import type { HistoryDatabase } from './database.ts';
import type { StepsOptions } from './history.ts';
import { largestImport, type ImportOutcome } from './import-outcome.ts';
import { minuteOf, packMinute } from './packed-minute.ts';
import { parseExport, type ExportedSession } from './parse-export.ts';
import { plausibleSessions } from './plausible-sessions.ts';
import { projectSession } from './session-projection.ts';
import { packRow } from './stored-row.ts';

/**
 * Takes in a JSON export: sessions that are there already are left as they are, all others are stored in one transaction,
 * so that it is all of the file or nothing. Those that cannot have been at `now` (epoch milliseconds) are left out.
 */
export async function importSessions(
  database: HistoryDatabase,
  file: Blob,
  now: number,
  { onProgress, signal }: StepsOptions = {},
): Promise<ImportOutcome> {
  if (file.size > largestImport) return { ok: false, problem: 'too-big' };
  const text = await file.text().catch(() => '');
  const parsed = parseExport(text);
  if (!parsed.ok) return parsed;
  const plausible = plausibleSessions(parsed.sessions, now);
  const leftOut = parsed.sessions.length - plausible.length;
  if (leftOut > 0 && plausible.length === 0) return { ok: false, problem: 'implausible' };
  const distinct = [...new Map(plausible.map((session) => [session.id, session])).values()];
  const { sessions, events, sampleMinutes } = database;
  try {
    return await database.transaction('rw', sessions, events, sampleMinutes, async () => {
      const known = await sessions.bulkGet(distinct.map(({ id }) => id));
      const fresh = distinct.filter((_, index) => known[index] === undefined);
      for (const [index, session] of fresh.entries()) {
        // Leaving by an error takes back what is done so far.
        signal?.throwIfAborted();
        const log = closed(session);
        const row = projectSession(log);
        if (row) await sessions.put(packRow(row));
        await events.bulkPut(log);
        await sampleMinutes.bulkPut(minutesOf(session));
        onProgress?.(index + 1, fresh.length);
      }
      const skipped = plausible.length - fresh.length;
      return { ok: true, imported: fresh.length, skipped, leftOut } as const;
    });
  } catch {
    return { ok: false, problem: 'not-stored' };
  }
}

/** A session that ran while it was exported has no end; here nobody runs it. */
function closed({ id, events }: ExportedSession): SessionEvent[] {
  const log = events.map((event: BareEvent): SessionEvent => ({ sessionId: id, ...event }));
  if (log.some(({ kind }) => kind === 'session-ended')) return log;
  const moments = log.map(({ at }) => at);
  const last = greatest(moments);
  const seq = greatest(log.map((event) => (event.writer === 'worker' ? event.seq : 0))) + 1;
  const durationMs = last - least(moments);
  const end = { kind: 'session-ended', by: 'interruption', durationMs } as const;
  return [...log, { sessionId: id, writer: 'worker', seq, at: last, ...end }];
}

function minutesOf({ id, samples }: ExportedSession) {
  const inOrder = samples
    .map((sample) => ({ sessionId: id, ...sample }))
    .sort((one, other) => one.at - other.at);
  const byMinute = Map.groupBy(inOrder, ({ at }) => minuteOf(at));
  return [...byMinute].map(([minute, own]) => packMinute(id, minute, own));
}

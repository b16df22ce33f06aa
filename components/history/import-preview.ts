import { greatest, least } from '../../utils/domain/extremes.ts';
import { parseExport } from '../../utils/history/parse-export.ts';
import { plausibleSessions } from '../../utils/history/plausible-sessions.ts';

/** What a file of sessions would bring. */
export interface ImportPreview {
  /** Not there yet. */
  fresh: number;
  /** There already; they stay as they are. */
  known: number;
  /** Epoch milliseconds of the first and the last start. */
  from: number;
  to: number;
}

/** Null for what cannot be taken in at `now` (epoch milliseconds), or holds nothing. */
export function importPreview(
  text: string,
  isKnown: (id: string) => boolean,
  now: number,
): ImportPreview | null {
  const parsed = parseExport(text);
  const sessions = parsed.ok ? plausibleSessions(parsed.sessions, now) : [];
  if (sessions.length === 0) return null;
  const known = sessions.filter(({ id }) => isKnown(id)).length;
  const starts = sessions.map(({ events }) => least(events.map(({ at }) => at)));
  return { fresh: starts.length - known, known, from: least(starts), to: greatest(starts) };
}

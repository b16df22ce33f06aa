import { greatest, least } from '../../utils/domain/extremes.ts';
import { parseExport } from '../../utils/history/parse-export.ts';

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

/** Null for what cannot be taken in, or holds nothing. */
export function importPreview(text: string, isKnown: (id: string) => boolean): ImportPreview | null {
  const parsed = parseExport(text);
  if (!parsed.ok || parsed.sessions.length === 0) return null;
  const known = parsed.sessions.filter(({ id }) => isKnown(id)).length;
  const starts = parsed.sessions.map(({ events }) => least(events.map(({ at }) => at)));
  return { fresh: starts.length - known, known, from: least(starts), to: greatest(starts) };
}

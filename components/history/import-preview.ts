/** What a file of sessions would bring; it is judged in full only when it is taken in. */
export interface ImportPreview {
  /** Not there yet. */
  fresh: number;
  /** There already; they stay as they are. */
  known: number;
  /** Epoch milliseconds of the first and the last start. */
  from: number;
  to: number;
}

/** Null for what is no export, or an empty one. */
export function importPreview(text: string, isKnown: (id: string) => boolean): ImportPreview | null {
  const starts: number[] = [];
  let known = 0;
  for (const session of sessionsOf(text)) {
    const { id, summary } = session as { id?: unknown; summary?: { startedAt?: unknown } };
    if (typeof id !== 'string' || typeof summary?.startedAt !== 'number') return null;
    if (isKnown(id)) known += 1;
    starts.push(summary.startedAt);
  }
  if (starts.length === 0) return null;
  const from = starts.reduce((one, other) => Math.min(one, other));
  const to = starts.reduce((one, other) => Math.max(one, other));
  return { fresh: starts.length - known, known, from, to };
}

function sessionsOf(text: string): object[] {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return [];
  }
  const { sessions } = (file ?? {}) as { sessions?: unknown };
  const isList =
    Array.isArray(sessions) && sessions.every((each) => typeof each === 'object' && each !== null);
  return isList ? (sessions as object[]) : [];
}

import { normalized } from '../../domain/bounds/normalized.ts';
import { withinBounds } from '../../domain/bounds/bounds.ts';
import type { HistoryDatabase } from '../database/database.ts';
import type { SessionFilter, SessionQuery, SessionSort, SessionSummary } from './session-query.ts';
import { connectionsOf, type StoredRow } from '../rows/stored-row.ts';

/** The number of rows that are read at a time, so that the page can do other work in between. */
const pageSize = 250;

/**
 * Keeps a summary of every session in memory from the first search or sort on, so that every further letter
 * of a search is answered without the database. Ten thousand sessions take about ten megabytes.
 */
export function createSessionCatalogue(
  { sessions }: Pick<HistoryDatabase, 'sessions'>,
  /** Returns further words by which a session can be found, in the user's language. */
  describe: (summary: SessionSummary) => string,
  /** Resolves when nothing reads that a user waits for. */
  giveWay: () => Promise<void> = () => Promise.resolve(),
) {
  const summaries = new Map<string, SessionSummary>();
  const haystacks = new WeakMap<SessionSummary, string>();
  let inOrder: readonly SessionSummary[] | null = null;
  let upToDate: Promise<void> = Promise.resolve();
  let failed = false;
  let newest = -Infinity;

  function take(rows: readonly (StoredRow | undefined)[]): void {
    for (const row of rows) {
      const known = summaries.get(row?.id ?? '');
      if (!row || (known?.eventCount === row.eventCount && known.lastEventAt === row.lastEventAt)) continue;
      inOrder = null;
      const { bands: _, open: __, connections, ...figures } = row;
      summaries.set(row.id, { ...withinBounds(figures), connections: connectionsOf(connections) });
      newest = Math.max(newest, row.lastEventAt);
    }
  }

  async function readAll(): Promise<void> {
    for (let after = ''; ;) {
      await giveWay();
      const rows = await sessions.where(':id').above(after).limit(pageSize).toArray();
      take(rows);
      const last = rows.at(-1);
      if (!last || rows.length < pageSize) return;
      after = last.id;
    }
  }

  /**
   * Reads what has changed since the last time: first sessions with new events, then sessions that were
   * imported or removed.
   */
  async function update(): Promise<void> {
    if (summaries.size === 0) return readAll();
    take(await sessions.where('lastEventAt').aboveOrEqual(newest).toArray());
    if (summaries.size === (await sessions.count())) return;
    const ids = new Set(await sessions.toCollection().primaryKeys());
    forget([...summaries.keys()].filter((id) => !ids.has(id)));
    const missing = [...ids].filter((id) => !summaries.has(id));
    if (missing.length > pageSize) await readAll();
    else take(await sessions.bulkGet(missing));
  }

  function forget(ids: readonly string[]): void {
    for (const id of ids) summaries.delete(id);
    if (ids.length > 0) inOrder = null;
  }

  function newestOnTop(): readonly SessionSummary[] {
    inOrder ??= [...summaries.values()].sort(newestFirst);
    return inOrder;
  }

  function haystack(summary: SessionSummary): string {
    const known = haystacks.get(summary);
    if (known !== undefined) return known;
    const { profileName, profileKind, serverOrigin, microphone } = summary;
    const words = [profileName, profileKind, serverOrigin ?? '', microphone, describe(summary)];
    const made = compared(words.join('\n'));
    haystacks.set(summary, made);
    return made;
  }

  function matcher(filter: SessionFilter): (summary: SessionSummary) => boolean {
    const { profileId, outcome, from = -Infinity, to = Infinity, interrupted = false } = filter;
    const words = compared(filter.text ?? '')
      .split(/\s+/u)
      .filter((word) => word !== '');
    return (summary) =>
      (profileId === undefined || summary.profileId === profileId) &&
      (outcome === undefined || summary.outcome === outcome) &&
      summary.startedAt >= from &&
      summary.startedAt <= to &&
      (!interrupted || summary.interruptions > 0) &&
      words.every((word) => haystack(summary).includes(word));
  }

  return {
    /**
     * Finds all matching sessions, in the wanted order. `isCurrent` means that nothing has changed since the last call.
     */
    async find({ filter, sort }: SessionQuery, isCurrent: boolean): Promise<readonly SessionSummary[]> {
      if (!isCurrent || failed) {
        failed = false;
        upToDate = upToDate.catch(() => undefined).then(update);
      }
      await upToDate.catch((error: unknown) => {
        failed = true;
        throw error;
      });
      const all = newestOnTop();
      const found = filter ? all.filter(matcher(filter)) : all;
      return sort ? found.toSorted(comparer(sort)) : found;
    },
    /** Removes sessions that were deleted from the catalogue. */
    forget,
  };
}

function newestFirst(one: SessionSummary, other: SessionSummary): number {
  return other.startedAt - one.startedAt || (one.id < other.id ? -1 : 1);
}

function comparer({ by, order }: SessionSort) {
  const sign = order === 'ascending' ? 1 : -1;
  return (one: SessionSummary, other: SessionSummary): number => {
    const [first, second] = [figure(one, by), figure(other, by)];
    if (first === second) return newestFirst(one, other);
    if (first === null) return 1;
    if (second === null) return -1;
    return sign * (first - second);
  };
}

function figure(summary: SessionSummary, by: SessionSort['by']): number | null {
  if (by !== 'duration') return summary[by];
  return (summary.endedAt ?? summary.lastEventAt) - summary.startedAt;
}

function compared(text: string): string {
  return normalized(text, 'NFKC').toLowerCase();
}

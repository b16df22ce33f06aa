import type { HistoryDatabase } from './database.ts';
import type { SessionFilter, SessionQuery, SessionSort, SessionSummary } from './session-query.ts';
import type { SessionRow } from './session-row.ts';

/** Rows that are read in one go, so that the page has its turn between two. */
const pageSize = 500;

const newestFirst: SessionSort = { by: 'startedAt', order: 'descending' };

/**
 * All sessions in short, held in memory once somebody searches or sorts: then every further letter is answered without the
 * database. Ten thousand take about five megabytes.
 */
export function createSessionCatalogue(
  { sessions }: Pick<HistoryDatabase, 'sessions'>,
  /** More words by which a session is found, in the user's language. */
  describe: (summary: SessionSummary) => string,
) {
  const summaries = new Map<string, SessionSummary>();
  const haystacks = new WeakMap<SessionSummary, string>();
  let upToDate: Promise<void> = Promise.resolve();
  let newest = -Infinity;

  function take(rows: readonly (SessionRow | undefined)[]): void {
    for (const row of rows) {
      if (!row) continue;
      const { bands: _, open: __, ...summary } = row;
      summaries.set(row.id, summary);
      newest = Math.max(newest, row.lastEventAt);
    }
  }

  /** Reads what has changed since the last time: what has new events, then what was taken in or removed. */
  async function update(): Promise<void> {
    if (summaries.size > 0) take(await sessions.where('lastEventAt').aboveOrEqual(newest).toArray());
    if (summaries.size === (await sessions.count())) return;
    const ids = new Set(await sessions.toCollection().primaryKeys());
    for (const id of summaries.keys()) if (!ids.has(id)) summaries.delete(id);
    const missing = [...ids].filter((id) => !summaries.has(id));
    for (let index = 0; index < missing.length; index += pageSize) {
      take(await sessions.bulkGet(missing.slice(index, index + pageSize)));
    }
  }

  function haystack(summary: SessionSummary): string {
    const known = haystacks.get(summary);
    if (known !== undefined) return known;
    const { profileName, profileKind, serverOrigin, microphone } = summary;
    const words = [profileName, profileKind, serverOrigin ?? '', microphone, describe(summary)];
    const made = normalized(words.join('\n'));
    haystacks.set(summary, made);
    return made;
  }

  function matcher(filter: SessionFilter): (summary: SessionSummary) => boolean {
    const { profileId, outcome, from = -Infinity, to = Infinity, interrupted = false } = filter;
    const words = normalized(filter.text ?? '')
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
    /** Everything that matches, in its order. */
    async find({ filter = {}, sort = newestFirst }: SessionQuery): Promise<SessionSummary[]> {
      upToDate = upToDate.catch(() => undefined).then(update);
      await upToDate;
      return [...summaries.values()].filter(matcher(filter)).sort(comparer(sort));
    },
  };
}

function comparer({ by, order }: SessionSort) {
  const sign = order === 'ascending' ? 1 : -1;
  return (one: SessionSummary, other: SessionSummary): number => {
    const [first, second] = [figure(one, by), figure(other, by)];
    if (first === second) return other.startedAt - one.startedAt || (one.id < other.id ? -1 : 1);
    if (first === null) return 1;
    if (second === null) return -1;
    return sign * (first - second);
  };
}

function figure(summary: SessionSummary, by: SessionSort['by']): number | null {
  if (by !== 'duration') return summary[by];
  return (summary.endedAt ?? summary.lastEventAt) - summary.startedAt;
}

function normalized(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

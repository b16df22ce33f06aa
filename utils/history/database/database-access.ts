import type { Edges } from '../../async/edges.ts';
import type { HistoryDatabase } from './database.ts';
import type { HistoryStatus } from './history-status.ts';
import { NewerDatabaseError } from './only-known-versions.ts';

export type DatabaseAccess = ReturnType<typeof createDatabaseAccess>;

/** The error where there is no history, with the reason. */
class HistoryOffError extends Error {
  readonly status: HistoryStatus;

  constructor(status: HistoryStatus, options?: ErrorOptions) {
    super(`the history is off: ${status}`, options);
    this.name = 'HistoryOffError';
    this.status = status;
  }
}

/**
 * Milliseconds to wait for the database to open. The browser fires `blocked` only in the first context that waits for
 * an older window; all others wait without any event.
 */
const openingTakesMs = 5000;

/** Opens the database when it is first needed, and reports its status. */
export function createDatabaseAccess(database: HistoryDatabase, { after }: Pick<Edges, 'after'>) {
  const followers = new Set<(status: HistoryStatus) => void>();
  const blocked = new EventTarget();
  let status: HistoryStatus = 'ok';
  let opening: Promise<void> | null = null;

  function setStatus(next: HistoryStatus): void {
    if (next === status) return;
    status = next;
    for (const follow of followers) follow(next);
  }

  function setBlocked(): void {
    setStatus('blocked');
    blocked.dispatchEvent(new Event('blocked'));
  }

  database.on('blocked', setBlocked);
  // Another window upgrades the database, so this one cannot read it any more. Dexie has closed it by now.
  database.on('versionchange', ({ newVersion }) => {
    opening = null;
    if (newVersion !== null && newVersion > database.verno * 10) setStatus('newer');
  });
  // The browser closed the database, e.g. because its data were removed.
  database.on('close', () => (opening = null));

  async function open(): Promise<void> {
    const endWait = after(openingTakesMs, setBlocked);
    try {
      await database.open().finally(endWait);
      setStatus('ok');
    } catch (error) {
      opening = null;
      const why = isNewer(error) ? 'newer' : 'broken';
      setStatus(why);
      throw new HistoryOffError(why, { cause: error });
    }
  }

  /** Resolves when the database is open. @throws HistoryOffError */
  async function ready(): Promise<void> {
    if (status === 'newer') throw new HistoryOffError(status);
    opening ??= open();
    // A blocked database opens by itself when the older window closes; until then there is no history.
    if (status === 'blocked') throw new HistoryOffError(status);
    const waiting = new AbortController();
    const untilBlocked = new Promise<never>((_, reject) => {
      const giveUp = () => reject(new HistoryOffError('blocked'));
      blocked.addEventListener('blocked', giveUp, { signal: waiting.signal });
    });
    await Promise.race([opening, untilBlocked]).finally(() => waiting.abort());
  }

  return {
    ready,
    /** The status of the database, which is opened where that was not tried yet. */
    async status(): Promise<HistoryStatus> {
      await ready().catch(() => undefined);
      return status;
    },
    onStatus(follow: (status: HistoryStatus) => void): () => void {
      followers.add(follow);
      return () => followers.delete(follow);
    },
  };
}

function isNewer(error: unknown): boolean {
  if (error instanceof NewerDatabaseError) return true;
  return error instanceof Error && 'inner' in error && isNewer(error.inner);
}

import type { HistoryDatabase } from './database.ts';
import type { HistoryStatus } from './history-status.ts';
import { NewerDatabaseError } from './only-known-versions.ts';

export type DatabaseAccess = ReturnType<typeof createDatabaseAccess>;

/** The history is off, and why. */
class HistoryOffError extends Error {
  readonly status: HistoryStatus;

  constructor(status: HistoryStatus, options?: ErrorOptions) {
    super(`the history is off: ${status}`, options);
    this.name = 'HistoryOffError';
    this.status = status;
  }
}

/**
 * Milliseconds for opening it. The browser tells only the first who opens of an older window that holds it: whoever comes
 * after that one is in a queue, and hears nothing.
 */
const openingTakesMs = 5000;

/** Opens the database when it is first wanted, and says what stands in the way. */
export function createDatabaseAccess(database: HistoryDatabase) {
  const followers = new Set<(status: HistoryStatus) => void>();
  const blocked = new EventTarget();
  let status: HistoryStatus = 'ok';
  let opening: Promise<void> | null = null;

  function tell(next: HistoryStatus): void {
    if (next === status) return;
    status = next;
    for (const follow of followers) follow(next);
  }

  function tellBlocked(): void {
    tell('blocked');
    blocked.dispatchEvent(new Event('blocked'));
  }

  database.on('blocked', tellBlocked);
  // Another window upgrades: what this one knows of the database is over. Dexie has closed it by now.
  database.on('versionchange', ({ newVersion }) => {
    opening = null;
    if (newVersion !== null && newVersion > database.verno * 10) tell('newer');
  });
  // The browser closed it, e.g. because its data were removed.
  database.on('close', () => (opening = null));

  async function open(): Promise<void> {
    const overdue = setTimeout(tellBlocked, openingTakesMs);
    try {
      await database.open().finally(() => clearTimeout(overdue));
      tell('ok');
    } catch (error) {
      opening = null;
      const why = isNewer(error) ? 'newer' : 'broken';
      tell(why);
      throw new HistoryOffError(why, { cause: error });
    }
  }

  /** Settles when the database is open. @throws HistoryOffError */
  async function ready(): Promise<void> {
    if (status === 'newer') throw new HistoryOffError(status);
    opening ??= open();
    // One that waits for an older window to go is opened some day; until then there is no history.
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
    /** Opens it, where that was not tried yet. */
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

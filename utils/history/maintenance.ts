import type { Settings } from '../domain/settings.ts';
import type { HistoryDatabase } from './database.ts';
import type { DatabaseAccess } from './database-access.ts';
import { foldLeftSamples } from './fold-samples.ts';
import { applyRetention } from './retention.ts';

export interface MaintenanceDeps {
  database: HistoryDatabase;
  access: Pick<DatabaseAccess, 'status'>;
  limits(): Promise<Settings['history']>;
  now(): number;
  onError(error: unknown): void;
}

/**
 * What the service worker does to the history when nobody waits for it: packs the samples of a host that was ended in the
 * middle, and removes what is beyond the limits. All of it in small steps, so that a worker that is ended goes on the next
 * time where it was.
 */
export function createMaintenance({ database, access, limits, now, onError }: MaintenanceDeps) {
  let running: Promise<void> | null = null;

  async function maintain(): Promise<void> {
    if ((await access.status()) !== 'ok') return;
    await foldLeftSamples(database);
    await applyRetention(database, await limits(), now());
  }

  return {
    /** Begins, unless it runs already; nobody waits for it. */
    start(): void {
      running ??= maintain()
        .catch(onError)
        .finally(() => (running = null));
    },
    /** Settles when it does not run any more. */
    settled: () => running ?? Promise.resolve(),
  };
}

import type { Edges } from '../../async/edges.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import type { HistoryDatabase } from '../database/database.ts';
import type { DatabaseAccess } from '../database/database-access.ts';
import { foldLeftSamples } from '../samples/fold-samples.ts';
import type { RecordingFiles } from '../recordings/recording-files.ts';
import { maintainRecordings } from './maintain-recordings.ts';
import { removeOldTranscripts } from './remove-old-transcripts.ts';
import { removeLeftovers, type Locks } from './remove-leftovers.ts';
import { applyRetention, type RetentionMemoryStore } from './retention.ts';

export interface MaintenanceDeps extends Pick<Edges, 'now'> {
  database: HistoryDatabase;
  access: Pick<DatabaseAccess, 'status'>;
  files: RecordingFiles;
  /** The limits of the history and of recordings; null where they cannot be read, and then nothing is removed. */
  limits(): Promise<Pick<Settings, 'history' | 'recording' | 'transcript' | 'profiles'> | null>;
  memory: RetentionMemoryStore;
  locks: Locks;
  onError(error: unknown): void;
}

/**
 * Maintains the history in the service worker, when nobody waits for it: packs the samples of a host that was
 * ended in the middle, and removes rows that belong to no session or are beyond the limits, and recordings likewise. All of it is done
 * in small steps, so that the next worker continues where this one was ended.
 */
export function createMaintenance({
  database,
  access,
  files,
  limits,
  memory,
  locks,
  now,
  onError,
}: MaintenanceDeps) {
  let running: Promise<void> | null = null;

  async function maintain(): Promise<void> {
    if ((await access.status()) !== 'ok') return;
    await foldLeftSamples(database);
    await removeLeftovers(database, locks);
    const known = await limits();
    if (known === null) return;
    await applyRetention(database, known.history, memory, now());
    await removeOldTranscripts(database, known, now());
    await maintainRecordings(database, files, known.recording, now());
  }

  return {
    /** Begins the maintenance, unless it is running; not to be waited for. */
    start(): void {
      running ??= maintain()
        .catch(onError)
        .finally(() => (running = null));
    },
    /** Resolves when the maintenance is not running any more. */
    settled: () => running ?? Promise.resolve(),
  };
}

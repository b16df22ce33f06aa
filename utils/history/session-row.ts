import type { Failure } from '../domain/failure.ts';
import type { ProfileKind } from '../domain/settings.ts';

/** One session as the list shows it; made from its events alone. */
export interface SessionRow {
  id: string;
  /** Epoch milliseconds. */
  startedAt: number;
  /** Epoch milliseconds; null while it runs. */
  endedAt: number | null;
  /** Epoch milliseconds of the first live moment; null if it never was. */
  liveAt: number | null;
  profileName: string;
  profileKind: ProfileKind;
  microphone: string;
  outcome: 'running' | 'stopped' | 'failed';
  failure: Failure | null;
  /** How often its connection was lost and looked for again; absent where it never was. */
  interruptions?: number;
  /** Milliseconds of all interruptions that were made good. */
  interruptedMs?: number;
  /** Epoch milliseconds of the last event, by any writer. */
  lastEventAt: number;
}

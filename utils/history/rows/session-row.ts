import type { Failure } from '../../domain/failure/failure.ts';
import type { Warning } from '../../domain/warnings/warning-kinds.ts';
import type { SessionBand } from '../../domain/past/session-bands.ts';
import type { ConnectionLife } from '../../domain/past/session-past.ts';
import type { SpentMs } from '../../domain/past/session-quality.ts';
import type { ProfileKind } from '../../domain/profiles/profile.ts';

export type SessionOutcome = 'running' | 'stopped' | 'failed' | 'interrupted';

/** One session as the list shows it; made from its events alone. */
export interface SessionRow {
  id: string;
  /** Epoch milliseconds. */
  startedAt: number;
  /** Epoch milliseconds; null while it runs. */
  endedAt: number | null;
  /** Epoch milliseconds of the first live moment; null if it never was. */
  liveAt: number | null;
  profileId: string;
  profileName: string;
  profileKind: ProfileKind;
  /** Scheme, host and port; null for loopback. */
  serverOrigin: string | null;
  /** The last one that was used; empty where there was none. */
  microphone: string;
  /** `interrupted`: the browser was ended in the middle. */
  outcome: SessionOutcome;
  failure: Failure | null;
  /** How often its connection was lost. */
  interruptions: number;
  /** How often a new connection healed a loss. */
  reconnects: number;
  /** Milliseconds of all interruptions that were made good. */
  interruptedMs: number;
  /** How many warnings were raised. */
  warnings: number;
  /** From 0 to 1, see `sessionQuality`, as of `lastEventAt`; null where it was never live. */
  quality: number | null;
  /** For the thin band of a row: at most `mostBands`, the last one with `to: null` while the session runs. */
  bands: SessionBand[];
  /** Of the bands that are over, before any were joined. */
  spentMs: SpentMs;
  /** The stays of its connections that are over: the first `mostConnections`. */
  connections: ConnectionLife[];
  eventCount: number;
  /** Epoch milliseconds of the last event, by any writer. */
  lastEventAt: number;
  /** What the next event is read against. */
  open: {
    warnings: Warning[];
    /** Epoch milliseconds when the connection in use was first live; null before. */
    connectedAt: number | null;
    /** Epoch milliseconds when it was lost; null while it serves. */
    lostAt: number | null;
  };
}

/** Connections that a row keeps. */
export const mostConnections = 30;

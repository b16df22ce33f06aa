import type { Failure } from '../../domain/failure/failure.ts';
import type { Warning } from '../../domain/warnings/warning-kinds.ts';
import type { SessionBand } from '../../domain/past/session-bands.ts';
import type { ConnectionLife } from '../../domain/past/session-past.ts';
import type { TextDelay } from '../../domain/transcript/text-delay.ts';
import type { Gaps } from '../../domain/session/gaps.ts';
import type { SpentMs } from '../../domain/past/session-quality.ts';
import type { ProfileKind } from '../../domain/profiles/profile-kinds.ts';

export type SessionOutcome = 'running' | 'stopped' | 'failed' | 'interrupted';

/** One session as the list shows it; made from its events alone. */
export interface SessionRow {
  id: string;
  /** Epoch milliseconds of the session's start. */
  startedAt: number;
  /** Epoch milliseconds of the session's end; null while it runs. */
  endedAt: number | null;
  /** Epoch milliseconds of the first live moment; null where the session was never live. */
  liveAt: number | null;
  profileId: string;
  profileName: string;
  profileKind: ProfileKind;
  /** Scheme, host and port of the server; null for loopback. */
  serverOrigin: string | null;
  /** The label of the last microphone that was used; empty where there was none. */
  microphone: string;
  /** How the session ended; `interrupted` means that the browser was ended in the middle of it. */
  outcome: SessionOutcome;
  failure: Failure | null;
  /** How often the connection was lost. */
  interruptions: number;
  /** How often a new connection healed a loss. */
  reconnects: number;
  /** Milliseconds of all interruptions that were healed. */
  interruptedMs: number;
  /** Milliseconds that are not known to have arrived; absent where nothing is known to be lost, or nothing is known. */
  lostMs?: number;
  /** Milliseconds that arrived late, after a gap; absent where none are known to have. */
  lateMs?: number;
  /** How long finished texts took after their last word; absent where none was measured. */
  textDelay?: TextDelay;
  /** How many warnings were raised. */
  warnings: number;
  /**
   * The quality from 0 to 1 (see `sessionQuality`) at `lastEventAt`; null where the session was never live.
   */
  quality: number | null;
  /**
   * The bands of the list's thin strip: at most `mostBands`, the last one with `to: null` while the session
   * runs.
   */
  bands: SessionBand[];
  /** Milliseconds in each kind of finished band, before any bands were joined. */
  spentMs: SpentMs;
  /** The finished connections of the session: the first `mostConnections`. */
  connections: ConnectionLife[];
  eventCount: number;
  /** Epoch milliseconds of the last event, by any writer. */
  lastEventAt: number;
  /** The state that the next event is projected on. */
  open: {
    warnings: Warning[];
    /** Epoch milliseconds when the connection in use was first live; null before. */
    connectedAt: number | null;
    /** Epoch milliseconds when the connection in use was lost; null while it serves. */
    lostAt: number | null;
    /** Milliseconds of `lostMs` that may still arrive late, as in `Gaps`; absent for none. */
    pendingMs?: number;
    /** The backlog of a host that is gone, as in `Gaps`; absent where there was none. */
    gone?: NonNullable<Gaps['gone']>;
  };
}

/** The greatest number of connections that a row keeps. */
export const mostConnections = 30;

import type { Failure } from '../failure/failure.ts';
import type { ProfileKind } from '../profiles/profile-kinds.ts';

/** One connection's stay in a session: from live until a loss, an end, or a change to another one. */
export interface ConnectionLife {
  /** Epoch milliseconds. */
  from: number;
  ms: number;
  /** Whether a loss or a failure ended it; otherwise it might have lasted longer. */
  died: boolean;
}

/** A session that has ended, as far as patterns over many of them need it. */
export interface SessionPast {
  profile: { id: string; name: string; kind: ProfileKind };
  connections: readonly ConnectionLife[];
  failure: Failure | null;
}

import type { Failure } from '../failure/failure.ts';
import type { TextDelay } from '../transcript/text-delay.ts';
import type { ProfileKind } from '../profiles/profile-kinds.ts';

/** One connection of a session: from live until a loss, an end, or a change to another connection. */
export interface ConnectionLife {
  /** Epoch milliseconds. */
  from: number;
  ms: number;
  /** Whether a loss or a failure ended the connection; otherwise it might have lasted longer. */
  died: boolean;
}

/** A finished session, as far as patterns over many sessions need it. */
export interface SessionPast {
  profile: { id: string; name: string; kind: ProfileKind };
  connections: readonly ConnectionLife[];
  failure: Failure | null;
  /** When the session began, in epoch milliseconds. */
  startedAt: number;
  /** How long its finished texts took after their last word; absent where none was measured. */
  textDelay?: TextDelay | undefined;
}

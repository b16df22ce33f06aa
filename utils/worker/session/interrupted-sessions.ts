import type { SessionEventBody } from '../../domain/log/session-event.ts';
import type { StateOf } from '../../domain/session/session-state.ts';
import type { ProfileKind } from '../../domain/profiles/profile-kinds.ts';
import type { SessionStand } from '../../domain/session/start-request.ts';

interface Unfinished {
  id: string;
  startedAt: number;
  profileId: string;
  profileName: string;
  profileKind: ProfileKind;
}

export interface InterruptedDeps {
  history: {
    /** Finds the sessions whose log has no end. */
    unfinished(): Promise<Unfinished[]>;
    stand(sessionId: string): Promise<SessionStand | null>;
    appendWorkerEvents(sessionId: string, at: number, bodies: readonly SessionEventBody[]): Promise<void>;
  };
}

/**
 * Closes, in the log, the sessions that the end of the browser left open, each at its last known moment.
 * Returns the newest as a failed state that offers Start, because only the user opens a microphone in a new
 * browser; null where no session was left open.
 */
export async function closeInterrupted({ history }: InterruptedDeps): Promise<StateOf<'failed'> | null> {
  let newest: StateOf<'failed'> | null = null;
  for (const { id, startedAt, profileId, profileName, profileKind } of await history.unfinished()) {
    const at = (await history.stand(id))?.lastKnownAt ?? startedAt;
    await history.appendWorkerEvents(id, at, [
      { kind: 'session-ended', by: 'interruption', durationMs: at - startedAt },
    ]);
    if (newest && newest.session.startedAt > startedAt) continue;
    const profile = { id: profileId, name: profileName, kind: profileKind };
    const session = { id, startedAt, profile, policy: 'recover' } as const;
    newest = { phase: 'failed', session, endedAt: at, failure: { reason: 'interrupted', at } };
  }
  return newest;
}

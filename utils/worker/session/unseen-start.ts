import type { Edges } from '../../async/edges.ts';
import { FailureError } from '../../domain/failure/failure.ts';
import type { StartOutcome } from '../../domain/session/start-request.ts';
import { OvertakenError, type Command } from './command-queue.ts';
import type { RunningSessionStore, UnseenStart } from './running-session-store.ts';

/** Milliseconds after which a Start is no longer carried out: a microphone that opens later would surprise the user. */
const takeUpMs = 10_000;

export interface UnseenStartDeps extends Pick<Edges, 'now'> {
  running: Pick<RunningSessionStore, 'noteUnseenStart' | 'unseenStart'>;
  newSessionId(): string;
  /** Performs a Start in its turn, and knows meanwhile that its session is wanted. */
  begin(sessionId: string, command: Command<StartOutcome>): Promise<StartOutcome>;
  startSession(sessionId: string, signal: AbortSignal): Promise<StartOutcome>;
  showFailure(sessionId: string, error: unknown, signal: AbortSignal): Promise<void>;
}

/**
 * Starts sessions where no page is open that could show a failure, or send the Start again to a later worker. It is noted
 * until it has begun or has failed, so that it outlives its worker.
 */
export function createUnseenStart(deps: UnseenStartDeps) {
  const { running, newSessionId, now, begin, startSession, showFailure } = deps;
  /** The session of this worker's own last Start. */
  let ownId: string | null = null;

  async function attempt(unseen: UnseenStart, start: Command<StartOutcome>): Promise<void> {
    ownId = unseen.sessionId;
    // The write starts before the Start, and is not waited for.
    const noted = running.noteUnseenStart(unseen);
    const command: Command<StartOutcome> = async (signal) => {
      try {
        return await start(signal);
      } catch (error) {
        if (!(error instanceof OvertakenError)) await showFailure(unseen.sessionId, error, signal);
        return 'started';
      }
    };
    await begin(unseen.sessionId, command).finally(async () => {
      await noted;
      if (ownId === unseen.sessionId) await running.noteUnseenStart(null);
    });
  }

  return {
    async make(): Promise<void> {
      const sessionId = newSessionId();
      await attempt({ sessionId, at: now() }, (signal) => startSession(sessionId, signal));
    },

    /**
     * Resumes a Start that ended with an earlier worker: carries it out, or reports its failure where it is too old.
     */
    async takeUp(): Promise<void> {
      const unseen = await running.unseenStart();
      if (!unseen || unseen.sessionId === ownId) return;
      const isLate = Math.abs(now() - unseen.at) > takeUpMs;
      const lost = () => Promise.reject(new FailureError({ reason: 'host-gone' }));
      await attempt(unseen, isLate ? lost : (signal) => startSession(unseen.sessionId, signal));
    },
  };
}

import { isRunning } from '../../domain/session/session-state.ts';
import type { Overruled, UserChoices } from '../../domain/settings/settings-to-start.ts';
import type { CommandQueue } from './command-queue.ts';
import type { HostPort } from './host-port.ts';
import type { RunningSessionStore } from './running-session-store.ts';
import type { SessionKeeper } from './session-keeper.ts';

export interface LatePolicyDeps {
  settings: { overruledBy(choices: UserChoices): Promise<Overruled | null> };
  running: Pick<RunningSessionStore, 'unconfirmed' | 'confirm' | 'forbidRecording'>;
  host: Pick<HostPort, 'overrule' | 'forbidRecording'>;
  /** Deletes what was recorded of a session. */
  deleteRecording(sessionId: string): Promise<void>;
  session: Pick<SessionKeeper, 'check'>;
  queue: Pick<CommandQueue, 'add'>;
}

export type LatePolicy = ReturnType<typeof createLatePolicy>;

/**
 * Ends a session, or its recording alone, that was started before the browser had said what an administrator has set, where the
 * policy does not allow it. The choices that it was started by outlive a worker, so that the next worker goes on waiting for
 * the browser's answer.
 */
export function createLatePolicy(deps: LatePolicyDeps) {
  const { settings, running, host, deleteRecording, session, queue } = deps;

  async function confirm(sessionId: string, choices: UserChoices): Promise<void> {
    const overruled = await settings.overruledBy(choices);
    if (overruled === 'recording') await running.forbidRecording(sessionId);
    if (overruled !== null) {
      // The queue first has a session whose host is gone continued by another host.
      await queue.add(async (signal) => {
        const state = await session.check(signal);
        if (!isRunning(state) || state.running.session.id !== sessionId) return;
        if (overruled === 'session') await host.overrule(sessionId);
        else await host.forbidRecording(sessionId);
      });
    }
    // The recording is deleted even if the session has ended in the meantime.
    if (overruled === 'recording') await deleteRecording(sessionId);
    await running.confirm(sessionId);
  }

  return {
    confirm,

    /** Continues the checks that an earlier worker had not finished for this session. */
    async resume(sessionId: string): Promise<void> {
      const choices = await running.unconfirmed(sessionId);
      if (choices) await confirm(sessionId, choices);
    },
  };
}

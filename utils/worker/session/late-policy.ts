import { isRunning } from '../../domain/session/session-state.ts';
import type { UserChoices } from '../../domain/settings/settings-to-start.ts';
import type { CommandQueue } from './command-queue.ts';
import type { HostPort } from './host-port.ts';
import type { RunningSessionStore } from './running-session-store.ts';
import type { SessionKeeper } from './session-keeper.ts';

export interface LatePolicyDeps {
  settings: { isOverruled(choices: UserChoices): Promise<boolean> };
  running: Pick<RunningSessionStore, 'unconfirmed' | 'confirm'>;
  host: Pick<HostPort, 'overrule'>;
  session: Pick<SessionKeeper, 'check'>;
  queue: Pick<CommandQueue, 'add'>;
}

export type LatePolicy = ReturnType<typeof createLatePolicy>;

/**
 * Ends a session that was started before the browser had said what an administrator has set, where the policy
 * does not allow it. The choices that it was started by outlive a worker, so that the next worker goes on
 * waiting for the browser's answer.
 */
export function createLatePolicy({ settings, running, host, session, queue }: LatePolicyDeps) {
  async function confirm(sessionId: string, choices: UserChoices): Promise<void> {
    if (await settings.isOverruled(choices)) {
      // The queue has a session whose host is gone continued by another one first.
      await queue.add(async (signal) => {
        const state = await session.check(signal);
        if (isRunning(state) && state.running.session.id === sessionId) await host.overrule(sessionId);
      });
    }
    await running.confirm(sessionId);
  }

  return {
    confirm,

    /** Goes on with what an earlier worker had still to confirm of the session that this one has found. */
    async resume(sessionId: string): Promise<void> {
      const choices = await running.unconfirmed(sessionId);
      if (choices) await confirm(sessionId, choices);
    },
  };
}

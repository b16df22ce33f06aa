import type { Alarms, Runtime } from 'webextension-polyfill';
import type { SessionState } from '../../domain/session/session-state.ts';

const name = 'update';

/** Minutes between two alarms: the shortest period that browsers allow an extension. */
const periodInMinutes = 0.5;

export interface DeferredUpdateDeps {
  alarms: Pick<Alarms.Static, 'create' | 'clear'>;
  runtime: Pick<Runtime.Static, 'reload'> & Pick<typeof chrome.runtime, 'getContexts'>;
  state(): Promise<SessionState>;
  /** Whether no session runs, or is about to. */
  isIdle(): Promise<boolean>;
}

/**
 * Applies an update of the extension when it interrupts nothing, because an update ends everything that the
 * extension runs: no session, no open page in which something may be half entered, no failure that is still
 * to be read. At its own next start the browser applies the update by itself. An alarm is the only memory of
 * the pending update, since it outlives the worker.
 */
export function createDeferredUpdate({ alarms, runtime, state, isIdle }: DeferredUpdateDeps) {
  /**
   * Whether any context of the extension is open. The offscreen document counts too: it closes itself when
   * its log is stored.
   */
  async function isInUse(): Promise<boolean> {
    const contexts = await runtime.getContexts({});
    return contexts.some(({ contextType }) => contextType !== 'BACKGROUND');
  }

  async function applyWhenIdle(): Promise<void> {
    if ((await state()).phase !== 'idle' || (await isInUse()) || !(await isIdle())) return;
    await alarms.clear(name);
    runtime.reload();
  }

  return {
    async onAvailable(): Promise<void> {
      await alarms.create(name, { periodInMinutes });
      await applyWhenIdle();
    },

    async onAlarm(alarm: Pick<Alarms.Alarm, 'name'>): Promise<void> {
      if (alarm.name === name) await applyWhenIdle();
    },
  };
}

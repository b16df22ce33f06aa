import type { Alarms, Runtime } from 'webextension-polyfill';
import type { SessionState } from '../../domain/session/session-state.ts';

const name = 'update';

/** As often as browsers let an extension be woken. */
const periodInMinutes = 0.5;

export interface DeferredUpdateDeps {
  alarms: Pick<Alarms.Static, 'create' | 'clear'>;
  runtime: Pick<Runtime.Static, 'reload'> & Pick<typeof chrome.runtime, 'getContexts'>;
  state(): Promise<SessionState>;
}

/**
 * An update of the extension ends everything that it runs: it waits until nothing runs, no page of ours is open in which
 * something may be half entered, and no failure stands there unread. The browser itself applies it when it is started the
 * next time. The alarm is the one memory of it, and outlives the worker.
 */
export function createDeferredUpdate({ alarms, runtime, state }: DeferredUpdateDeps) {
  /** The offscreen document counts too: it goes by itself when its log is stored. */
  async function isInUse(): Promise<boolean> {
    const contexts = await runtime.getContexts({});
    return contexts.some(({ contextType }) => contextType !== 'BACKGROUND');
  }

  async function applyWhenIdle(): Promise<void> {
    if ((await state()).phase !== 'idle' || (await isInUse())) return;
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

import type { Alarms } from 'webextension-polyfill';
import { isRunning, type SessionState } from '../../domain/session/session-state.ts';

const name = 'watchdog';

/** As often as browsers let an extension be woken. */
const periodInMinutes = 0.5;

/** Wakes the worker again and again while a session is under way, and only then: a host that crashed cannot call it. */
export async function keepWatchdog(
  state: SessionState,
  alarms: Pick<Alarms.Static, 'get' | 'create' | 'clear'>,
): Promise<void> {
  if (!isRunning(state) && state.phase !== 'stopping') await alarms.clear(name);
  // To make it anew would begin its half minute anew.
  else if (!(await alarms.get(name))) await alarms.create(name, { periodInMinutes });
}

export function isWatchdog(alarm: Pick<Alarms.Alarm, 'name'>): boolean {
  return alarm.name === name;
}

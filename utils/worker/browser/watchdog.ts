import type { Alarms } from 'webextension-polyfill';
import { isRunning, type SessionState } from '../../domain/session/session-state.ts';

const name = 'watchdog';

/** Minutes between two alarms: the shortest period that browsers allow an extension. */
const periodInMinutes = 0.5;

/**
 * Wakes the worker again and again while a session is under way, and only then, because a host that crashed
 * cannot call the worker.
 */
export async function keepWatchdog(
  state: SessionState,
  alarms: Pick<Alarms.Static, 'get' | 'create' | 'clear'>,
): Promise<void> {
  if (!isRunning(state) && state.phase !== 'stopping') await alarms.clear(name);
  // Creating an alarm that already exists would start its half minute again.
  else if (!(await alarms.get(name))) await alarms.create(name, { periodInMinutes });
}

export function isWatchdog(alarm: Pick<Alarms.Alarm, 'name'>): boolean {
  return alarm.name === name;
}

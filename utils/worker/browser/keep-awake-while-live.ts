import { keepsAwake } from '../../domain/session/keeps-awake.ts';
import type { SessionState } from '../../domain/session/session-state.ts';

/**
 * Keeps the computer (but not the screen) awake while a session is live or may soon be live again, if the
 * user has chosen that. `now` is epoch milliseconds.
 */
export function keepAwakeWhileLive(
  state: SessionState,
  wanted: boolean,
  power: Pick<typeof chrome.power, 'requestKeepAwake' | 'releaseKeepAwake'>,
  now: number,
): void {
  if (wanted && keepsAwake(state, now)) power.requestKeepAwake('system');
  else power.releaseKeepAwake();
}

import type { SessionState } from '../domain/session-state.ts';

/** Keeps the computer (not the screen) awake while a session is live or on its way back, where the user wants that. */
export function keepAwakeWhileLive(
  state: SessionState,
  wanted: boolean,
  power: Pick<typeof chrome.power, 'requestKeepAwake' | 'releaseKeepAwake'>,
): void {
  if (wanted && (state.phase === 'live' || state.phase === 'recovering')) power.requestKeepAwake('system');
  else power.releaseKeepAwake();
}

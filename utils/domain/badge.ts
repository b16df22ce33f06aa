import type { SessionState } from './session-state.ts';

/** What the toolbar icon says; `colour` is a role of the stylesheet, and the title says the same in words. */
export interface Badge {
  text: '' | '...' | 'ON' | 'MIC' | '!' | `${number}`;
  colour: 'none' | 'live' | 'warning' | 'danger';
}

/** `now`, epoch milliseconds, counts the seconds since a loss. */
export function badgeFor(state: SessionState, now: number): Badge {
  switch (state.phase) {
    case 'idle':
    case 'stopping':
      return { text: '', colour: 'none' };
    case 'starting':
      return { text: '...', colour: 'warning' };
    case 'live':
      return state.muted || state.microphone !== 'sounding'
        ? { text: 'MIC', colour: 'warning' }
        : { text: 'ON', colour: 'live' };
    case 'recovering':
      return { text: secondsText(now - state.since), colour: 'warning' };
    case 'failed':
      return { text: '!', colour: 'danger' };
  }
}

/** Four figures are all that an icon has room for; three hours later it does not matter any more. */
function secondsText(ms: number): `${number}` {
  return `${Math.min(9999, Math.max(0, Math.floor(ms / 1000)))}`;
}

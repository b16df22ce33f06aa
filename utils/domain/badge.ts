import type { SessionState } from './session-state.ts';

/** What the toolbar icon says; `colour` is a role of the stylesheet, and the title says the same in words. */
export interface Badge {
  text: '' | '...' | 'ON' | 'MIC' | '!';
  colour: 'none' | 'live' | 'warning' | 'danger';
}

export function badgeFor(state: SessionState): Badge {
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
    case 'failed':
      return { text: '!', colour: 'danger' };
  }
}

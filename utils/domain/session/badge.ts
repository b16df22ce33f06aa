import { behindNow, lateIn } from './behind.ts';
import { questionOf, type SessionState, type StateOf } from './session-state.ts';

/**
 * The text and colour on the toolbar icon; `colour` is a role of the stylesheet, and the icon's title says
 * the same in words.
 */
export interface Badge {
  text: '' | '...' | 'ON' | 'ON+' | '?' | 'MIC' | '!' | `${number}`;
  colour: 'none' | 'live' | 'warning' | 'danger';
}

/** The badge of a state; `now`, in epoch milliseconds, counts the seconds since a loss, or the seconds that are still to be sent. */
export function badgeFor(state: SessionState, now: number): Badge {
  if (questionOf(state)?.mutedAt === null) return { text: '?', colour: 'warning' };
  switch (state.phase) {
    case 'idle':
    case 'stopping':
      return { text: '', colour: 'none' };
    case 'starting':
      return { text: '...', colour: 'warning' };
    case 'live': {
      if (isVoiceless(state)) return { text: 'MIC', colour: 'warning' };
      const late = lateIn(state.running);
      if (late) return { text: secondsText(behindNow(late, now) + 999), colour: 'warning' };
      return { text: isLongLive(state, now) ? 'ON+' : 'ON', colour: 'live' };
    }
    case 'recovering':
      return { text: secondsText(now - state.since), colour: 'warning' };
    case 'failed':
      return { text: '!', colour: 'danger' };
  }
}

/** Whether a live session is known to carry no voice. */
function isVoiceless({ running }: StateOf<'live'>): boolean {
  return running.muted || running.microphone !== 'sounding' || running.warnings.includes('no-voice');
}

/** Milliseconds after which a session may have been forgotten. */
const longLiveMs = 60 * 60_000;

/** Whether a session has been live for so long that the icon reminds of it; `now` is epoch milliseconds. */
export function isLongLive({ liveSince }: StateOf<'live'>, now: number): boolean {
  return now - liveSince >= longLiveMs;
}

/**
 * Seconds as a text of at most four figures, which is all that an icon has room for; three hours later the
 * number does not matter any more.
 */
function secondsText(ms: number): `${number}` {
  return `${Math.min(9999, Math.max(0, Math.floor(ms / 1000)))}`;
}

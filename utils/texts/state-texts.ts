import type { SessionState } from '../domain/session/session-state.ts';
import type { TextKey, Texts } from './texts.ts';

/** Names the phase in a word or two; in a live session, also what silences the microphone. */
export function phaseText({ t }: Texts, state: SessionState): string {
  return t(phaseKey(state));
}

function phaseKey(state: SessionState): TextKey & `phase_${string}` {
  if (state.phase !== 'live') return `phase_${state.phase}`;
  if (state.running.muted) return 'phase_live_muted';
  return state.running.microphone === 'sounding' ? 'phase_live' : 'phase_live_silent';
}

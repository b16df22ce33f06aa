import { lateIn } from '../domain/session/behind.ts';
import type { SessionState } from '../domain/session/session-state.ts';
import type { TextKey, Texts } from './texts.ts';

/** Names the phase in a word or two; in a live session, also what silences the microphone, or that it catches up. */
export function phaseText({ t }: Texts, state: SessionState): string {
  return t(phaseKey(state));
}

function phaseKey(state: SessionState): TextKey & `phase_${string}` {
  if (state.phase !== 'live') return `phase_${state.phase}`;
  if (state.running.muted) return 'phase_live_muted';
  if (state.running.microphone !== 'sounding') return 'phase_live_silent';
  return lateIn(state.running) ? 'phase_live_behind' : 'phase_live';
}

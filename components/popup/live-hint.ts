import type { Proofs } from '../../utils/domain/samples/proofs.ts';
import type { RecoveryRung } from '../../utils/domain/recovery/recovery-policy.ts';
import type { SessionState } from '../../utils/domain/session/session-state.ts';
import type { TextKey } from '../../utils/texts/texts.ts';
import { isFresh } from './proof-view.ts';

const recoveringHints = {
  hold: 'hint_recovering_hold',
  'ice-restart': 'hint_recovering_ice_restart',
  'new-connection': 'hint_recovering_new_connection',
} as const satisfies Record<RecoveryRung, TextKey>;

/** The sentence under the phase: the answer to "is my voice arriving?", or what stands in its way. */
export function liveHint(state: SessionState, proofs: Proofs, at: number): TextKey & `hint_${string}` {
  switch (state.phase) {
    case 'idle':
    case 'failed':
      return 'hint_idle';
    case 'starting':
      if (state.awaiting.includes('policy')) return 'hint_starting_policy';
      if (state.awaiting.includes('microphone')) return 'hint_starting_microphone';
      return state.awaiting.includes('answer') ? 'hint_starting_answer' : 'hint_starting_media';
    case 'live':
      if (state.muted && state.spokeWhileMuted) return 'hint_live_muted_spoke';
      if (state.muted) return state.question?.mutedAt ? 'hint_live_muted_unanswered' : 'hint_live_muted';
      if (state.microphone === 'missing') return 'hint_live_microphone_missing';
      if (state.microphone === 'muted') return 'hint_live_microphone_muted';
      if (state.microphone === 'silent') return 'hint_live_microphone_silent';
      // Just gone live, or just opened: nothing is known against it yet.
      if (proofs.sent !== null && !isFresh('sent', proofs.sent, at)) return 'hint_live_not_sent';
      if (proofs.heard !== null && !isFresh('heard', proofs.heard, at)) return 'hint_live_not_heard';
      return 'hint_live_arriving';
    case 'recovering':
      return recoveringHints[state.rung];
    case 'stopping':
      return 'hint_stopping';
  }
}

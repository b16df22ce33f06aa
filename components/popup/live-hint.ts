import type { Proofs } from '../../utils/domain/samples/proofs.ts';
import type { RecoveryRung } from '../../utils/domain/recovery/recovery-policy.ts';
import type { MicrophoneCondition } from '../../utils/domain/microphone/microphone-condition.ts';
import type { Running, SessionState } from '../../utils/domain/session/session-state.ts';
import type { TextKey } from '../../utils/texts/texts.ts';
import { isFresh } from './proof-view.ts';

const recoveringHints = {
  hold: 'hint_recovering_hold',
  'ice-restart': 'hint_recovering_ice_restart',
  'new-connection': 'hint_recovering_new_connection',
} as const satisfies Record<RecoveryRung, TextKey>;

const unheardHints = {
  missing: 'hint_live_microphone_missing',
  muted: 'hint_live_microphone_muted',
  silent: 'hint_live_microphone_silent',
} as const satisfies Record<Exclude<MicrophoneCondition, 'sounding'>, TextKey>;

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
      return runningHint(state.running) ?? proofHint(proofs, at);
    case 'recovering':
      return recoveringHints[state.rung];
    case 'stopping':
      return 'hint_stopping';
  }
}

/**
 * The sentence about the microphone, which goes before any about the connection; null where the microphone
 * sounds.
 */
function runningHint({
  microphone,
  muted,
  spokeWhileMuted,
  question,
}: Running): (TextKey & `hint_live_${string}`) | null {
  if (muted && spokeWhileMuted) return 'hint_live_muted_spoke';
  if (muted) return question?.mutedAt ? 'hint_live_muted_unanswered' : 'hint_live_muted';
  return microphone === 'sounding' ? null : unheardHints[microphone];
}

function proofHint({ sent, heard }: Proofs, at: number): TextKey & `hint_live_${string}` {
  // Where the session has just gone live, or the popup has just opened, nothing is known against it yet.
  if (sent !== null && !isFresh('sent', sent, at)) return 'hint_live_not_sent';
  if (heard !== null && !isFresh('heard', heard, at)) return 'hint_live_not_heard';
  return 'hint_live_arriving';
}

import { lateIn } from '../../utils/domain/session/behind.ts';
import { arrivalOf } from '../../utils/domain/samples/proofs.ts';
import { isRunning, type Running, type SessionState } from '../../utils/domain/session/session-state.ts';
import { keyPart } from '../../utils/texts/key-part.ts';
import type { TextKey } from '../../utils/texts/texts.ts';
import type { ProofSample } from './use-proof-sample.ts';

/** The hints under which nothing is known to be wrong with what is sent. */
export const calmHints: ReadonlySet<TextKey> = new Set([
  'hint_live_arriving',
  'hint_live_quiet',
  'hint_live_unknown',
]);

/** The sentence under the phase: the answer to "is my voice arriving?", or what stands in its way. */
export function liveHint(
  state: SessionState,
  { proofs, at, limits }: ProofSample,
): TextKey & `hint_${string}` {
  if (isRunning(state) && state.running.stopsWhenDelivered) return 'hint_stopping_delivering';
  switch (state.phase) {
    case 'idle':
    case 'failed':
      return 'hint_idle';
    case 'starting':
      if (state.awaiting.includes('policy')) return 'hint_starting_policy';
      if (state.awaiting.includes('microphone')) return 'hint_starting_microphone';
      if (isSaidKept(state.running)) return 'hint_starting_kept';
      return state.awaiting.includes('answer') ? 'hint_starting_answer' : 'hint_starting_media';
    case 'live':
      return runningHint(state.running) ?? `hint_live_${keyPart(arrivalOf(proofs, at, limits))}`;
    case 'recovering':
      return `hint_recovering_${keyPart(state.rung)}`;
    case 'stopping':
      return 'hint_stopping';
  }
}

/** Whether what is said now, before the session is live, is kept until it is. */
function isSaidKept({ behind, muted, microphone }: Running): boolean {
  return behind?.state === 'beginning' && !muted && microphone === 'sounding';
}

/**
 * The sentence about the microphone, or that what it gave is sent late, which goes before any about the connection; null where the
 * microphone sounds and nothing is late.
 */
function runningHint({
  microphone,
  muted,
  spokeWhileMuted,
  question,
  behind,
}: Running): (TextKey & `hint_live_${string}`) | null {
  if (muted && spokeWhileMuted) return 'hint_live_muted_spoke';
  if (muted) return question?.mutedAt ? 'hint_live_muted_unanswered' : 'hint_live_muted';
  if (microphone !== 'sounding') return `hint_live_microphone_${microphone}`;
  return lateIn({ behind }) ? 'hint_live_behind' : null;
}

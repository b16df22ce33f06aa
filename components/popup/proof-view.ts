import { proofCondition, type ProofCondition, type ProofName } from '../../utils/domain/samples/proofs.ts';
import { profileKind } from '../../utils/domain/profiles/profile-kinds.ts';
import { isRunning, type SessionState } from '../../utils/domain/session/session-state.ts';
import type { TextKey, Texts } from '../../utils/texts/texts.ts';
import type { ProofSample } from './use-proof-sample.ts';

export interface ProofView {
  name: ProofName;
  condition: ProofCondition;
  age: string;
}

/**
 * Milliseconds up to which an age is shown as "now": evidence from this computer always is, and the age of
 * the far side's answer is worth reading almost at once.
 */
const nowMs = (name: ProofName) => (name === 'heard' ? 150 : 1000);

/** How one proof is shown; `state` tells which evidence may be expected. */
export function proofView(
  texts: Texts,
  name: ProofName,
  { proofs, limits, at }: ProofSample,
  state: SessionState,
): ProofView {
  const evidence = proofs[name];
  const none = (why: TextKey & `proof_${string}`): ProofView => ({
    name,
    condition: 'none',
    age: texts.t(why),
  });
  if (!isRunning(state)) return none('proof_off');
  if (name === 'captured' && state.running.muted) return none('proof_muted');
  if (evidence === null) {
    const noText = name === 'understood' && !profileKind(state.running.session.profile.kind).sendsText;
    return none(noText ? 'proof_no_text' : 'proof_age_none');
  }
  const condition = proofCondition(name, evidence, at, limits);
  return { name, condition, age: ageText(texts, at - evidence, nowMs(name)) };
}

function ageText(texts: Texts, ageMs: number, nowUntilMs: number): string {
  if (ageMs < nowUntilMs) return texts.t('proof_age_now');
  if (ageMs < 9_950) return texts.t('proof_age_seconds', texts.tenths(ageMs / 1000));
  if (ageMs < 60_000) return texts.t('proof_age_seconds', Math.round(ageMs / 1000));
  return texts.t('proof_age_minutes', Math.floor(ageMs / 60_000));
}

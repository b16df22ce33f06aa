import { checksAnsweredWithinMs } from '../../utils/domain/link/far-side-packets.ts';
import type { Proofs } from '../../utils/domain/samples/proofs.ts';
import { profileKind } from '../../utils/domain/profiles/profile-kinds.ts';
import { isRunning, type SessionState } from '../../utils/domain/session/session-state.ts';
import type { Texts } from '../../utils/texts/texts.ts';

export type ProofName = keyof Proofs;
export const proofNames = ['captured', 'sent', 'heard', 'understood'] as const satisfies ProofName[];

/** `none` is no evidence yet, or none to be expected; `stale` is evidence that has grown too old. */
export type ProofCondition = 'none' | 'fresh' | 'stale';

export interface ProofView {
  name: ProofName;
  condition: ProofCondition;
  age: string;
}

/**
 * Milliseconds for which evidence of each proof is fresh. When the answer to a connectivity check came is
 * known to half a second.
 */
const freshMs = { sent: 2000, captured: 2000, heard: checksAnsweredWithinMs + 500 };

/**
 * Milliseconds up to which an age is shown as "now": evidence from this computer always is, and the age of
 * the far side's answer is worth reading almost at once.
 */
const nowMs: Record<ProofName, number> = { captured: 1000, sent: 1000, heard: 150, understood: 1000 };

export function isFresh(name: keyof typeof freshMs, evidence: number, at: number): boolean {
  return at - evidence < freshMs[name];
}

/** How one proof is shown; `at` is epoch milliseconds, `state` tells which evidence may be expected. */
export function proofView(
  texts: Texts,
  name: ProofName,
  evidence: number | null,
  state: SessionState,
  at: number,
): ProofView {
  if (!isRunning(state)) {
    return { name, condition: 'none', age: texts.t('proof_off') };
  }
  if (name === 'captured' && state.running.muted) {
    return { name, condition: 'none', age: texts.t('proof_muted') };
  }
  if (evidence === null) {
    const noText = name === 'understood' && !profileKind(state.running.session.profile.kind).sendsText;
    return { name, condition: 'none', age: texts.t(noText ? 'proof_no_text' : 'proof_age_none') };
  }
  // Text comes when a sentence ends, so an old one is no sign of trouble.
  const condition = name === 'understood' || isFresh(name, evidence, at) ? 'fresh' : 'stale';
  return { name, condition, age: ageText(texts, at - evidence, nowMs[name]) };
}

function ageText(texts: Texts, ageMs: number, nowUntilMs: number): string {
  if (ageMs < nowUntilMs) return texts.t('proof_age_now');
  if (ageMs < 9_950) return texts.t('proof_age_seconds', texts.tenths(ageMs / 1000));
  if (ageMs < 60_000) return texts.t('proof_age_seconds', Math.round(ageMs / 1000));
  return texts.t('proof_age_minutes', Math.floor(ageMs / 60_000));
}

import type { SessionSummary } from '../../utils/history/catalogue/session-query.ts';
import { failureTexts } from '../../utils/texts/failure-texts.ts';
import { profileKindText } from '../../utils/texts/profile-kind-texts.ts';
import type { TextKey, Texts } from '../../utils/texts/texts.ts';

/** A session's outcome in a few words. */
export function outcomeText(
  texts: Texts,
  { outcome, liveAt, failure }: Pick<SessionSummary, 'outcome' | 'liveAt' | 'failure'>,
): string {
  switch (outcome) {
    case 'running':
      return texts.t('outcome_running');
    case 'stopped':
      return texts.t(liveAt === null ? 'outcome_not_live' : 'outcome_stopped');
    case 'interrupted':
      return texts.t('outcome_interrupted');
    case 'failed':
      return failure ? failureTexts(texts, failure).title : texts.t('phase_failed');
  }
}

/** The profile's name, and its kind where the name does not say it already. */
export function profileWords(texts: Texts, session: SessionSummary): string[] {
  const kind = profileKindText(texts, session.profileKind);
  return session.profileKind === 'loopback' || session.profileName === kind
    ? [session.profileName]
    : [session.profileName, kind];
}

export type QualityGrade = 'good' | 'fair' | 'poor';

const grades = {
  good: 'quality_good',
  fair: 'quality_fair',
  poor: 'quality_poor',
} as const satisfies Record<QualityGrade, TextKey>;

export function qualityGrade(quality: number): QualityGrade {
  if (quality >= 0.98) return 'good';
  return quality >= 0.9 ? 'fair' : 'poor';
}

/** A quality in words: one that is not quite 100% is never written as 100%. */
export function qualityText(texts: Texts, quality: number): string {
  const figure = texts.percent(Math.floor(quality * 1000) / 1000);
  return texts.t(grades[qualityGrade(quality)], figure);
}

/**
 * How long the voice was interrupted, and how often a new connection healed that; what did not happen is left
 * out.
 */
export function interruptionWords(texts: Texts, session: SessionSummary): string[] {
  const { liveAt, interruptions, interruptedMs, reconnects } = session;
  if (liveAt === null) return [];
  if (interruptions === 0) return [texts.t('row_uninterrupted')];
  return [
    texts.t('row_interrupted', texts.duration(interruptedMs)),
    ...(reconnects > 0 ? [texts.plural('row_reconnects', reconnects)] : []),
  ];
}

/** Milliseconds from Start to the end; a running session counts to `now`. */
export function lengthOf(session: SessionSummary, now: number): number {
  if (session.outcome === 'running') return now - session.startedAt;
  return (session.endedAt ?? session.lastEventAt) - session.startedAt;
}

import type { SessionSummary } from '../../utils/history/catalogue/session-query.ts';
import { failureTexts } from '../../utils/texts/failure-texts.ts';
import { profileKindText } from '../../utils/texts/profile-kind-texts.ts';
import { profileName, profileNames } from '../../utils/texts/name-texts.ts';
import type { Texts } from '../../utils/texts/texts.ts';

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

type Named = Pick<SessionSummary, 'profileId' | 'profileName' | 'profileKind' | 'serverOrigin'>;

/** The profile's kind, where its shown name does not say it already. */
export function kindWords(texts: Texts, { profileKind }: Named, name: string): string[] {
  const kind = profileKindText(texts, profileKind);
  return profileKind === 'loopback' || name.includes(kind) ? [] : [kind];
}

/** What is shown for the profile of one session that stands alone. */
export function sessionProfileName(texts: Texts, { profileName: name, profileKind: kind }: Named): string {
  return profileName(texts, { name, kind });
}

/**
 * What is shown for the profiles of sessions, by what `keyOf` makes of each: distinct names, also of two profiles with one
 * name. Of the sessions with one key the first counts.
 */
export function sessionProfileNames(
  texts: Texts,
  sessions: Iterable<Named>,
  keyOf: (session: Named) => string,
): ReadonlyMap<string, string> {
  const first = new Map<string, Named>();
  for (const session of sessions) {
    const key = keyOf(session);
    if (!first.has(key)) first.set(key, session);
  }
  return profileNames(
    texts,
    [...first].map(([id, { profileName: name, profileKind: kind, serverOrigin: url }]) => ({
      id,
      name,
      kind,
      url,
    })),
  );
}

export type QualityGrade = 'good' | 'fair' | 'poor';

export function qualityGrade(quality: number): QualityGrade {
  if (quality >= 0.98) return 'good';
  return quality >= 0.9 ? 'fair' : 'poor';
}

/** A quality in words: one that is not quite 100% is never written as 100%. */
export function qualityText(texts: Texts, quality: number): string {
  const figure = texts.percent(Math.floor(quality * 1000) / 1000);
  return texts.t(`quality_${qualityGrade(quality)}`, figure);
}

/**
 * How long the voice was interrupted, how often a new connection healed that, and how much did not arrive, or late; what did not happen is left
 * out.
 */
export function interruptionWords(texts: Texts, session: SessionSummary): string[] {
  const { liveAt, interruptions, interruptedMs, reconnects, lostMs, lateMs } = session;
  if (liveAt === null) return [];
  const lost = [
    ...(lostMs === undefined ? [] : [texts.t('row_lost', texts.duration(lostMs))]),
    ...(lateMs === undefined ? [] : [texts.t('row_late', texts.duration(lateMs))]),
  ];
  if (interruptions === 0) return [texts.t('row_uninterrupted'), ...lost];
  return [
    texts.t('row_interrupted', texts.duration(interruptedMs)),
    ...(reconnects > 0 ? [texts.plural('row_reconnects', reconnects)] : []),
    ...lost,
  ];
}

/** Milliseconds from Start to the end; a running session counts to `now`. */
export function lengthOf(session: SessionSummary, now: number): number {
  if (session.outcome === 'running') return now - session.startedAt;
  return (session.endedAt ?? session.lastEventAt) - session.startedAt;
}

import type { SessionRow } from '../../utils/history/session-row.ts';
import { failureTexts } from '../../utils/texts/failure-texts.ts';
import { profileKindText } from '../../utils/texts/profile-kind-texts.ts';
import type { Texts } from '../../utils/texts/texts.ts';

/** How a session came out, in a few words. */
export function outcomeText(texts: Texts, row: Pick<SessionRow, 'outcome' | 'liveAt' | 'failure'>): string {
  switch (row.outcome) {
    case 'running':
      return texts.t('outcome_running');
    case 'stopped':
      return texts.t(row.liveAt === null ? 'outcome_not_live' : 'outcome_stopped');
    case 'interrupted':
      return texts.t('outcome_interrupted');
    case 'failed':
      return row.failure ? failureTexts(texts, row.failure).title : texts.t('phase_failed');
  }
}

/** The same as a story of one sentence. */
export function storyText(texts: Texts, row: SessionRow): string {
  if (row.outcome === 'running') return texts.t('session_story_running', texts.moment(row.startedAt));
  if (row.liveAt === null) {
    return texts.t(row.outcome === 'stopped' ? 'session_story_stopped_early' : 'session_story_failed_early');
  }
  const liveFor = texts.duration((row.endedAt ?? row.lastEventAt) - row.liveAt);
  if (row.outcome === 'interrupted') return texts.t('session_story_interrupted', liveFor);
  return row.outcome === 'stopped'
    ? texts.t('session_story_stopped', liveFor)
    : texts.t('session_story_failed', liveFor);
}

/** The profile, and its kind where the name does not say it already. */
export function profileWords(texts: Texts, row: SessionRow): string[] {
  const kind = profileKindText(texts, row.profileKind);
  return row.profileKind === 'loopback' || row.profileName === kind
    ? [row.profileName]
    : [row.profileName, kind];
}

/** Milliseconds from Start to the end; a running session counts to `now`. */
export function lengthOf(row: SessionRow, now: number): number {
  if (row.outcome === 'running') return now - row.startedAt;
  return (row.endedAt ?? row.lastEventAt) - row.startedAt;
}

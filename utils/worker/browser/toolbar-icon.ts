import type { Action } from 'webextension-polyfill';
import { badgeFor, isLongLive, type Badge } from '../../domain/session/badge.ts';
import { lateIn } from '../../domain/session/behind.ts';
import { questionOf, type SessionState } from '../../domain/session/session-state.ts';
import type { TextKey, Texts } from '../../texts/texts.ts';

/**
 * The toolbar may be light or dark: these colours have a contrast of 4.5:1 against the badge's white text.
 */
const colours: Record<Exclude<Badge['colour'], 'none'>, string> = {
  live: '#1a7f37',
  warning: '#9a5b00',
  danger: '#c4242b',
};

const noBadge: Badge = { text: '', colour: 'none' };

/**
 * Shows a session's state on the toolbar icon: a badge, if the user wants one, and a title that says the same
 * in words.
 */
export async function showOnToolbarIcon(
  state: SessionState,
  action: Pick<Action.Static, 'setBadgeText' | 'setBadgeBackgroundColor' | 'setTitle'>,
  texts: Texts,
  withBadge: boolean,
  now: number,
): Promise<void> {
  const { text, colour } = withBadge ? badgeFor(state, now) : noBadge;
  await action.setTitle({ title: texts.t(titleKey(state, now)) });
  if (colour !== 'none') await action.setBadgeBackgroundColor({ color: colours[colour] });
  await action.setBadgeText({ text });
}

function titleKey(state: SessionState, now: number): TextKey {
  const question = questionOf(state);
  if (question?.mutedAt === null)
    return question.about === 'quiet' ? 'title_question_quiet' : 'title_question_loss';
  if (state.phase !== 'live') return `title_${state.phase}`;
  if (state.running.muted) return question ? 'title_live_muted_unanswered' : 'title_live_muted';
  if (state.running.microphone !== 'sounding') return 'title_live_silent';
  if (state.running.warnings.includes('no-voice')) return 'title_live_no_voice';
  if (lateIn(state.running)) return 'title_live_behind';
  return isLongLive(state, now) ? 'title_live_long' : 'title_live';
}

import type { LinkWarning } from '../domain/warnings/link-warnings.ts';
import type { InterruptionCause, Healing, StorySentence } from '../domain/past/session-story.ts';
import { failureTexts } from './failure-texts.ts';
import type { TextKey, Texts } from './texts.ts';

const interruptions = {
  silent: {
    itself: 'story_silent_itself',
    'ice-restart': 'story_silent_ice_restart',
    'new-connection': 'story_silent_new_connection',
    not: 'story_silent_not',
    'not-yet': 'story_silent_not_yet',
  },
  network: {
    itself: 'story_network_itself',
    'ice-restart': 'story_network_ice_restart',
    'new-connection': 'story_network_new_connection',
    not: 'story_network_not',
    'not-yet': 'story_network_not_yet',
  },
  lost: {
    itself: 'story_lost_itself',
    'ice-restart': 'story_lost_ice_restart',
    'new-connection': 'story_lost_new_connection',
    not: 'story_lost_not',
    'not-yet': 'story_lost_not_yet',
  },
} as const satisfies Record<InterruptionCause, Record<Healing, TextKey>>;

const openings = {
  'live-so-far': 'story_live_so_far',
  'live-stopped': 'story_live_stopped',
  'live-cut-off': 'story_live_cut_off',
  'never-live-stopped': 'story_never_live_stopped',
  'never-live-cut-off': 'story_never_live_cut_off',
  'slow-start': 'story_slow_start',
  'muted-by-user': 'story_muted_by_user',
  muted: 'story_muted',
  silent: 'story_silent',
  missing: 'story_missing',
} as const satisfies Partial<Record<StorySentence['say'], TextKey>>;

const plain = {
  starting: 'story_starting',
  held: 'story_held',
  'no-warning': 'story_no_warning',
  'no-other-warning': 'story_no_other_warning',
} as const satisfies Partial<Record<StorySentence['say'], TextKey>>;

const warnings = {
  'high-round-trip-time': 'story_warning_round_trip',
  'high-jitter': 'story_warning_jitter',
  'high-loss': 'story_warning_loss',
  'low-bitrate': 'story_warning_bitrate',
  'silent-microphone': 'story_warning_microphone',
} as const satisfies Record<LinkWarning, TextKey>;

/** A session's story as one paragraph. */
export function storyParagraph(texts: Texts, story: readonly StorySentence[]): string {
  // Japanese puts no space between two sentences.
  const between = texts.locale.startsWith('ja') ? '' : ' ';
  return story.map((sentence) => sentenceText(texts, sentence)).join(between);
}

function sentenceText(texts: Texts, sentence: StorySentence): string {
  const { t, plural, duration, timeWithSeconds } = texts;
  switch (sentence.say) {
    case 'starting':
    case 'held':
    case 'no-warning':
    case 'no-other-warning':
      return t(plain[sentence.say]);
    case 'live-so-far':
    case 'live-stopped':
    case 'live-cut-off':
    case 'never-live-stopped':
    case 'never-live-cut-off':
    case 'slow-start':
    case 'muted-by-user':
    case 'muted':
    case 'silent':
    case 'missing':
      return t(openings[sentence.say], duration(sentence.ms));
    case 'live-failed':
    case 'never-live-failed':
      return t(
        sentence.say === 'live-failed' ? 'story_live_failed' : 'story_never_live_failed',
        duration(sentence.ms),
        failureTexts(texts, sentence.failure).title,
      );
    case 'interruption': {
      const { at, ms, cause, healing } = sentence;
      return t(interruptions[cause][healing], timeWithSeconds(at), duration(ms));
    }
    case 'interruptions': {
      const { count, ms, longestAt, longestMs } = sentence;
      return plural(
        'story_interruptions',
        count,
        duration(ms),
        timeWithSeconds(longestAt),
        duration(longestMs),
      );
    }
    case 'rolled-over':
      return plural('story_rolled_over', sentence.count);
    case 'hole':
      return plural('story_hole', sentence.count, duration(sentence.ms));
    case 'stood-in':
      return t('story_stood_in', timeWithSeconds(sentence.at), sentence.label);
    case 'log-cut':
      return t('story_log_cut', timeWithSeconds(sentence.at));
    case 'slept':
      return t('story_slept', timeWithSeconds(sentence.at), duration(sentence.ms));
    case 'warning':
      return t(warnings[sentence.warning], duration(sentence.ms), worstText(texts, sentence));
  }
}

function worstText(texts: Texts, { warning, worst }: Extract<StorySentence, { say: 'warning' }>): string {
  switch (warning) {
    case 'high-loss':
      return texts.percent(worst);
    case 'low-bitrate':
      return texts.tenths(worst / 1000);
    default:
      return texts.duration(worst * 1000);
  }
}

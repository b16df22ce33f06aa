import type { StorySentence } from '../domain/past/session-story.ts';
import { failureTexts } from './failure-texts.ts';
import { keyPart } from './key-part.ts';
import { microphoneName } from './name-texts.ts';
import type { Texts } from './texts.ts';
import { warningFigureText } from './warning-figure-text.ts';

/** Puts a session's story into one paragraph. */
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
      return t(`story_${keyPart(sentence.say)}`);
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
      return t(`story_${keyPart(sentence.say)}`, duration(sentence.ms));
    case 'live-failed':
    case 'never-live-failed':
      return t(
        `story_${keyPart(sentence.say)}`,
        duration(sentence.ms),
        failureTexts(texts, sentence.failure).title,
      );
    case 'interruption': {
      const { at, ms, cause, healing } = sentence;
      return t(`story_${keyPart(cause)}_${keyPart(healing)}`, timeWithSeconds(at), duration(ms));
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
    case 'caught-up-often':
      return plural(`story_${keyPart(sentence.say)}`, sentence.count, duration(sentence.ms));
    case 'stood-in':
      return t('story_stood_in', timeWithSeconds(sentence.at), microphoneName(texts, sentence.label));
    case 'log-cut':
      return t('story_log_cut', timeWithSeconds(sentence.at));
    case 'caught-up':
      return caughtUpText(texts, sentence);
    case 'slept':
      return t('story_slept', timeWithSeconds(sentence.at), duration(sentence.ms));
    case 'warning': {
      const { warning, ms, worst } = sentence;
      return t(`story_warning_${keyPart(warning)}`, duration(ms), warningFigureText(texts, warning, worst));
    }
  }
}

function caughtUpText(
  { t, duration, timeWithSeconds }: Texts,
  { at, ms, levelAfterMs }: Extract<StorySentence, { say: 'caught-up' }>,
): string {
  return t('story_caught_up', timeWithSeconds(at), duration(ms), duration(levelAfterMs));
}

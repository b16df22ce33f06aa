import { furtherStepsFor, nextStepFor, usualCauses } from '../domain/failure/failure-rules.ts';
import type { Failure, FailureReason } from '../domain/failure/failure.ts';
import { isStart, type ButtonStep, type NextStep } from '../domain/failure/next-step.ts';
import { askedWaitText } from './asked-wait-text.ts';
import { keyPart } from './key-part.ts';
import type { Texts } from './texts.ts';

export interface FailureTexts {
  title: string;
  explanation: string;
  /** What the server itself says, as a quotation; null where it says nothing. */
  said: string | null;
  /** The usual causes, each a sentence with its remedy. */
  causes: string[];
  step: NextStep;
  /**
   * The label of the next step's button; null where the step is Start itself, which the explanation names.
   */
  stepLabel: string | null;
  /** Further steps for when the first one does not help, the likeliest first. */
  further: { step: ButtonStep; label: string }[];
}

/** Puts a failure into words: what happened, what to do next, and the usual causes. */
export function failureTexts(texts: Texts, failure: Failure): FailureTexts {
  const step = nextStepFor(failure);
  return {
    title:
      failure.reason === 'server-unauthorized'
        ? texts.t(`failure_server_unauthorized${wantsAt(failure)}_title`)
        : texts.t(`failure_${keyPart(failure.reason)}_title`),
    explanation: explain(texts, failure),
    said: 'said' in failure ? texts.t('failure_said', failure.said) : null,
    causes: usualCauses(failure).map((cause) => texts.t(`cause_${keyPart(cause)}`)),
    step,
    stepLabel: isStart(step) ? null : texts.t(`step_${keyPart(step)}`),
    further: furtherStepsFor(failure).map((each) => ({
      step: each,
      label: texts.t(`step_${keyPart(each)}`),
    })),
  };
}

/** A sentence, and after it what the server itself says, if it says anything. */
export function withSaid(texts: Texts, sentence: string, said: string | null): string {
  return said === null ? sentence : texts.t('event_two_sentences', sentence, said);
}

/** The title of a failure for a line of the log, with what the server itself says. */
export function failureTitle(texts: Texts, failure: Failure): string {
  const { title } = failureTexts(texts, failure);
  return 'said' in failure ? texts.t('failure_title_said', title, failure.said) : title;
}

/** Explanations that say more than a failure's members. */
const explanations = {
  'server-overloaded': (texts, { retryAfterMs, status }) => {
    // Digits of a status are no number to be formatted; an older log does not say which of the two it was.
    const code = status === undefined ? '503 / 429' : String(status);
    return retryAfterMs
      ? texts.t('failure_server_overloaded_wait_explanation', code, askedWaitText(texts, retryAfterMs))
      : texts.t('failure_server_overloaded_explanation', code);
  },
  'server-unreachable': ({ t }, { why, secure }) => {
    if (why !== undefined) return t(`failure_server_unreachable_${keyPart(why)}_explanation`);
    return t(`failure_server_unreachable${secure ? '_secure' : ''}_explanation`);
  },
  'server-unauthorized': ({ t }, failure) => t(`failure_server_unauthorized${wantsAt(failure)}_explanation`),
  'server-answer-unusable': ({ t }, { why }) =>
    why === null
      ? t('failure_server_answer_unusable_audio_explanation')
      : t('failure_server_answer_unusable_explanation', why),
  'server-forbidden': (texts) => texts.t('failure_server_forbidden_explanation', texts.ownOrigin()),
  'turn-unreachable': ({ t }, { code }) =>
    code === undefined
      ? t('failure_turn_unreachable_explanation')
      : t('failure_turn_unreachable_code_explanation', String(code)),
  'connect-timeout': ({ t }, { obstacle, named = '…' }) => {
    switch (obstacle) {
      case undefined:
        return t('failure_connect_timeout_explanation');
      case 'ipv4':
      case 'ipv6':
        return t('failure_connect_timeout_family_explanation', named, obstacle === 'ipv4' ? 'IPv4' : 'IPv6');
      case 'nearby':
      case 'tcp':
      case 'mixed':
        return t(`failure_connect_timeout_${obstacle}_explanation`, named);
      default:
        return t(`failure_connect_timeout_${keyPart(obstacle)}_explanation`);
    }
  },
  'frames-failing': ({ t }, { cause, count }) =>
    t(`failure_frames_failing_${keyPart(cause)}_explanation`, count),
  unattended: ({ t }, { about }) => t(`failure_unattended_${keyPart(about)}_explanation`),
  interrupted: ({ t, moment }, { at }) => t('failure_interrupted_explanation', moment(at)),
} satisfies { [Reason in FailureReason]?: (texts: Texts, failure: FailureOf<Reason>) => string };

type FailureOf<Reason extends FailureReason> = Extract<Failure, { reason: Reason }>;
type PlainFailure = FailureOf<Exclude<FailureReason, keyof typeof explanations>>;

/** What a server that answered 401 wants, as a part of the names of its words: nothing where it refuses what it got. */
function wantsAt({ token, asks }: FailureOf<'server-unauthorized'>) {
  if (asks === 'basic' || asks === 'other') return `_${asks}` as const;
  if (token === 'none') return '_none';
  return asks === undefined ? '' : '_bearer';
}

function isPlain(failure: Failure): failure is PlainFailure {
  return !Object.hasOwn(explanations, failure.reason);
}

function explain(texts: Texts, failure: Failure): string {
  if (isPlain(failure)) {
    const { reason, ...comesWith } = failure;
    return texts.named(`failure_${keyPart(reason)}_explanation`, Object.values(comesWith));
  }
  // Each function is given only failures of its own reason, so the cast to one that takes all is safe.
  const explanation = explanations[failure.reason] as (texts: Texts, failure: Failure) => string;
  return explanation(texts, failure);
}

import type { Failure, FailureReason } from '../domain/failure/failure.ts';
import type { FrameErrorCause } from '../domain/frames/frame-error-causes.ts';
import {
  furtherStepsFor,
  isStart,
  nextStepFor,
  type ButtonStep,
  type NextStep,
} from '../domain/failure/next-step.ts';
import { askedWaitText } from './asked-wait-text.ts';
import { usualCauses } from './failure-causes.ts';
import type { TextKey, Texts } from './texts.ts';

export interface FailureTexts {
  title: string;
  explanation: string;
  /** Each a sentence with its remedy. */
  causes: string[];
  step: NextStep;
  /** What the button of the next click is called; null where it is Start itself, which the explanation names. */
  stepLabel: string | null;
  /** The clicks for where that one does not help, the likeliest first. */
  further: { step: ButtonStep; label: string }[];
}

/** What a failure is in words: what happened, what to do next, and what is usually behind it. */
export function failureTexts(texts: Texts, failure: Failure): FailureTexts {
  const step = nextStepFor(failure);
  return {
    title: texts.t(titles[failure.reason]),
    explanation: explain(texts, failure),
    causes: usualCauses(failure).map((key) => texts.t(key)),
    step,
    stepLabel: isStart(step) ? null : texts.t(stepLabels[step]),
    further: furtherStepsFor(failure).map((each) => ({ step: each, label: texts.t(stepLabels[each]) })),
  };
}

const stepLabels = {
  'open-permission-page': 'step_open_permission_page',
  'open-site-settings': 'step_open_site_settings',
  'edit-profile': 'step_edit_profile',
  'choose-microphone': 'step_choose_microphone',
  'open-audio-settings': 'step_open_audio_settings',
  'open-settings': 'step_open_settings',
  'open-storage': 'step_open_storage',
} as const satisfies Record<ButtonStep, TextKey>;

const titles = {
  'microphone-permission-needed': 'failure_microphone_permission_needed_title',
  'microphone-grant-ended': 'failure_microphone_grant_ended_title',
  'microphone-refused': 'failure_microphone_refused_title',
  'microphone-dismissed': 'failure_microphone_dismissed_title',
  'microphone-missing': 'failure_microphone_missing_title',
  'microphone-busy': 'failure_microphone_busy_title',
  'microphone-unusable': 'failure_microphone_unusable_title',
  'microphone-ended': 'failure_microphone_ended_title',
  'server-permission-needed': 'failure_server_permission_needed_title',
  'server-unreachable': 'failure_server_unreachable_title',
  'server-timeout': 'failure_server_timeout_title',
  'server-unauthorized': 'failure_server_unauthorized_title',
  'server-forbidden': 'failure_server_forbidden_title',
  'server-not-found': 'failure_server_not_found_title',
  'server-gone': 'failure_server_gone_title',
  'server-busy': 'failure_server_busy_title',
  'server-overloaded': 'failure_server_overloaded_title',
  'server-refused': 'failure_server_refused_title',
  'server-error': 'failure_server_error_title',
  'server-redirected': 'failure_server_redirected_title',
  'server-answer-invalid': 'failure_server_answer_invalid_title',
  'secret-expired': 'failure_secret_expired_title',
  'server-ended': 'failure_server_ended_title',
  'settings-unreadable': 'failure_settings_unreadable_title',
  'storage-full': 'failure_storage_full_title',
  'policy-unanswered': 'failure_policy_unanswered_title',
  'policy-overruled': 'failure_policy_overruled_title',
  'turn-unauthorized': 'failure_turn_unauthorized_title',
  'turn-unreachable': 'failure_turn_unreachable_title',
  'connect-timeout': 'failure_connect_timeout_title',
  'connection-lost': 'failure_connection_lost_title',
  'frames-failing': 'failure_frames_failing_title',
  unattended: 'failure_unattended_title',
  'host-gone': 'failure_host_gone_title',
  interrupted: 'failure_interrupted_title',
  unexpected: 'failure_unexpected_title',
} as const satisfies Record<FailureReason, TextKey>;

const framesFailing = {
  'no-frame': 'failure_frames_failing_no_frame_explanation',
  'queue-full': 'failure_frames_failing_queue_full_explanation',
  'consumer-threw': 'failure_frames_failing_consumer_threw_explanation',
  disconnected: 'failure_frames_failing_disconnected_explanation',
} as const satisfies Record<FrameErrorCause, TextKey>;

function explain(texts: Texts, failure: Failure): string {
  const { t, moment } = texts;
  switch (failure.reason) {
    case 'microphone-permission-needed':
      return t('failure_microphone_permission_needed_explanation');
    case 'microphone-grant-ended':
      return t('failure_microphone_grant_ended_explanation');
    case 'microphone-refused':
      return t('failure_microphone_refused_explanation');
    case 'microphone-dismissed':
      return t('failure_microphone_dismissed_explanation');
    case 'microphone-missing':
      return t('failure_microphone_missing_explanation');
    case 'microphone-busy':
      return t('failure_microphone_busy_explanation');
    case 'microphone-unusable':
      return t('failure_microphone_unusable_explanation', failure.name);
    case 'microphone-ended':
      return t('failure_microphone_ended_explanation');
    case 'server-permission-needed':
      return t('failure_server_permission_needed_explanation', failure.origin);
    case 'server-unreachable':
      return t('failure_server_unreachable_explanation');
    case 'server-timeout':
      return t('failure_server_timeout_explanation');
    case 'server-unauthorized':
      return t('failure_server_unauthorized_explanation');
    case 'server-forbidden':
      return t('failure_server_forbidden_explanation');
    case 'server-not-found':
      return t('failure_server_not_found_explanation');
    case 'server-gone':
      return t('failure_server_gone_explanation');
    case 'server-busy':
      return t('failure_server_busy_explanation');
    case 'server-overloaded':
      return failure.retryAfterMs
        ? t('failure_server_overloaded_wait_explanation', askedWaitText(texts, failure.retryAfterMs))
        : t('failure_server_overloaded_explanation');
    case 'server-refused':
      return t('failure_server_refused_explanation', failure.status);
    case 'server-error':
      return t('failure_server_error_explanation', failure.status);
    case 'server-redirected':
      return t('failure_server_redirected_explanation', failure.origin);
    case 'server-answer-invalid':
      return t('failure_server_answer_invalid_explanation');
    case 'secret-expired':
      return t('failure_secret_expired_explanation');
    case 'server-ended':
      return t('failure_server_ended_explanation');
    case 'policy-unanswered':
      return t('failure_policy_unanswered_explanation');
    case 'policy-overruled':
      return t('failure_policy_overruled_explanation');
    case 'storage-full':
      return t('failure_storage_full_explanation');
    case 'settings-unreadable':
      return t('failure_settings_unreadable_explanation');
    case 'turn-unauthorized':
      return t('failure_turn_unauthorized_explanation');
    case 'turn-unreachable':
      return t('failure_turn_unreachable_explanation');
    case 'connect-timeout':
      return t('failure_connect_timeout_explanation');
    case 'connection-lost':
      return t('failure_connection_lost_explanation');
    case 'frames-failing':
      return t(framesFailing[failure.cause], failure.count);
    case 'unattended':
      return t(
        failure.about === 'quiet'
          ? 'failure_unattended_quiet_explanation'
          : 'failure_unattended_loss_explanation',
      );
    case 'host-gone':
      return t('failure_host_gone_explanation');
    case 'interrupted':
      return t('failure_interrupted_explanation', moment(failure.at));
    case 'unexpected':
      return t('failure_unexpected_explanation', failure.message);
  }
}

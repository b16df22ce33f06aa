import type { Failure } from './failure.ts';

/** The one next click that a failure offers; each is done by a button, or is Start itself. */
export const nextSteps = [
  'start-again',
  'wait-and-start',
  'resume',
  'open-permission-page',
  'open-site-settings',
  'edit-profile',
  'choose-microphone',
  'open-audio-settings',
  'open-settings',
] as const;
export type NextStep = (typeof nextSteps)[number];

/** The step that helps most often; the usual causes name the others. */
export function nextStepFor(failure: Failure): NextStep {
  switch (failure.reason) {
    case 'microphone-permission-needed':
    case 'microphone-grant-ended':
    case 'microphone-dismissed':
    case 'server-permission-needed':
      return 'open-permission-page';
    case 'microphone-refused':
      return 'open-site-settings';
    case 'microphone-missing':
    case 'microphone-unusable':
    case 'microphone-ended':
      return 'choose-microphone';
    case 'server-unauthorized':
    case 'server-forbidden':
    case 'server-not-found':
    case 'server-gone':
    case 'server-refused':
    case 'server-redirected':
    case 'server-answer-invalid':
    case 'secret-expired':
    case 'turn-unauthorized':
    case 'turn-unreachable':
    case 'connect-timeout':
      return 'edit-profile';
    case 'server-busy':
    case 'server-overloaded':
    case 'server-error':
      return 'wait-and-start';
    case 'frames-failing':
      return stepForFrames(failure.cause);
    case 'settings-unreadable':
      return 'open-settings';
    case 'microphone-busy':
    case 'server-unreachable':
    case 'server-timeout':
    case 'connection-lost':
    case 'server-ended':
    case 'host-gone':
    case 'unexpected':
      return 'start-again';
    case 'interrupted':
      return 'resume';
  }
}

function stepForFrames(cause: Extract<Failure, { reason: 'frames-failing' }>['cause']): NextStep {
  switch (cause) {
    case 'no-frame':
      return 'choose-microphone';
    case 'queue-full':
    case 'consumer-threw':
      return 'open-audio-settings';
    case 'disconnected':
      return 'start-again';
  }
}

type StartStep = Extract<NextStep, 'start-again' | 'wait-and-start' | 'resume'>;
/** A step that needs a button of its own. */
export type ButtonStep = Exclude<NextStep, StartStep>;

/** Whether the step begins a session: a click on Start itself, or on Resume, which goes on with the profile that it was. */
export function isStart(step: NextStep): step is StartStep {
  return step === 'start-again' || step === 'wait-and-start' || step === 'resume';
}

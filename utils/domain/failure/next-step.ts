import type { Failure, FailureReason } from './failure.ts';
import type { FrameErrorCause } from '../frames/frame-error-causes.ts';

/** The clicks that a failure offers; each is done by a button, or is Start itself. */
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
  'open-storage',
] as const;
export type NextStep = (typeof nextSteps)[number];

type StartStep = Extract<NextStep, 'start-again' | 'wait-and-start' | 'resume'>;
/** A step that needs a button of its own. */
export type ButtonStep = Exclude<NextStep, StartStep>;

/** The step that helps most often, and those to the places that the explanation and the usual causes name besides. */
type Steps = readonly [NextStep, ...ButtonStep[]];

const stepsByReason = {
  'microphone-permission-needed': ['open-permission-page'],
  'microphone-grant-ended': ['open-permission-page', 'open-site-settings'],
  'microphone-refused': ['open-site-settings'],
  'microphone-dismissed': ['open-permission-page'],
  'microphone-missing': ['choose-microphone'],
  'microphone-busy': ['start-again', 'choose-microphone'],
  'microphone-unusable': ['choose-microphone'],
  'microphone-ended': ['choose-microphone', 'open-site-settings', 'open-settings'],
  'server-permission-needed': ['open-permission-page', 'edit-profile'],
  'server-unreachable': ['start-again', 'edit-profile'],
  'server-timeout': ['start-again', 'edit-profile'],
  'server-unauthorized': ['edit-profile'],
  'server-forbidden': ['edit-profile'],
  'server-not-found': ['edit-profile'],
  'server-gone': ['edit-profile'],
  'server-busy': ['wait-and-start', 'edit-profile'],
  'server-overloaded': ['wait-and-start', 'edit-profile'],
  'server-refused': ['edit-profile'],
  'server-error': ['wait-and-start', 'edit-profile'],
  'server-redirected': ['edit-profile'],
  'server-answer-invalid': ['edit-profile'],
  'server-ended': ['start-again', 'edit-profile'],
  'secret-expired': ['edit-profile'],
  'turn-unauthorized': ['edit-profile'],
  'turn-unreachable': ['edit-profile'],
  'connect-timeout': ['edit-profile'],
  'connection-lost': ['start-again', 'edit-profile', 'open-settings'],
  'settings-unreadable': ['open-settings'],
  'storage-full': ['open-storage'],
  'policy-unanswered': ['start-again'],
  'policy-overruled': ['start-again'],
  unattended: ['start-again'],
  'host-gone': ['start-again'],
  interrupted: ['resume'],
  unexpected: ['start-again'],
} as const satisfies Record<Exclude<FailureReason, 'frames-failing'>, Steps>;

const stepsByCause = {
  'no-frame': ['choose-microphone', 'open-audio-settings', 'open-site-settings'],
  'queue-full': ['open-audio-settings', 'choose-microphone'],
  'consumer-threw': ['open-audio-settings', 'choose-microphone'],
  disconnected: ['start-again', 'edit-profile', 'open-audio-settings'],
} as const satisfies Record<FrameErrorCause, Steps>;

function stepsFor(failure: Failure): Steps {
  return failure.reason === 'frames-failing' ? stepsByCause[failure.cause] : stepsByReason[failure.reason];
}

/** The step that helps most often. */
export function nextStepFor(failure: Failure): NextStep {
  return stepsFor(failure)[0];
}

/** The steps that help where that one does not, the likeliest first. */
export function furtherStepsFor(failure: Failure): readonly ButtonStep[] {
  const [, ...further] = stepsFor(failure);
  return further;
}

/** Whether the step begins a session: a click on Start itself, or on Resume, which goes on with the profile that it was. */
export function isStart(step: NextStep): step is StartStep {
  return step === 'start-again' || step === 'wait-and-start' || step === 'resume';
}

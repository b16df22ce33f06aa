/** The clicks that a failure offers; each is done by a button, or is Start itself. */
export const nextSteps = [
  'start-again',
  'wait-and-start',
  'resume',
  'open-permission-page',
  'open-site-settings',
  'open-server',
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

/**
 * Whether the step begins a session: a click on Start itself, or on Resume, which starts again with the
 * profile of the session that ended.
 */
export function isStart(step: NextStep): step is StartStep {
  return step === 'start-again' || step === 'wait-and-start' || step === 'resume';
}

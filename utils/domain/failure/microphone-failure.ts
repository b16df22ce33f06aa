import type { Failure } from './failure.ts';

/**
 * What a rejected `getUserMedia` means (mediacapture-streams section 10.2):
 *
 * | name                 | when                                                | reason                |
 * | -------------------- | --------------------------------------------------- | --------------------- |
 * | NotAllowedError      | the prompt was closed without an answer             | microphone-dismissed  |
 * | NotAllowedError      | the user, a policy or the operating system said no  | microphone-refused    |
 * | NotFoundError        | there is no microphone at all                       | microphone-missing    |
 * | OverconstrainedError | the chosen microphone is not there                  | microphone-missing    |
 * | NotReadableError     | another program holds it, or the hardware failed    | microphone-busy       |
 * | AbortError           | the same, where the platform cannot say more        | microphone-busy       |
 * | any other            |                                                     | microphone-unusable   |
 */
export function microphoneFailure(rejection: unknown): Failure {
  const name = textOf(rejection, 'name');
  switch (name) {
    case 'NotAllowedError':
      // Chromium gives a dismissed prompt no name or state of its own, only a message.
      return /dismissed/i.test(textOf(rejection, 'message'))
        ? { reason: 'microphone-dismissed' }
        : { reason: 'microphone-refused' };
    case 'NotFoundError':
      return { reason: 'microphone-missing' };
    case 'OverconstrainedError':
      return textOf(rejection, 'constraint') === 'deviceId'
        ? { reason: 'microphone-missing' }
        : { reason: 'microphone-unusable', name };
    case 'NotReadableError':
    case 'AbortError':
      return { reason: 'microphone-busy' };
    default:
      return { reason: 'microphone-unusable', name: name || 'unknown' };
  }
}

function textOf(rejection: unknown, member: string): string {
  if (typeof rejection !== 'object' || rejection === null) return '';
  const value: unknown = Reflect.get(rejection, member);
  return typeof value === 'string' ? value : '';
}

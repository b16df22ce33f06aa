import type { Failure } from './failure.ts';

/**
 * What a rejected `getUserMedia` means (mediacapture-streams section 10.2):
 *
 * | name                 | when                                                | reason                |
 * | -------------------- | --------------------------------------------------- | --------------------- |
 * | NotAllowedError      | the prompt was closed without an answer             | microphone-dismissed  |
 * | NotAllowedError      | the operating system lets no browser have it        | ...-refused-by-system |
 * | NotAllowedError      | the user or a policy said no                        | microphone-refused    |
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
      return { reason: whyNotAllowed(textOf(rejection, 'message')) };
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

/** Chromium gives these causes no name of their own, only a message, which is not translated. */
function whyNotAllowed(message: string) {
  if (/dismissed/i.test(message)) return 'microphone-dismissed';
  return /by system/i.test(message) ? 'microphone-refused-by-system' : 'microphone-refused';
}

function textOf(rejection: unknown, member: string): string {
  if (typeof rejection !== 'object' || rejection === null) return '';
  const value: unknown = Reflect.get(rejection, member);
  return typeof value === 'string' ? value : '';
}

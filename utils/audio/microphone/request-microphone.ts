import { FailureError } from '../../domain/failure/failure.ts';
import { microphoneFailure } from '../../domain/failure/microphone-failure.ts';

/**
 * Makes the browser ask for the microphone, and closes it at once. To be called in a tab, where the prompt
 * can be shown.
 *
 * @throws FailureError with a reason `microphone-*`
 */
export async function requestMicrophone(mediaDevices: Pick<MediaDevices, 'getUserMedia'>): Promise<void> {
  try {
    const stream = await mediaDevices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
  } catch (cause) {
    throw new FailureError(microphoneFailure(cause), { cause });
  }
}

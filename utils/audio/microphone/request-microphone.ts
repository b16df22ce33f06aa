import { FailureError } from '../../domain/failure/failure.ts';
import { microphoneFailure } from '../../domain/failure/microphone-failure.ts';

/**
 * Lets the browser ask for the microphone, and lets go of it at once. Only where a page in a tab can show the prompt.
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

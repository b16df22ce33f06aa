import { FailureError } from '../../domain/failure/failure.ts';
import { microphoneFailure } from '../../domain/failure/microphone-failure.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import { settleWithin } from '../../async/settle-within.ts';
import { whyTrackEnded, type TrackEnding } from './why-track-ended.ts';

/**
 * A change of a track after it was opened: `muted` is done by the browser, the system or the hardware; a
 * track that has ended gives the reason.
 */
export type MicrophoneFact = 'muted' | 'unmuted' | TrackEnding;

export interface Microphone {
  track: MediaStreamTrack;
  label: string;
  /** Group id of the physical device; null where the browser does not tell. */
  groupId: string | null;
  /** Sample rate in Hz; null where the browser does not tell. */
  sampleRate: number | null;
  /** Follows changes only; the state at the beginning is in `track.muted`. Returns the unsubscribe. */
  onChange(follow: (fact: MicrophoneFact) => void): () => void;
  /**
   * Stops the track and every subscription. No follower is called, because closing is not a change of the
   * track.
   */
  close(): void;
}

export interface MicrophoneRequest {
  settings: Settings['microphone'];
  /**
   * Whether the user allowed the microphone before: distinguishes a grant that ended from one that was never
   * given.
   */
  wasGranted: boolean;
  signal: AbortSignal;
}

export interface MicrophoneEdges {
  mediaDevices: Pick<MediaDevices, 'getUserMedia'>;
  permissions: Pick<Permissions, 'query'>;
}

const deadlineMs = 10_000;

/**
 * Opens the microphone that the settings name, and no other: recording from a different one than the user
 * chose would be a lie, so a chosen microphone that is absent is a failure (`microphone-missing`).
 *
 * Never shows a prompt: while the permission is `prompt`, `getUserMedia` is not called, because only a page
 * in a tab can show the prompt, and unseen refusals can end in a block.
 *
 * @throws FailureError with a reason `microphone-*`; on abort, the signal's reason
 */
export async function openMicrophone(
  { settings, wasGranted, signal }: MicrophoneRequest,
  { mediaDevices, permissions }: MicrophoneEdges,
): Promise<Microphone> {
  signal.throwIfAborted();
  const limits = { deadlineMs, signal, tooLate: () => new FailureError({ reason: 'microphone-busy' }) };
  try {
    const permission = permissions.query({ name: 'microphone' });
    const { state } = await settleWithin(permission, { ...limits, discard: () => undefined });
    requireGrant(state, wasGranted);
    const stream = mediaDevices.getUserMedia({ audio: constraintsFor(settings) });
    return toMicrophone(await settleWithin(stream, { ...limits, discard: stopAll }), permissions);
  } catch (caught) {
    signal.throwIfAborted();
    if (caught instanceof FailureError) throw caught;
    throw new FailureError(microphoneFailure(caught), { cause: caught });
  }
}

function requireGrant(state: PermissionState, wasGranted: boolean): void {
  if (state === 'denied') throw new FailureError({ reason: 'microphone-refused' });
  if (state === 'prompt') {
    throw new FailureError({
      reason: wasGranted ? 'microphone-grant-ended' : 'microphone-permission-needed',
    });
  }
}

function constraintsFor({ deviceId, ...processing }: Settings['microphone']): MediaTrackConstraints {
  const device = deviceId === '' ? {} : { deviceId: { exact: deviceId } };
  return { ...device, ...processing, channelCount: 1 };
}

function toMicrophone(stream: MediaStream, permissions: MicrophoneEdges['permissions']): Microphone {
  const [track] = stream.getAudioTracks();
  if (!track) throw new FailureError({ reason: 'microphone-missing' });
  const closing = new AbortController();
  const { sampleRate = null, groupId = null } = track.getSettings();
  return {
    track,
    label: track.label,
    groupId,
    sampleRate,
    onChange(follow) {
      const unsubscribing = new AbortController();
      const signal = AbortSignal.any([closing.signal, unsubscribing.signal]);
      const report = (fact: MicrophoneFact) => () => follow(fact);
      track.addEventListener('mute', report('muted'), { signal });
      track.addEventListener('unmute', report('unmuted'), { signal });
      const reportEnding = async () => {
        const ending = await whyTrackEnded(permissions, signal);
        if (!signal.aborted) follow(ending);
      };
      track.addEventListener('ended', () => void reportEnding(), { signal });
      return () => unsubscribing.abort();
    },
    close() {
      closing.abort();
      stopAll(stream);
    },
  };
}

function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

import { FailureError } from '../../domain/failure/failure.ts';
import { microphoneFailure } from '../../domain/failure/microphone-failure.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import { settleWithin } from '../../async/settle-within.ts';
import { whyTrackEnded, type TrackEnding } from './why-track-ended.ts';

/**
 * What a track says of itself after it was opened; `muted` is the browser's, the system's or the hardware's doing. One
 * that has ended says why.
 */
export type MicrophoneFact = 'muted' | 'unmuted' | TrackEnding;

export interface Microphone {
  track: MediaStreamTrack;
  label: string;
  /** Of the physical device; null where the browser does not tell. */
  groupId: string | null;
  /** Hz; null where the browser does not tell. */
  sampleRate: number | null;
  /** Follows changes only: `track.muted` tells how it began. Returns the unsubscribe. */
  onChange(follow: (fact: MicrophoneFact) => void): () => void;
  /** Stops the track and every subscription. Closing is not a fact, so nobody is told. */
  close(): void;
}

export interface MicrophoneRequest {
  settings: Settings['microphone'];
  /** The user allowed the microphone before: tells a grant that ended from one never given. */
  wasGranted: boolean;
  signal: AbortSignal;
}

export interface MicrophoneEdges {
  mediaDevices: Pick<MediaDevices, 'getUserMedia'>;
  permissions: Pick<Permissions, 'query'>;
}

const deadlineMs = 10_000;

/**
 * Opens the microphone that the settings name, and no other: to record from a different one than the user chose would
 * be a lie, so a chosen microphone that is not there is a failure (`microphone-missing`).
 *
 * Never asks: while the permission is `prompt`, `getUserMedia` is not called, because only a page in a tab can show
 * the prompt, and unseen refusals can end in a block.
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
      const tell = (fact: MicrophoneFact) => () => follow(fact);
      track.addEventListener('mute', tell('muted'), { signal });
      track.addEventListener('unmute', tell('unmuted'), { signal });
      const tellEnding = async () => {
        const ending = await whyTrackEnded(permissions, signal);
        if (!signal.aborted) follow(ending);
      };
      track.addEventListener('ended', () => void tellEnding(), { signal });
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

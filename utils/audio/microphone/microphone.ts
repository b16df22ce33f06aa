import { FailureError } from '../../domain/failure/failure.ts';
import { microphoneFailure } from '../../domain/failure/microphone-failure.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import { findMicrophone, type ListedMicrophone } from '../../domain/microphone/find-microphone.ts';
import { openMicrophoneName } from '../../domain/microphone/microphone-names.ts';
import { inTime } from '../../async/in-time.ts';
import { within } from '../../async/within.ts';
import { whyTrackEnded, type TrackEnding } from './why-track-ended.ts';

/**
 * A change of a track after it was opened: `muted` is done by the browser, the system or the hardware; a
 * track that has ended gives the reason.
 */
export type TrackChange = 'muted' | 'unmuted' | TrackEnding;

export interface Microphone {
  track: MediaStreamTrack;
  /** The id as which it was opened; empty for the system's default. */
  deviceId: string;
  /** The device's label, with a mark where another device has the same one. */
  label: string;
  /** Group id of the physical device; null where the browser does not tell. */
  groupId: string | null;
  /** Follows changes only; the state at the beginning is in `track.muted`. Returns the unsubscribe. */
  onChange(follow: (change: TrackChange) => void): () => void;
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
  mediaDevices: Pick<MediaDevices, 'getUserMedia' | 'enumerateDevices'>;
  permissions: Pick<Permissions, 'query'>;
}

const deadlineMs = 10_000;

/** Milliseconds for which an open microphone waits for the list of devices, in which its namesakes stand. */
const listWaitMs = 200;

/**
 * Opens the microphone that the settings name, and no other: recording from a different one than the user
 * chose would be a lie, so a chosen microphone that is absent is a failure (`microphone-missing`). One whose id is
 * not known any more is found by its name, where no other has it.
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
    const { state } = await inTime(permission, limits);
    requireGrant(state, wasGranted);
    const listed = listInputs(mediaDevices);
    const { deviceId, stream } = await openWanted(settings, listed, (id) => {
      const opening = mediaDevices.getUserMedia({ audio: constraintsFor({ ...settings, deviceId: id }) });
      return inTime(opening, { ...limits, discard: stopAll });
    });
    const devices = (await within(listWaitMs, listed)) ?? [];
    if (signal.aborted) stopAll(stream);
    signal.throwIfAborted();
    return toMicrophone(stream, { deviceId, devices }, permissions);
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

async function openWanted(
  wanted: Settings['microphone'],
  listed: Promise<ListedMicrophone[]>,
  open: (deviceId: string) => Promise<MediaStream>,
): Promise<{ deviceId: string; stream: MediaStream }> {
  const { deviceId, label } = wanted;
  const isNameAlone = deviceId === '' && label !== '';
  let cause: unknown;
  if (!isNameAlone) {
    try {
      return { deviceId, stream: await open(deviceId) };
    } catch (caught) {
      const isMissing =
        !(caught instanceof FailureError) && microphoneFailure(caught).reason === 'microphone-missing';
      if (label === '' || !isMissing) throw caught;
      cause = caught;
    }
  }
  const found = findMicrophone((await within(deadlineMs, listed)) ?? [], wanted);
  if (found === null || found === deviceId)
    throw new FailureError({ reason: 'microphone-missing' }, { cause });
  return { deviceId: found, stream: await open(found) };
}

/** Lists the audio inputs; empty where the browser does not tell. */
async function listInputs(mediaDevices: MicrophoneEdges['mediaDevices']): Promise<ListedMicrophone[]> {
  try {
    const devices = await mediaDevices.enumerateDevices();
    return devices.filter(({ kind }) => kind === 'audioinput');
  } catch {
    return [];
  }
}

function constraintsFor({
  deviceId,
  label: _,
  ...processing
}: Settings['microphone']): MediaTrackConstraints {
  const device = deviceId === '' ? {} : { deviceId: { exact: deviceId } };
  return { ...device, ...processing, channelCount: 1 };
}

function toMicrophone(
  stream: MediaStream,
  { deviceId, devices }: { deviceId: string; devices: readonly ListedMicrophone[] },
  permissions: MicrophoneEdges['permissions'],
): Microphone {
  const [track] = stream.getAudioTracks();
  if (!track) throw new FailureError({ reason: 'microphone-missing' });
  const closing = new AbortController();
  const { groupId = null } = track.getSettings();
  return {
    track,
    deviceId,
    label: openMicrophoneName(devices, { deviceId, label: track.label }),
    groupId,
    onChange(follow) {
      const unsubscribing = new AbortController();
      const signal = AbortSignal.any([closing.signal, unsubscribing.signal]);
      const report = (change: TrackChange) => () => follow(change);
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

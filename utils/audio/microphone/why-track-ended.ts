import { inTime } from '../../async/in-time.ts';

/** Why the browser ended a track: the reason of the failure that follows from it. */
export type TrackEnding = 'microphone-ended' | 'microphone-grant-ended' | 'microphone-refused';

const endings: Record<PermissionState, TrackEnding> = {
  granted: 'microphone-ended',
  // "Allow this time" ends when the extension's last page is closed, and a live track ends with it.
  prompt: 'microphone-grant-ended',
  denied: 'microphone-refused',
};

const deadlineMs = 1000;

/**
 * Finds out why a track has ended. A revoked permission ends a track just as an unplugged device does; only
 * the permission distinguishes them, and they need different next steps. Where the browser does not answer in
 * time, the device is taken to be gone.
 */
export async function whyTrackEnded(
  permissions: Pick<Permissions, 'query'>,
  signal: AbortSignal,
): Promise<TrackEnding> {
  try {
    const { state } = await inTime(permissions.query({ name: 'microphone' }), {
      deadlineMs,
      signal,
      tooLate: () => new Error('the permission was not told in time'),
    });
    return endings[state];
  } catch {
    return 'microphone-ended';
  }
}

import { settleWithin } from '../../async/settle-within.ts';

/** Why the browser ended a track: the reason of the failure that follows. */
export type TrackEnding = 'microphone-ended' | 'microphone-grant-ended' | 'microphone-refused';

const endings: Record<PermissionState, TrackEnding> = {
  granted: 'microphone-ended',
  // "Allow this time" ends when the last page of ours is closed, and takes a live track with it.
  prompt: 'microphone-grant-ended',
  denied: 'microphone-refused',
};

const deadlineMs = 1000;

/**
 * A permission that is taken away ends a track just as a pulled cable does; only the permission tells them apart, and
 * they need different next clicks. Where the browser does not tell it in time, the device is taken to be gone.
 */
export async function whyTrackEnded(
  permissions: Pick<Permissions, 'query'>,
  signal: AbortSignal,
): Promise<TrackEnding> {
  try {
    const { state } = await settleWithin(permissions.query({ name: 'microphone' }), {
      deadlineMs,
      signal,
      tooLate: () => new Error('the permission was not told in time'),
      discard: () => undefined,
    });
    return endings[state];
  } catch {
    return 'microphone-ended';
  }
}

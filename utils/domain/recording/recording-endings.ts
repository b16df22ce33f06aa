/**
 * Why a recording ended before its session did: no room on the disk, no access to the browser's file storage, a file that
 * somebody else holds, an encoder that failed, or an administrator who forbids it. Streaming goes on without it.
 */
export const recordingEndings = [
  'disk-full',
  'storage-refused',
  'file-locked',
  'encoder-failed',
  'forbidden',
] as const;
export type RecordingEnding = (typeof recordingEndings)[number];

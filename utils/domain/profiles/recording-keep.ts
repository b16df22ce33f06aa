/**
 * How long the recording of a session is kept: until all of it is known to have arrived at the server, as long as the settings
 * for recordings say, or not at all, and then nothing is recorded.
 */
export const recordingKeeps = ['never', 'until-delivered', 'always'] as const;
export type RecordingKeep = (typeof recordingKeeps)[number];

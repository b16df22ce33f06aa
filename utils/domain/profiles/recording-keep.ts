/**
 * How long the recording of a session is kept: until all of it is known to have arrived at the server, as long as the settings
 * for recordings say, or not at all, and then nothing is recorded.
 */
export const recordingKeeps = ['never', 'until-delivered', 'always'] as const;
export type RecordingKeep = (typeof recordingKeeps)[number];

/** What holds for a server whose profile does not say how long its recordings are kept. */
export const usualRecordingKeep = 'until-delivered' satisfies RecordingKeep;

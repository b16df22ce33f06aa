/** How long a model waits before it gives text: `server` leaves it to the server. A longer wait makes fewer mistakes. */
export const textDelays = ['server', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;

/** How a server takes out noise: `near-field` for a headset, `far-field` for a laptop's or a room's microphone. */
export const noiseReductions = ['server', 'off', 'near-field', 'far-field'] as const;

/** What may be said of a transcription besides its model, by the names of a profile's members. */
export const transcriptionOptions = ['prompt', 'keywords', 'delay', 'noiseReduction'] as const;
export type TranscriptionOption = (typeof transcriptionOptions)[number];

/** The model that is asked for where a profile names none. */
export const usualModel = 'gpt-4o-transcribe';

/**
 * What the microphone itself gives: `muted` is the browser's or the hardware's doing (`track.muted`), `silent` means
 * nothing but zeros, `missing` that there is none (silence is sent meanwhile). None is a fault of the network.
 */
export const microphoneConditions = ['sounding', 'muted', 'silent', 'missing'] as const;
export type MicrophoneCondition = (typeof microphoneConditions)[number];

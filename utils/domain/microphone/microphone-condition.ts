/**
 * The condition of the microphone itself: `muted` is done by the browser, the system or the hardware
 * (`track.muted`), `silent` means nothing but zeros, `missing` that there is no microphone (silence is sent
 * meanwhile). None of them is a fault of the network.
 */
export const microphoneConditions = ['sounding', 'muted', 'silent', 'missing'] as const;
export type MicrophoneCondition = (typeof microphoneConditions)[number];

/** What made a frame fail. `disconnected` counts only where the session stops on a loss instead of recovering. */
export const frameErrorCauses = ['no-frame', 'queue-full', 'consumer-threw', 'disconnected'] as const;
export type FrameErrorCause = (typeof frameErrorCauses)[number];

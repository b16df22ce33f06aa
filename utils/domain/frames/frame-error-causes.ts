/**
 * Why a frame failed. `disconnected` counts only where the session stops on a loss; a session that recovers
 * does not count it.
 */
export const frameErrorCauses = ['no-frame', 'queue-full', 'consumer-threw', 'disconnected'] as const;
export type FrameErrorCause = (typeof frameErrorCauses)[number];

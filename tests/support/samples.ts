import type { Sample } from '../../utils/domain/samples/sample.ts';

/** A second of a healthy session, with the changes that a test needs. */
export function aSample(changes: Partial<Sample> = {}): Sample {
  return {
    sessionId: 'one',
    at: 0,
    roundTripTime: 0.02,
    jitter: 0.002,
    fractionLost: 0,
    bitrate: 32_000,
    audioLevel: 0.1,
    capturedMsAgo: 10,
    sentMsAgo: 20,
    heardMsAgo: 300,
    understoodMsAgo: null,
    consecutiveErrors: 0,
    ...changes,
  };
}

import { describe, expect, it } from 'vitest';
import { noFrames } from '../../../../utils/domain/frames/error-threshold.ts';
import { measureSample } from '../../../../utils/domain/samples/measure-sample.ts';
import { noProofs } from '../../../../utils/domain/samples/proofs.ts';

const stored = { roundTripTime: 0.03, jitter: 0.002, fractionLost: 0.1, bitrate: 31_000, audioLevel: 0.2 };
const media = { ...stored, newRoundTripTime: 0.03 };

describe('a sample', () => {
  it('has the figures of the connection, and how old the proofs are', () => {
    const proofs = { captured: 9990, sent: 9500, heard: 9000, understood: null };
    const frames = { ...noFrames(), consecutiveErrors: 7 };
    expect(measureSample('one', 10_000, media, { level: 0.5, proofs, frames })).toEqual({
      sessionId: 'one',
      at: 10_000,
      ...stored,
      capturedMsAgo: 10,
      sentMsAgo: 500,
      heardMsAgo: 1000,
      understoodMsAgo: null,
      consecutiveErrors: 7,
    });
  });

  it('has no figures without a connection, but still the level of the microphone', () => {
    const sample = measureSample('one', 10_000, null, {
      level: 0.5,
      proofs: noProofs,
      frames: noFrames(),
    });
    expect(sample).toMatchObject({ roundTripTime: null, bitrate: null, fractionLost: null, audioLevel: 0.5 });
  });

  it('takes no proof from the future, where the clock was set back', () => {
    const proofs = { ...noProofs, heard: 20_000 };
    expect(measureSample('one', 10_000, media, { level: 0, proofs, frames: noFrames() }).heardMsAgo).toBe(0);
  });
});

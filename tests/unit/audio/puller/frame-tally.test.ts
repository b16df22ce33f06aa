import { describe, expect, it, vi } from 'vitest';
import { createFrameTally } from '../../../../utils/audio/puller/frame-tally.ts';

function setUp(threshold = 4) {
  const onThreshold = vi.fn();
  const tally = createFrameTally({ threshold, onThreshold });
  return { tally, onThreshold };
}

describe('frame tally', () => {
  it('names the main cause of the errors since the last accepted frame', () => {
    const { tally, onThreshold } = setUp();
    for (let error = 0; error < 3; error += 1) tally.failed('no-frame');
    tally.accepted();
    tally.failed('no-frame');
    for (let error = 0; error < 3; error += 1) tally.failed('queue-full');
    expect(onThreshold).toHaveBeenCalledExactlyOnceWith('queue-full');
  });

  it('counts a frame accepted during a loss without forgetting the errors', () => {
    const { tally } = setUp();
    tally.failed('disconnected');
    tally.acceptedDuringLoss();
    expect(tally.counts()).toMatchObject({ handedOn: 1, consecutiveErrors: 1 });
  });

  it('counts nothing after the threshold', () => {
    const { tally, onThreshold } = setUp(1);
    tally.failed('no-frame');
    const counts = tally.counts();
    tally.failed('no-frame');
    tally.accepted();
    tally.acceptedDuringLoss();
    tally.dropped(5);
    expect(tally.counts()).toBe(counts);
    expect(onThreshold).toHaveBeenCalledOnce();
  });

  it('counts nothing after its end', () => {
    const { tally, onThreshold } = setUp(1);
    tally.end();
    tally.failed('no-frame');
    expect(onThreshold).not.toHaveBeenCalled();
  });
});

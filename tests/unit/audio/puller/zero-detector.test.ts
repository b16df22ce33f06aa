import { describe, expect, it, vi } from 'vitest';
import { createZeroDetector } from '../../../../utils/audio/puller/zero-detector.ts';
import { frame } from '../builders.ts';

const zeros = frame(Array<number>(480).fill(0));
const sound = frame();

function setUp() {
  const onCondition = vi.fn();
  const detector = createZeroDetector({ onCondition, now: () => 1234 });
  const consume = (what: typeof zeros, times = 1) => {
    for (let index = 0; index < times; index += 1) detector.consume(what);
  };
  return { detector, onCondition, consume };
}

describe('zero detector', () => {
  it('reports nothing about a microphone that sounds', () => {
    const { consume, onCondition } = setUp();
    consume(sound, 1000);
    expect(onCondition).not.toHaveBeenCalled();
  });

  it('reports once that a microphone is silent, and once that it sounds again', () => {
    const { consume, onCondition } = setUp();
    consume(zeros, 1000);
    consume(sound, 10);
    expect(onCondition.mock.calls).toEqual([['silent'], ['sounding']]);
  });

  it('raises no alarm while the user mutes', () => {
    const { consume, detector, onCondition } = setUp();
    detector.setUserMuted(true);
    consume(zeros, 10_000);
    detector.setUserMuted(false);
    consume(zeros, 399);
    expect(onCondition).not.toHaveBeenCalled();
  });

  it('raises no alarm while the track is muted', () => {
    const { consume, detector, onCondition } = setUp();
    detector.setMicrophoneMuted(true);
    consume(zeros, 10_000);
    expect(onCondition).not.toHaveBeenCalled();
  });

  it('reports silence again after the track was unmuted, because an unmute counts as sound', () => {
    const { consume, detector, onCondition } = setUp();
    consume(zeros, 400);
    detector.setMicrophoneMuted(true);
    detector.setMicrophoneMuted(false);
    consume(zeros, 400);
    expect(onCondition.mock.calls).toEqual([['silent'], ['silent']]);
  });

  it('says that another microphone sounds where the last one did not', () => {
    const { consume, detector, onCondition } = setUp();
    consume(zeros, 400);
    detector.restart(false);
    consume(zeros, 100);
    expect(onCondition).toHaveBeenCalledTimes(1);
    consume(sound);
    expect(onCondition).toHaveBeenLastCalledWith('sounding');
  });

  it('says that another microphone sounds where the last one was muted', () => {
    const { consume, detector, onCondition } = setUp();
    detector.setMicrophoneMuted(true);
    detector.restart(false);
    consume(sound, 10);
    expect(onCondition.mock.calls).toEqual([['sounding']]);
  });

  it('says nothing of another microphone that sounds like the last one', () => {
    const { consume, detector, onCondition } = setUp();
    consume(sound);
    detector.restart(false);
    consume(sound, 10);
    expect(onCondition).not.toHaveBeenCalled();
  });

  it('remembers when it last heard anything at all', () => {
    const { consume, detector } = setUp();
    consume(zeros);
    expect(detector.soundAt()).toBeNull();
    consume(sound);
    expect(detector.soundAt()).toBe(1234);
  });
});

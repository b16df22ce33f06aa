import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { createPuller, type Puller, type PullerOptions } from '../../../../utils/audio/puller/puller.ts';
import type { Frame, FrameConsumer } from '../../../../utils/domain/frames/frame.ts';
import { audioData, createFakeReader } from '../builders.ts';

const ten = Array<number>(480).fill(0.5);

function setUp(options: Partial<PullerOptions> = {}) {
  const onThreshold = vi.fn<PullerOptions['onThreshold']>();
  const consumed: Frame[] = [];
  const keep: FrameConsumer = (frame) => {
    consumed.push(frame);
  };
  const puller = createPuller({
    threshold: 50,
    countDisconnected: true,
    consumers: [keep],
    onThreshold,
    rest: () => Promise.resolve(),
    ...browserEdges,
    ...options,
  });
  const source = createFakeReader();
  puller.pull(source.reader);

  let sent = 0;
  /** Delivers as a track does: the next 10 ms, 10 ms later. */
  async function deliver(frames: number, from = source): Promise<void> {
    for (let index = 0; index < frames; index += 1) {
      await vi.advanceTimersByTimeAsync(10);
      from.deliver(audioData({ channels: [ten], timestamp: sent * 10_000 }));
      sent += 1;
      await vi.advanceTimersByTimeAsync(0);
    }
  }
  return { puller, source, deliver, consumed, onThreshold };
}

const hanging: FrameConsumer = () => new Promise<never>(() => undefined);
const throwing: FrameConsumer = () => {
  throw new Error('full disk');
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a puller', () => {
  it('hands each frame to every consumer, in order, and counts it', async () => {
    const second = vi.fn();
    const kept: number[] = [];
    const { puller, deliver } = setUp({ consumers: [({ timestamp }) => void kept.push(timestamp), second] });
    await deliver(20);
    expect(kept).toEqual(Array.from({ length: 20 }, (_, index) => index * 10_000));
    expect(second).toHaveBeenCalledTimes(20);
    expect(puller.counts()).toMatchObject({ handedOn: 20, dropped: 0, consecutiveErrors: 0 });
  });

  it('cuts deliveries of any length into frames', async () => {
    const { puller, source } = setUp();
    source.deliver(audioData({ channels: [Array<number>(1200).fill(0)] }));
    source.deliver(audioData({ channels: [Array<number>(1200).fill(0)] }));
    await vi.advanceTimersByTimeAsync(0);
    expect(puller.counts().handedOn).toBe(5);
  });

  it('waits for a slow consumer before it gives it the next frame', async () => {
    const gates: PromiseWithResolvers<void>[] = [];
    const slow = vi.fn(() => {
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      return gate.promise;
    });
    const { puller, deliver } = setUp({ consumers: [slow] });
    await deliver(3);
    expect(slow).toHaveBeenCalledTimes(1);
    expect(puller.counts().handedOn).toBe(0);
    gates[0]?.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(slow).toHaveBeenCalledTimes(2);
    expect(puller.counts().handedOn).toBe(1);
  });

  it('counts the frames that the browser dropped, and takes them for no error', async () => {
    const { puller, source, deliver } = setUp();
    await deliver(100);
    await vi.advanceTimersByTimeAsync(90);
    for (let index = 109; index < 209; index += 1) {
      await vi.advanceTimersByTimeAsync(10);
      source.deliver(audioData({ timestamp: index * 10_000 }));
    }
    await vi.advanceTimersByTimeAsync(0);
    expect(puller.counts()).toMatchObject({ dropped: 9, handedOn: 200, consecutiveErrors: 0 });
  });
});

describe('the threshold', () => {
  it('stops a puller at exactly the count, is told once, and releases the reader', async () => {
    const { puller, source, deliver, onThreshold } = setUp({ consumers: [throwing] });
    await deliver(49);
    expect(onThreshold).not.toHaveBeenCalled();
    expect(source.isCancelled()).toBe(false);
    await deliver(1);
    expect(onThreshold).toHaveBeenCalledExactlyOnceWith('consumer-threw', puller.counts());
    expect(puller.counts()).toMatchObject({ consecutiveErrors: 50, failed: { 'consumer-threw': 50 } });
    expect(source.isCancelled()).toBe(true);
    await deliver(50);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(onThreshold).toHaveBeenCalledTimes(1);
    expect(puller.counts().consecutiveErrors).toBe(50);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not reached while one accepted frame comes in between', async () => {
    let frames = 0;
    const flaky: FrameConsumer = () => {
      frames += 1;
      if (frames % 50 !== 0) throw new Error('flaky');
    };
    const { puller, deliver, onThreshold } = setUp({ consumers: [flaky] });
    await deliver(500);
    expect(onThreshold).not.toHaveBeenCalled();
    expect(puller.counts()).toMatchObject({
      handedOn: 10,
      failed: { 'consumer-threw': 490 },
      consecutiveErrors: 0,
    });
  });

  it('is told with the main cause, whichever came last', async () => {
    const { source, puller, deliver, onThreshold } = setUp({ consumers: [throwing], threshold: 10 });
    await deliver(8);
    await vi.advanceTimersByTimeAsync(200);
    expect(source.isCancelled()).toBe(true);
    expect(onThreshold).toHaveBeenCalledExactlyOnceWith('consumer-threw', puller.counts());
  });

  it('does not keep another puller from the same track', async () => {
    const failed = setUp({ consumers: [throwing], threshold: 5 });
    await failed.deliver(5);
    const next = setUp();
    await next.deliver(100);
    expect(next.puller.counts()).toMatchObject({ handedOn: 100, consecutiveErrors: 0 });
  });
});

describe('a missing frame', () => {
  it('is an error for each 100 ms after the last frame', async () => {
    const { puller, deliver, onThreshold } = setUp();
    await deliver(1);
    await vi.advanceTimersByTimeAsync(99);
    expect(puller.counts().failed['no-frame']).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(puller.counts().failed['no-frame']).toBe(1);
    await vi.advanceTimersByTimeAsync(4899);
    expect(onThreshold).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(onThreshold).toHaveBeenCalledExactlyOnceWith('no-frame', puller.counts());
  });

  it('is no error for 3 s before the first one, because opening takes time', async () => {
    const { puller } = setUp();
    await vi.advanceTimersByTimeAsync(2999);
    expect(puller.counts().failed['no-frame']).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(puller.counts().failed['no-frame']).toBe(1);
  });

  it('resets its wait at the next frame', async () => {
    const { puller, deliver } = setUp();
    await deliver(1);
    await vi.advanceTimersByTimeAsync(4000);
    await deliver(1);
    expect(puller.counts()).toMatchObject({ failed: { 'no-frame': 40 }, consecutiveErrors: 0 });
  });

  it('is no error while the track is muted', async () => {
    const { puller, deliver } = setUp();
    await deliver(10);
    puller.setMicrophoneMuted(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(puller.counts().consecutiveErrors).toBe(0);
    puller.setMicrophoneMuted(false);
    await vi.advanceTimersByTimeAsync(3100);
    expect(puller.counts().failed['no-frame']).toBe(2);
  });

  it('is no error of a track that begins muted', async () => {
    const { puller } = setUp();
    puller.pull(createFakeReader().reader, true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(puller.counts().consecutiveErrors).toBe(0);
  });

  it('is no error while there is no microphone', async () => {
    const { puller, source, deliver } = setUp();
    await deliver(10);
    puller.pull(null);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(source.isCancelled()).toBe(true);
    expect(puller.counts().consecutiveErrors).toBe(0);
  });

  it('is no error while the puller rests', async () => {
    const { puller, deliver } = setUp({ rest: () => new Promise((resolve) => setTimeout(resolve, 500)) });
    await deliver(50);
    expect(puller.counts().failed['no-frame']).toBe(0);
  });

  it('is no error when the track is muted while the puller rests', async () => {
    const { puller, deliver } = setUp({ rest: () => new Promise((resolve) => setTimeout(resolve, 50)) });
    await deliver(1);
    puller.setMicrophoneMuted(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(puller.counts().failed['no-frame']).toBe(0);
  });

  it('is no error of a computer that slept', async () => {
    let time = 0;
    const { puller, source } = setUp({ steady: () => time });
    source.deliver(audioData());
    await vi.advanceTimersByTimeAsync(0);
    time += 28_800_000;
    await vi.advanceTimersByTimeAsync(3000);
    expect(puller.counts().consecutiveErrors).toBe(0);
  });

  it.each([
    ['ends by itself', (source: ReturnType<typeof createFakeReader>) => source.end()],
    ['breaks', (source: ReturnType<typeof createFakeReader>) => source.break(new Error('broken'))],
  ])('follows from a stream that %s, unless the host explains it', async (_, happen) => {
    const { puller, source, deliver, onThreshold } = setUp();
    await deliver(10);
    happen(source);
    await vi.advanceTimersByTimeAsync(5000);
    expect(onThreshold).toHaveBeenCalledExactlyOnceWith('no-frame', puller.counts());
  });

  it('follows from frames that cannot be read', async () => {
    const { puller, source, deliver } = setUp();
    await deliver(1);
    for (let index = 0; index < 30; index += 1) {
      await vi.advanceTimersByTimeAsync(10);
      source.deliver(audioData({ unreadable: new DOMException('', 'NotSupportedError') }));
    }
    expect(puller.counts()).toMatchObject({ handedOn: 1, failed: { 'no-frame': 3 } });
  });
});

describe('a full queue', () => {
  it('is an error for each frame that finds no room within 50 ms, and reaches the threshold when a consumer hangs', async () => {
    const { puller, source, deliver, onThreshold } = setUp({ consumers: [hanging] });
    // One frame is with the consumer, a hundred are in the queue.
    await deliver(101);
    expect(puller.counts().consecutiveErrors).toBe(0);
    for (let index = 0; index < 50; index += 1) source.deliver(audioData());
    await vi.advanceTimersByTimeAsync(50 * 50 - 1);
    expect(puller.counts()).toMatchObject({ failed: { 'queue-full': 49, 'no-frame': 0 } });
    expect(onThreshold).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(onThreshold).toHaveBeenCalledExactlyOnceWith('queue-full', puller.counts());
  });

  it('stops causing errors with the first frame that the consumer takes', async () => {
    const gate = Promise.withResolvers<void>();
    const { puller, source, deliver } = setUp({ consumers: [() => gate.promise] });
    await deliver(101);
    for (let index = 0; index < 10; index += 1) source.deliver(audioData());
    await vi.advanceTimersByTimeAsync(500);
    expect(puller.counts().consecutiveErrors).toBe(10);
    gate.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(puller.counts()).toMatchObject({
      handedOn: 101,
      failed: { 'queue-full': 10 },
      consecutiveErrors: 0,
    });
  });
});

describe('a consumer that throws', () => {
  it('keeps no frame from the other consumers', async () => {
    const other = vi.fn();
    const { puller, deliver } = setUp({ consumers: [throwing, other] });
    await deliver(10);
    expect(other).toHaveBeenCalledTimes(10);
    expect(puller.counts()).toMatchObject({ handedOn: 0, failed: { 'consumer-threw': 10 } });
  });

  it('is one error a frame, however many throw or reject', async () => {
    const { puller, deliver } = setUp({ consumers: [throwing, () => Promise.reject(new Error('late'))] });
    await deliver(3);
    expect(puller.counts().consecutiveErrors).toBe(3);
  });
});

describe('a frame pulled while disconnected', () => {
  it('is an error: 50 of them, half a second, stop the session', async () => {
    const { puller, deliver, onThreshold } = setUp();
    await deliver(100);
    puller.setConnectionStatus('disconnected');
    await deliver(49);
    expect(onThreshold).not.toHaveBeenCalled();
    await deliver(1);
    expect(onThreshold).toHaveBeenCalledExactlyOnceWith('disconnected', puller.counts());
    expect(puller.counts()).toMatchObject({
      handedOn: 100,
      failed: { disconnected: 50 },
      consecutiveErrors: 50,
    });
  });

  it('still reaches the consumers, which does not reset the count', async () => {
    const { puller, deliver, consumed } = setUp();
    await deliver(10);
    puller.setConnectionStatus('disconnected');
    await deliver(20);
    expect(consumed).toHaveLength(30);
    expect(puller.counts()).toMatchObject({ handedOn: 10, consecutiveErrors: 20 });
  });

  it('is not counted any more after a blip', async () => {
    const { puller, deliver } = setUp();
    puller.setConnectionStatus('disconnected');
    await deliver(49);
    puller.setConnectionStatus('connected');
    await deliver(1);
    puller.setConnectionStatus('disconnected');
    await deliver(49);
    expect(puller.counts()).toMatchObject({
      handedOn: 1,
      failed: { disconnected: 98 },
      consecutiveErrors: 49,
    });
  });

  it('is no error where the session recovers by itself', async () => {
    const { puller, deliver } = setUp({ countDisconnected: false });
    puller.setConnectionStatus('disconnected');
    await deliver(200);
    expect(puller.counts()).toMatchObject({ handedOn: 200, consecutiveErrors: 0 });
  });

  it('does not include a backlog from before the loss', async () => {
    const { puller, source, deliver } = setUp();
    await deliver(10);
    puller.setConnectionStatus('disconnected');
    for (let index = 0; index < 100; index += 1) source.deliver(audioData());
    await vi.advanceTimersByTimeAsync(0);
    expect(puller.counts()).toMatchObject({ failed: { disconnected: 1 }, consecutiveErrors: 1 });
  });

  it('is one error, also when its consumer throws', async () => {
    const { puller, deliver } = setUp({ consumers: [throwing] });
    puller.setConnectionStatus('disconnected');
    await deliver(5);
    expect(puller.counts()).toMatchObject({ failed: { disconnected: 5, 'consumer-threw': 0 } });
  });

  it('is one error, also when the queue is full', async () => {
    const { puller, source, deliver } = setUp({ consumers: [hanging] });
    await deliver(101);
    puller.setConnectionStatus('disconnected');
    source.deliver(audioData());
    await vi.advanceTimersByTimeAsync(50);
    expect(puller.counts()).toMatchObject({ failed: { disconnected: 1, 'queue-full': 0 } });
  });

  it('leaves no timer or reader behind when it stops a session whose queue is full', async () => {
    const { puller, source, deliver, onThreshold } = setUp({ consumers: [hanging], threshold: 1 });
    await deliver(101);
    puller.setConnectionStatus('disconnected');
    source.deliver(audioData());
    await vi.advanceTimersByTimeAsync(0);
    expect(onThreshold).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not cancelled by an earlier frame that a slow consumer takes during the loss', async () => {
    const gates: PromiseWithResolvers<void>[] = [];
    const slow: FrameConsumer = () => {
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      return gate.promise;
    };
    const { puller, deliver } = setUp({ consumers: [slow] });
    await deliver(5);
    puller.setConnectionStatus('disconnected');
    await deliver(5);
    gates[0]?.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(puller.counts()).toMatchObject({ handedOn: 1, consecutiveErrors: 5 });
  });
});

describe('another microphone', () => {
  it('is pulled from instead, and the counts go on', async () => {
    const { puller, source, deliver } = setUp();
    await deliver(10);
    const next = createFakeReader();
    puller.pull(next.reader);
    expect(source.isCancelled()).toBe(true);
    await deliver(10, next);
    expect(puller.counts()).toMatchObject({ handedOn: 20, dropped: 0 });
  });

  it.each([
    ['there was none', (puller: Puller) => puller.pull(null)],
    ['it was muted', (puller: Puller) => puller.setMicrophoneMuted(true)],
  ])('counts no dropped frames for the time that %s', async (_, pause) => {
    const { puller, deliver } = setUp();
    await deliver(200);
    pause(puller);
    await vi.advanceTimersByTimeAsync(3000);
    const next = createFakeReader();
    puller.pull(next.reader);
    for (let index = 500; index < 700; index += 1) {
      await vi.advanceTimersByTimeAsync(10);
      next.deliver(audioData({ timestamp: index * 10_000 }));
    }
    await vi.advanceTimersByTimeAsync(0);
    expect(puller.counts()).toMatchObject({ dropped: 0, handedOn: 400 });
  });

  it('does not get frames that the old one delivers late', async () => {
    const { puller } = setUp();
    const late = Promise.withResolvers<ReadableStreamReadResult<ReturnType<typeof audioData>>>();
    puller.pull({ read: () => late.promise, cancel: () => Promise.resolve() });
    puller.pull(createFakeReader().reader);
    const data = audioData();
    late.resolve({ done: false, value: data });
    await vi.advanceTimersByTimeAsync(0);
    expect(data.isClosed).toBe(true);
    expect(puller.counts().handedOn).toBe(0);
  });
});

describe('stop', () => {
  it('returns the counts, releases the reader and leaves no timer', async () => {
    const { puller, source, deliver } = setUp();
    await deliver(10);
    expect(puller.stop()).toMatchObject({ handedOn: 10 });
    expect(source.isCancelled()).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends the counting of frames', async () => {
    const gate = Promise.withResolvers<void>();
    const { puller, source, deliver, onThreshold } = setUp({ consumers: [() => gate.promise], threshold: 5 });
    await deliver(101);
    source.deliver(audioData());
    await vi.advanceTimersByTimeAsync(10);
    const counts = puller.stop();
    gate.reject(new Error('late'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(puller.counts()).toEqual(counts);
    expect(onThreshold).not.toHaveBeenCalled();
  });

  it('is no error of a reader that cannot be cancelled', async () => {
    const { puller } = setUp();
    puller.pull({
      read: () => new Promise<never>(() => undefined),
      cancel: () => Promise.reject(new Error('broken')),
    });
    puller.stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(puller.counts().consecutiveErrors).toBe(0);
  });

  it('lets go of a reader that comes too late', () => {
    const { puller } = setUp();
    puller.stop();
    const late = createFakeReader();
    puller.pull(late.reader);
    expect(late.isCancelled()).toBe(true);
  });

  it('may be called twice', async () => {
    const { puller, deliver } = setUp();
    await deliver(3);
    expect(puller.stop()).toEqual(puller.stop());
  });
});

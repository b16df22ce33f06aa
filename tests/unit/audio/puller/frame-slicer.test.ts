import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrameSlicer } from '../../../../utils/audio/puller/frame-slicer.ts';
import { audioData } from '../builders.ts';

/** Distinct values that a Float32Array keeps as they are. */
const ramp = (length: number, from = 0) => Array.from({ length }, (_, index) => (from + index) / 2 ** 20);

describe('frame slicer', () => {
  it('passes on 10 ms as one frame', () => {
    const [frame, ...others] = createFrameSlicer().slice(
      audioData({ channels: [ramp(480)], timestamp: 7000 }),
    );
    expect(frame).toEqual({ samples: Float32Array.from(ramp(480)), sampleRate: 48_000, timestamp: 7000 });
    expect(others).toEqual([]);
  });

  it('joins what is left over with what comes next', () => {
    const slicer = createFrameSlicer();
    expect(slicer.slice(audioData({ channels: [ramp(300)] }))).toEqual([]);
    const [frame] = slicer.slice(audioData({ channels: [ramp(300, 300)], timestamp: 6250 }));
    expect([...(frame?.samples ?? [])]).toEqual(ramp(480));
  });

  it('stamps a frame with the time of its first sample', () => {
    const slicer = createFrameSlicer();
    const frames = [
      ...slicer.slice(audioData({ channels: [ramp(720)], timestamp: 1000 })),
      ...slicer.slice(audioData({ channels: [ramp(720)], timestamp: 16_000 })),
    ];
    expect(frames.map(({ timestamp }) => timestamp)).toEqual([1000, 11_000, 21_000]);
  });

  it('takes the mean of the channels', () => {
    const channels = [
      Array<number>(480).fill(1),
      Array<number>(480).fill(-0.5),
      Array<number>(480).fill(0.25),
    ];
    const [frame] = createFrameSlicer().slice(audioData({ channels }));
    expect(new Set(frame?.samples)).toEqual(new Set([0.25]));
  });

  it('begins a new frame when the sample rate changes', () => {
    const slicer = createFrameSlicer();
    slicer.slice(audioData({ channels: [ramp(100)] }));
    const frames = slicer.slice(audioData({ channels: [ramp(160)], sampleRate: 16_000, timestamp: 5000 }));
    expect(frames).toEqual([{ samples: Float32Array.from(ramp(160)), sampleRate: 16_000, timestamp: 5000 }]);
  });

  it('takes a delivery without a sample', () => {
    expect(createFrameSlicer().slice(audioData({ channels: [[]] }))).toEqual([]);
  });

  it('closes each delivery', () => {
    const data = audioData();
    createFrameSlicer().slice(data);
    expect(data.isClosed).toBe(true);
  });

  it('closes a delivery that it cannot read, and throws the platform’s error', () => {
    const data = audioData({ unreadable: new DOMException('', 'NotSupportedError') });
    expect(() => createFrameSlicer().slice(data)).toThrow(DOMException);
    expect(data.isClosed).toBe(true);
  });

  it('gives every sample once and in order, in frames of 10 ms, whatever the rate, the channels and the deliveries', () => {
    const rates = fc.constantFrom(8000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000);
    const lengths = fc.array(fc.integer({ min: 0, max: 2500 }), { maxLength: 12 });
    fc.assert(
      fc.property(rates, lengths, fc.integer({ min: 1, max: 4 }), (sampleRate, deliveries, channelCount) => {
        const slicer = createFrameSlicer();
        let sent = 0;
        const frames = deliveries.flatMap((length) => {
          const timestamp = (sent / sampleRate) * 1e6;
          const channels = Array.from({ length: channelCount }, () => ramp(length, sent));
          sent += length;
          return slicer.slice(audioData({ channels, sampleRate, timestamp }));
        });

        expect(frames).toHaveLength(Math.ceil(((sent + 1) * 100) / sampleRate) - 1);
        const samples = frames.flatMap((frame) => [...frame.samples]);
        expect(samples).toEqual(ramp(samples.length));
        frames.forEach((frame, index) => {
          expect(Math.abs(frame.samples.length - sampleRate / 100)).toBeLessThan(1);
          expect(Math.abs(frame.timestamp - index * 10_000)).toBeLessThan(1e6 / sampleRate + 1e-3);
        });
      }),
    );
  });
});

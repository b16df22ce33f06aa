import type { Wav } from '../../wav.ts';
import { RTCAudioSource } from './binding.ts';

const FRAMES_A_SECOND = 100;

/** A track that plays the sound without end, in frames of 10 ms by the clock. */
export function createSpeaker({ sampleRate, samples }: Wav) {
  const source = new RTCAudioSource();
  const track = source.createTrack();
  const size = sampleRate / FRAMES_A_SECOND;
  const start = performance.now();
  let played = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - start) / 1000) * FRAMES_A_SECOND);
    for (; played < due; played += 1) {
      const frame = Int16Array.from({ length: size }, (_, index) => {
        return (samples[(played * size + index) % samples.length] ?? 0) * 0x7fff;
      });
      source.onData({ samples: frame, sampleRate, bitsPerSample: 16, channelCount: 1, numberOfFrames: size });
    }
  }, 5);
  return {
    track,
    stop: () => {
      clearInterval(timer);
      track.stop();
    },
  };
}

import { frameMs, type Frame } from '../../domain/frames/frame.ts';

/** The members of a WebCodecs `AudioData` that are read here. */
export type AudioDataLike = Pick<
  AudioData,
  'numberOfFrames' | 'numberOfChannels' | 'sampleRate' | 'timestamp' | 'copyTo' | 'close'
>;

export type FrameSlicer = ReturnType<typeof createFrameSlicer>;

/**
 * Cuts a track's deliveries (480 samples with the browser's processing, 1024 without; any rate, any number of
 * channels) into mono frames of 10 ms. Samples are joined in the order they come, whatever their timestamps;
 * a new sample rate begins a new frame.
 */
export function createFrameSlicer() {
  let sampleRate = 0;
  let begun = 0;
  let frame: Frame | null = null;
  let filled = 0;

  /**
   * The index of the nth frame's first sample since the rate last changed, rounded so that whole frames add
   * up to whole seconds.
   */
  const boundary = (n: number) => Math.floor((n * sampleRate * frameMs) / 1000);

  function begin(timestamp: number): Frame {
    const samples = new Float32Array(boundary(begun + 1) - boundary(begun));
    begun += 1;
    filled = 0;
    return { samples, sampleRate, timestamp };
  }

  return {
    /**
     * Returns the frames that these samples complete; the rest begins the next frame. Always closes `data`.
     */
    slice(data: AudioDataLike): Frame[] {
      try {
        if (data.sampleRate !== sampleRate) {
          sampleRate = data.sampleRate;
          begun = 0;
          frame = null;
        }
        const mono = toMono(data);
        const { timestamp } = data;
        // A delivery usually is exactly one frame, and skipping a hundred copies a second is worthwhile.
        if (frame === null && mono.length === boundary(begun + 1) - boundary(begun)) {
          begun += 1;
          return [{ samples: mono, sampleRate, timestamp }];
        }
        const complete: Frame[] = [];
        for (let at = 0; at < mono.length;) {
          frame ??= begin(timestamp + (at / sampleRate) * 1e6);
          const part = mono.subarray(at, at + frame.samples.length - filled);
          frame.samples.set(part, filled);
          filled += part.length;
          at += part.length;
          if (filled === frame.samples.length) {
            complete.push(frame);
            frame = null;
          }
        }
        return complete;
      } finally {
        data.close();
      }
    },
  };
}

/** Mixes all channels into one, by their mean. */
function toMono(data: AudioDataLike): Float32Array {
  const mono = new Float32Array(data.numberOfFrames);
  if (mono.length === 0) return mono;
  data.copyTo(mono, { planeIndex: 0, format: 'f32-planar' });
  if (data.numberOfChannels === 1) return mono;

  const channel = new Float32Array(data.numberOfFrames);
  for (let planeIndex = 1; planeIndex < data.numberOfChannels; planeIndex += 1) {
    data.copyTo(channel, { planeIndex, format: 'f32-planar' });
    channel.forEach((sample, index) => {
      mono[index] = (mono[index] ?? 0) + sample;
    });
  }
  return mono.map((sum) => sum / data.numberOfChannels);
}

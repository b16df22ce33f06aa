import { frameMs, type Frame } from '../../domain/frames/frame.ts';

/** The part of a WebCodecs `AudioData` that is read here. */
export type AudioDataLike = Pick<
  AudioData,
  'numberOfFrames' | 'numberOfChannels' | 'sampleRate' | 'timestamp' | 'copyTo' | 'close'
>;

export type FrameSlicer = ReturnType<typeof createFrameSlicer>;

/**
 * Cuts what a track delivers (480 samples at a time with the browser's processing, 1024 without, any rate, any number
 * of channels) into frames of 10 ms. Samples are joined as they come, whatever their timestamps say; a new sample rate
 * begins a new frame.
 */
export function createFrameSlicer() {
  let sampleRate = 0;
  let begun = 0;
  let frame: Frame | null = null;
  let filled = 0;

  /** The first sample of the nth frame since the rate was last changed: whole frames add up to whole seconds. */
  const boundary = (n: number) => Math.floor((n * sampleRate * frameMs) / 1000);

  function begin(timestamp: number): Frame {
    const samples = new Float32Array(boundary(begun + 1) - boundary(begun));
    begun += 1;
    filled = 0;
    return { samples, sampleRate, timestamp };
  }

  return {
    /** The frames that these samples complete; what is left over begins the next one. Always closes `data`. */
    slice(data: AudioDataLike): Frame[] {
      try {
        if (data.sampleRate !== sampleRate) {
          sampleRate = data.sampleRate;
          begun = 0;
          frame = null;
        }
        const mono = toMono(data);
        const { timestamp } = data;
        // The usual case is a frame already, and a hundred copies a second are worth saving.
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

/** The mean of all channels. */
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

/** Milliseconds of sound in one frame, whatever the microphone's sample rate: the unit that the puller counts in. */
export const frameMs = 10;

/** 10 ms of mono sound. */
export interface Frame {
  /** From -1 to 1. Where 10 ms is no whole number of samples, frames differ in length by one. */
  samples: Float32Array;
  /** Hz. */
  sampleRate: number;
  /** Of the first sample, in microseconds on the clock of the track (WebCodecs, `AudioData.timestamp`). */
  timestamp: number;
}

/** Takes each frame in turn; the next one waits until it is done. A throw or a rejection is a frame error. */
export type FrameConsumer = (frame: Frame) => void | Promise<void>;

/** Milliseconds of sound in one frame, whatever the microphone's sample rate: the unit that the puller counts in. */
export const frameMs = 10;

/** 10 ms of mono sound. */
export interface Frame {
  /** Samples from -1 to 1. Where 10 ms is no whole number of samples, the lengths of frames differ by one. */
  samples: Float32Array;
  /** Sample rate in Hz. */
  sampleRate: number;
  /** Microseconds of the first sample, on the clock of the track (WebCodecs, `AudioData.timestamp`). */
  timestamp: number;
}

/** A frame that comes long after it was captured, with the moment of its last sample in milliseconds. */
export interface CapturedFrame extends Omit<Frame, 'timestamp'> {
  capturedAt: number;
}

/** Takes each frame in turn; the next one waits until it is done. A throw or a rejection is a frame error. */
export type FrameConsumer = (frame: Frame) => void | Promise<void>;

import type { AudioDataLike } from '../../../utils/audio/puller/frame-slicer.ts';
import type { FrameReader } from '../../../utils/audio/puller/puller.ts';
import type { Frame } from '../../../utils/domain/frames/frame.ts';

export interface FakeAudioData extends AudioDataLike {
  readonly isClosed: boolean;
}

export interface AudioDataParts {
  /** The samples, one list for each channel, all of the same length. */
  channels?: readonly (readonly number[])[];
  sampleRate?: number;
  /** Microseconds of the first sample. */
  timestamp?: number;
  /** The error that the platform throws when the samples are read. */
  unreadable?: Error;
}

/** 10 ms of sound at 48 kHz, whose root mean square is 0.5. */
const sound = Array.from({ length: 480 }, (_, index) => (index % 2 === 0 ? 0.5 : -0.5));

/** A delivery of a track: by default 10 ms of sound at 48 kHz. */
export function audioData(parts: AudioDataParts = {}): FakeAudioData {
  const { channels = [sound], sampleRate = 48_000, timestamp = 0, unreadable } = parts;
  let isClosed = false;
  return {
    numberOfFrames: channels[0]?.length ?? 0,
    numberOfChannels: channels.length,
    sampleRate,
    timestamp,
    copyTo(destination, { planeIndex, format }) {
      if (unreadable) throw unreadable;
      if (isClosed) throw new DOMException('closed', 'InvalidStateError');
      const plane = channels[planeIndex];
      if (format !== 'f32-planar' || !plane) throw new RangeError('no such plane');
      (destination as Float32Array).set(plane);
    },
    close() {
      isClosed = true;
    },
    get isClosed() {
      return isClosed;
    },
  };
}

/** 10 ms of zeros. */
export function silentAudioData(): FakeAudioData {
  return audioData({ channels: [Array<number>(480).fill(0)] });
}

export function frame(samples: readonly number[] = sound): Frame {
  return { samples: Float32Array.from(samples), sampleRate: 48_000, timestamp: 0 };
}

/** A stream's reader that delivers when a test says so. */
export function createFakeReader() {
  const waiting: PromiseWithResolvers<ReadableStreamReadResult<AudioDataLike>>[] = [];
  const ready: AudioDataLike[] = [];
  let isCancelled = false;

  const reader: FrameReader = {
    read() {
      if (isCancelled) return Promise.resolve({ done: true, value: undefined });
      const value = ready.shift();
      if (value) return Promise.resolve({ done: false, value });
      const read = Promise.withResolvers<ReadableStreamReadResult<AudioDataLike>>();
      waiting.push(read);
      return read.promise;
    },
    cancel() {
      isCancelled = true;
      for (const read of waiting.splice(0)) read.resolve({ done: true, value: undefined });
      return Promise.resolve();
    },
  };

  return {
    reader,
    deliver<Data extends AudioDataLike>(data: Data): Data {
      const read = waiting.shift();
      if (read) read.resolve({ done: false, value: data });
      else ready.push(data);
      return data;
    },
    end() {
      for (const read of waiting.splice(0)) read.resolve({ done: true, value: undefined });
    },
    break(error: Error) {
      for (const read of waiting.splice(0)) read.reject(error);
    },
    isCancelled: () => isCancelled,
    /** Whether no read is waiting for a frame: the puller is busy with another one, or has stopped. */
    isIdle: () => waiting.length === 0,
  };
}

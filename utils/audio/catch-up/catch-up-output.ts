import { frameMs } from '../../domain/frames/frame.ts';
import type { CatchUpRoad } from '../../domain/recovery/catch-up-roads.ts';
import type { KeptFrame } from './backlog.ts';
import { createTimeStretch, type TimeStretch } from './time-stretch.ts';

const usualRate = 48_000;

/** Writes samples to the track, after all that was written before. */
export type WriteSamples = (samples: Float32Array<ArrayBuffer>, sampleRate: number) => void;

/** Sends frames at the pace of a catch-up: in a burst as they are, or stretched in time. */
export function createCatchUpOutput(write: WriteSamples) {
  let road: CatchUpRoad = 'burst';
  let speed = 1;
  /** Milliseconds of sound that may still be written now. */
  let allowedMs = 0;
  let stretch: TimeStretch | null = null;
  let rate = usualRate;

  function put(samples: Float32Array<ArrayBuffer>, sampleRate: number): void {
    if (samples.length === 0) return;
    rate = sampleRate;
    allowedMs -= (samples.length / sampleRate) * 1000;
    write(samples, sampleRate);
  }

  /** Sends the rest that the time stretch holds: from here on frames are sent as they are. */
  function endStretch(): void {
    if (stretch) put(stretch.flush(), stretch.sampleRate);
    stretch = null;
  }

  return {
    /** Begins a catch-up by one of the two roads; `speed` is how many times as fast as real time. */
    begin(by: { road: CatchUpRoad; speed: number }): void {
      ({ road, speed } = by);
      allowedMs = 0;
    },

    isBurst: () => road === 'burst',

    /** Allows as much to be written as is sent in 10 ms. */
    allow: () => void (allowedMs += road === 'burst' ? frameMs * speed : frameMs),
    isAllowed: () => allowedMs > 0,

    send({ samples, sampleRate }: KeptFrame): void {
      if (road === 'burst') return put(samples.slice(), sampleRate);
      if (stretch?.sampleRate !== sampleRate) endStretch();
      stretch ??= createTimeStretch({ sampleRate, speed });
      for (const piece of stretch.push(samples)) put(piece, sampleRate);
    },

    sendAsItIs({ samples, sampleRate }: KeptFrame): void {
      endStretch();
      put(samples.slice(), sampleRate);
    },

    /** Sends 10 ms of silence, at the rate of the sound before. */
    sendSilence: () => write(new Float32Array(Math.round((rate * frameMs) / 1000)), rate),

    endStretch,

    /** Drops what the time stretch holds, because those frames will be sent again. */
    forget(): void {
      stretch = null;
    },
  };
}

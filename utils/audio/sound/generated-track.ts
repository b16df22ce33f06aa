import { createPlayedTrack } from './played-track.ts';

/** The window's constructor as Chromium has it, which lib.dom lacks; it is on no standards track. */
declare const MediaStreamTrackGenerator: new (init: { kind: 'audio' }) => MediaStreamTrack & {
  readonly writable: WritableStream<AudioData>;
};

/** A track of sound that is written to it. */
export interface GeneratedTrack {
  track: MediaStreamTrack;
  /** Can be transferred to a worker, where what is written does not touch this thread. */
  writable: WritableStream<AudioData>;
  /** Ends the track, and frees what it is made by. */
  close(): void;
}

/** Whether a generated track plays each piece as soon as it comes, at any speed; else it plays them one after the other, in real time. */
export const canBurst = (): boolean => 'MediaStreamTrackGenerator' in globalThis;

/**
 * Makes a track whose sound is written: by the browser's own generator, or else by an audio worklet, whose script is at `workletUrl`.
 *
 * @throws the browser's error where it can make none
 */
export function createGeneratedTrack(workletUrl: string): GeneratedTrack {
  if (!canBurst()) return createPlayedTrack(workletUrl);
  const track = new MediaStreamTrackGenerator({ kind: 'audio' });
  return { track, writable: track.writable, close: () => track.stop() };
}

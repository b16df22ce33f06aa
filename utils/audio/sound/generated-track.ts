/** The window's constructor as Chromium has it, which lib.dom lacks; it is on no standards track. */
declare const MediaStreamTrackGenerator: new (init: { kind: 'audio' }) => MediaStreamTrack & {
  readonly writable: WritableStream<AudioData>;
};

/** A track of sound that is written to it. */
export interface GeneratedTrack {
  track: MediaStreamTrack;
  /** Can be transferred to a worker, where what is written does not touch this thread. */
  writable: WritableStream<AudioData>;
}

/**
 * Makes a track whose sound is written, at any speed: it plays each piece as soon as it comes.
 *
 * @throws ReferenceError in a browser that has none
 */
export function createGeneratedTrack(): GeneratedTrack {
  const track = new MediaStreamTrackGenerator({ kind: 'audio' });
  return { track, writable: track.writable };
}

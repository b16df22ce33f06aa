import { FailureError } from '../../domain/failure/failure.ts';

/** The window's constructor (mediacapture-transform, as Chromium has it), which lib.dom does not know. */
declare const MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack; maxBufferSize?: number }) => {
  readonly readable: ReadableStream<AudioData>;
};

/**
 * Deliveries that the browser keeps for a puller that is held up, before it drops the oldest: 1 s of 10 ms each. Its
 * own default is 10.
 */
const maxBufferSize = 100;

/**
 * What a track gives, as a stream that can be transferred to a worker; it ends with the track.
 *
 * @throws FailureError `microphone-ended` for a track that has ended already
 */
export function readTrack(track: MediaStreamTrack): ReadableStream<AudioData> {
  if (track.readyState === 'ended') throw new FailureError({ reason: 'microphone-ended' });
  return new MediaStreamTrackProcessor({ track, maxBufferSize }).readable;
}

import { FailureError } from '../../domain/failure/failure.ts';

/** The window's constructor as Chromium has it (W3C mediacapture-transform), which lib.dom lacks. */
declare const MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack; maxBufferSize?: number }) => {
  readonly readable: ReadableStream<AudioData>;
};

/**
 * The number of deliveries that the browser keeps for a puller that is held up, before it drops the oldest: 1
 * s at 10 ms each. Chromium's default is 10.
 */
const maxBufferSize = 100;

/**
 * Makes a stream of a track's audio that can be transferred to a worker; the stream ends with the track.
 *
 * @throws FailureError `microphone-ended` for a track that has ended already
 */
export function readTrack(track: MediaStreamTrack): ReadableStream<AudioData> {
  if (track.readyState === 'ended') throw new FailureError({ reason: 'microphone-ended' });
  return new MediaStreamTrackProcessor({ track, maxBufferSize }).readable;
}

/** The members of a stream's writer that are used here. */
export type TrackWriter = Pick<WritableStreamDefaultWriter<AudioData>, 'write'>;

/** Writes mono sound to a generated track, which plays each piece at once, right after the one before. */
export function createTrackWriter(
  writer: TrackWriter,
  createAudioData: (init: AudioDataInit) => AudioData,
): (samples: Float32Array<ArrayBuffer>, sampleRate: number) => void {
  let seconds = 0;
  return (samples, sampleRate) => {
    const data = createAudioData({
      format: 'f32-planar',
      sampleRate,
      numberOfChannels: 1,
      numberOfFrames: samples.length,
      timestamp: Math.round(seconds * 1e6),
      data: samples,
    });
    seconds += samples.length / sampleRate;
    // An ended track rejects writes: the session is over, or its connections are.
    writer.write(data).catch(() => undefined);
  };
}

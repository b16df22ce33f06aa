/** A track that can be sent while there is no microphone. */
export interface SilentTrack {
  track: MediaStreamTrack;
  close(): void;
}

/**
 * Options of an audio context without an output device (Web Audio API, section 1.2.3), which TypeScript's
 * types lack.
 */
const options: AudioContextOptions & { sinkId: { type: 'none' } } = {
  sampleRate: 48_000,
  sinkId: { type: 'none' },
};

/**
 * Makes a track of zeros. Without any sound no packets would be sent, and both ends would soon take the
 * connection for lost. No device is used, so this also works on a computer without one.
 */
export function createSilentTrack(): SilentTrack {
  const context = new AudioContext(options);
  const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  // Without a source, Chromium delivers no frames at all, not even zeros.
  const zeros = new ConstantSourceNode(context, { offset: 0 });
  zeros.connect(destination);
  zeros.start();
  const [track] = destination.stream.getAudioTracks();
  if (!track) throw new Error('a destination always has a track');
  return {
    track,
    close() {
      track.stop();
      // Rejects only where the context is already closed.
      context.close().catch(() => undefined);
    },
  };
}

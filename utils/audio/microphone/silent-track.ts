/** A track that can be sent while there is no microphone. */
export interface SilentTrack {
  track: MediaStreamTrack;
  close(): void;
}

/** Without an output device, in a form that TypeScript does not know yet (webaudio section 1.2.3). */
const options: AudioContextOptions & { sinkId: { type: 'none' } } = {
  sampleRate: 48_000,
  sinkId: { type: 'none' },
};

/**
 * Makes a track of zeros: with no sound at all nothing would leave, and both ends would soon take the connection for
 * lost. Uses no device, so it also works on a computer without one.
 */
export function createSilentTrack(): SilentTrack {
  const context = new AudioContext(options);
  const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  // Without a source Chromium makes no zeros, but nothing.
  const zeros = new ConstantSourceNode(context, { offset: 0 });
  zeros.connect(destination);
  zeros.start();
  const [track] = destination.stream.getAudioTracks();
  if (!track) throw new Error('a destination always has a track');
  return {
    track,
    close() {
      track.stop();
      // Rejects only where it is closed already.
      context.close().catch(() => undefined);
    },
  };
}

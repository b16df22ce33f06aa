/** Amplitude from 0 to 1: quiet, but above what a codec takes for silence. */
const loudness = 0.05;
const pitchHz = 440;

/** Makes a track with a soft tone, which is sent but not played on this computer. */
export function createTestTone(): { track: MediaStreamTrack; stop(): void } {
  const context = new AudioContext();
  const oscillator = new OscillatorNode(context, { frequency: pitchHz });
  const gain = new GainNode(context, { gain: loudness });
  const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  oscillator.connect(gain).connect(destination);
  oscillator.start();
  const [track] = destination.stream.getAudioTracks();
  if (!track) throw new Error('an audio destination always has one track');
  return {
    track,
    stop() {
      track.stop();
      void context.close();
    },
  };
}

/** The name by which the worklet's script registers its processor. A type, since that script shares no file with a page. */
export type PlayerName = 'player';

/** A piece of mono sound on its way to the processor. */
export interface PlayerPiece {
  samples: Float32Array;
  sampleRate: number;
}

/** Options of an audio context without an output device (Web Audio API, section 1.2.3), which TypeScript's types lack. */
const options: AudioContextOptions & { sinkId: { type: 'none' } } = {
  sampleRate: 48_000,
  sinkId: { type: 'none' },
};

/**
 * Makes a track that plays what is written one piece after the other, in real time, by an audio worklet. The sink may be written to
 * from a worker, which needs no context of its own.
 *
 * @throws the browser's error where it has no audio context; where the script does not load, writing rejects
 */
export function createPlayedTrack(workletUrl: string) {
  const context = new AudioContext(options);
  const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  const [track] = destination.stream.getAudioTracks();
  if (!track) throw new Error('a destination always has a track');
  const player = startPlayer(context, workletUrl).then((node) => {
    node.connect(destination);
    return node.port;
  });
  // Told by the first write.
  player.catch(() => undefined);

  return {
    track,
    writable: new WritableStream<AudioData>({
      async write(data) {
        const port = await player;
        const samples = new Float32Array(data.numberOfFrames);
        data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
        const piece: PlayerPiece = { samples, sampleRate: data.sampleRate };
        data.close();
        port.postMessage(piece, [samples.buffer]);
      },
    }),
    close() {
      track.stop();
      // Rejects only where the context is already closed.
      context.close().catch(() => undefined);
    },
  };
}

async function startPlayer(context: AudioContext, workletUrl: string): Promise<AudioWorkletNode> {
  await context.audioWorklet.addModule(workletUrl);
  return new AudioWorkletNode(context, 'player' satisfies PlayerName, {
    numberOfInputs: 0,
    outputChannelCount: [1],
  });
}

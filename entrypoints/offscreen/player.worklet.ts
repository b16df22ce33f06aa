import { createSampleQueue } from '../../utils/audio/sound/sample-queue.ts';
import type { PlayerName, PlayerPiece } from '../../utils/audio/sound/played-track.ts';

/** The global scope of an audio worklet (Web Audio API, section 1.32), which lib.dom lacks. */
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare const sampleRate: number;
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

class Player extends AudioWorkletProcessor {
  readonly #queue = createSampleQueue();

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<PlayerPiece>) =>
      this.#queue.add(data.samples, data.sampleRate);
  }

  process(_inputs: Float32Array[][], [output]: Float32Array[][]): boolean {
    const [channel] = output ?? [];
    if (channel) this.#queue.take(channel, sampleRate);
    return true;
  }
}

registerProcessor('player' satisfies PlayerName, Player);

import { abortable } from '../../async/abortable.ts';
import { opusRate } from './ogg-opus-writer.ts';
import { packetMs } from './opus-encoder.ts';

/** The members of the browser's decoder that are used here. */
export type AudioDecoderLike = Pick<
  AudioDecoder,
  'configure' | 'decode' | 'flush' | 'close' | 'state' | 'decodeQueueSize' | 'addEventListener'
>;

export interface DecodingEdges {
  createDecoder(init: AudioDecoderInit): AudioDecoderLike;
  createChunk(init: EncodedAudioChunkInit): EncodedAudioChunk;
}

/** The greatest number of packets in the decoder's queue, which bounds the memory. */
const mostQueued = 100;

/**
 * Decodes packets of mono Opus in order, and passes on the sound of each at 48 kHz.
 *
 * @throws DOMException where the browser cannot decode one, or the signal's reason
 */
export async function decodePackets(
  packets: AsyncIterable<Uint8Array>,
  onSound: (sound: Float32Array) => void,
  { createDecoder, createChunk }: DecodingEdges,
  signal: AbortSignal,
): Promise<void> {
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const decoder = createDecoder({
    output(data) {
      const sound = new Float32Array(data.numberOfFrames);
      data.copyTo(sound, { planeIndex: 0, format: 'f32-planar' });
      data.close();
      onSound(sound);
    },
    error: failed.reject,
  });
  try {
    decoder.configure({ codec: 'opus', sampleRate: opusRate, numberOfChannels: 1 });
    let timestamp = 0;
    for await (const data of packets) {
      signal.throwIfAborted();
      while (decoder.decodeQueueSize > mostQueued) {
        const freed = Promise.withResolvers<void>();
        decoder.addEventListener('dequeue', () => freed.resolve(), { once: true });
        await abortable(Promise.race([freed.promise, failed.promise]), signal);
      }
      decoder.decode(createChunk({ type: 'key', timestamp, data: data.slice() }));
      timestamp += packetMs * 1000;
    }
    await abortable(Promise.race([decoder.flush(), failed.promise]), signal);
  } finally {
    try {
      decoder.close();
    } catch {
      // A decoder that has failed is closed already.
    }
  }
}

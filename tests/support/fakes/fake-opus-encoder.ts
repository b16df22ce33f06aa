import { packetMs, type OpusEncoderEdges } from '../../../utils/audio/recording/opus-encoder.ts';

/**
 * An encoder that makes a packet of two bytes for each 60 ms that it was given, at once, and fills the last one up with
 * silence when it is flushed: as Chromium's does, but that its packets hold only their number.
 */
export function createFakeOpusEncoder() {
  let init: AudioEncoderInit | null = null;
  let rate = 0;
  let samples = 0;
  let number = 0;
  let isClosed = false;
  const rates: number[] = [];
  const control = { whyNot: null as Error | null, isStuck: false };

  function put(): void {
    const bytes = Uint8Array.of(number >> 8, number & 255);
    number += 1;
    const chunk = {
      byteLength: bytes.length,
      duration: packetMs * 1000,
      copyTo: (to: Uint8Array) => to.set(bytes),
    } as unknown as EncodedAudioChunk;
    init?.output(chunk, {});
  }

  const edges: OpusEncoderEdges = {
    createEncoder(given) {
      init = given;
      return {
        configure({ sampleRate }) {
          rate = sampleRate;
          rates.push(rate);
        },
        encode(data) {
          if (control.whyNot) throw control.whyNot;
          samples += data.numberOfFrames;
          const ofPacket = (rate * packetMs) / 1000;
          for (; samples >= ofPacket; samples -= ofPacket) put();
        },
        flush() {
          if (control.isStuck) return new Promise(() => undefined);
          if (samples > 0) put();
          samples = 0;
          return Promise.resolve();
        },
        close() {
          isClosed = true;
        },
      };
    },
    createAudioData: ({ numberOfFrames }) =>
      ({ numberOfFrames, close: () => undefined }) as unknown as AudioData,
  };

  return {
    edges,
    /** Set to have the encoder throw, or never answer a flush. */
    control,
    /** Ends it as the browser does when it cannot go on. */
    fail: () => init?.error(new DOMException('encoding failed', 'EncodingError')),
    /** The rates that it was given, in their order. */
    rates,
    isClosed: () => isClosed,
  };
}

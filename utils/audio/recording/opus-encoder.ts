import type { Frame } from '../../domain/frames/frame.ts';
import { joinBytes } from './join-bytes.ts';
import { opusRate, type OpusPacket } from './ogg-opus-writer.ts';

/** Bits a second: a recogniser hears no difference to the original, and an hour takes 11 MB at most. */
const bitrate = 24_000;

/**
 * The length of a packet in milliseconds: the longest that Opus has, because each packet is a message between threads.
 */
export const packetMs = 60;

/** The encoder's complexity, 0 to 10: above this, speech at this bit rate sounds no better. */
const complexity = 5;

/** Frames in one call of the encoder, four packets: a call itself costs ten times more than the sound in it. */
const batchFrames = 24;

/** The members of the browser's encoder that are used here. */
export type AudioEncoderLike = Pick<AudioEncoder, 'configure' | 'encode' | 'flush' | 'close'>;

export interface OpusEncoderEdges {
  createEncoder(init: AudioEncoderInit): AudioEncoderLike;
  createAudioData(init: AudioDataInit): AudioData;
}

export interface OpusEncoderHandlers {
  onPacket(packet: OpusPacket): void;
  onError(): void;
}

/** The pre-skip of libopus in samples at 48 kHz, used where the browser does not say (RFC 7845, section 4.2). */
const usualPreSkip = 312;

/** Encodes mono frames into packets of {@link packetMs}; the sample rate may change between frames. */
export function createOpusEncoder(
  { createEncoder, createAudioData }: OpusEncoderEdges,
  { onPacket, onError }: OpusEncoderHandlers,
) {
  let preSkip: number | null = null;
  let rate = 0;
  let batch: Float32Array[] = [];
  /** Seconds of sound that were encoded before the last change of rate, and samples since. */
  let before = 0;
  let encoded = 0;

  const encoder = createEncoder({
    output(chunk, metadata) {
      preSkip ??= preSkipOf(metadata?.decoderConfig?.description) ?? usualPreSkip;
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      onPacket({ data, samples: Math.round(((chunk.duration ?? packetMs * 1000) * opusRate) / 1e6) });
    },
    error: onError,
  });

  function encodeBatch(): void {
    if (batch.length === 0) return;
    const samples = joinSamples(batch);
    batch = [];
    const data = createAudioData({
      format: 'f32-planar',
      sampleRate: rate,
      numberOfChannels: 1,
      numberOfFrames: samples.length,
      timestamp: Math.round((before + encoded / rate) * 1e6),
      data: samples,
    });
    encoded += samples.length;
    encoder.encode(data);
    data.close();
  }

  function takeRate(next: number): void {
    if (rate !== 0) {
      encodeBatch();
      // A packet has a fixed length, so the encoder pads the last one.
      before = (Math.ceil(((before + encoded / rate) * 1000) / packetMs) * packetMs) / 1000;
      encoded = 0;
      encoder.flush().catch(() => undefined);
    }
    rate = next;
    encoder.configure({
      codec: 'opus',
      sampleRate: rate,
      numberOfChannels: 1,
      bitrate,
      opus: { frameDuration: packetMs * 1000, complexity },
    });
  }

  return {
    /** @throws DOMException where the browser cannot encode this sound */
    encode({ samples, sampleRate }: Frame): void {
      if (sampleRate !== rate) takeRate(sampleRate);
      batch.push(samples);
      if (batch.length >= batchFrames) encodeBatch();
    },
    /** Seconds of sound taken so far: where the next frame will begin in the file. */
    seconds: (): number =>
      before + (encoded + batch.reduce((sum, each) => sum + each.length, 0)) / (rate || 1),
    /** The pre-skip, in samples at 48 kHz; known after the first packet. */
    preSkip: (): number => preSkip ?? usualPreSkip,
    /** The sample rate of the first frames, in Hz. */
    rate: () => rate,
    /** Encodes the rest, padded to a complete packet. */
    async flush(): Promise<void> {
      encodeBatch();
      await encoder.flush();
    },
    close(): void {
      try {
        encoder.close();
      } catch {
        // An encoder that has failed is closed already.
      }
    },
  };
}

/** The pre-skip in an `OpusHead` (RFC 7845, section 5.1); null without one. */
function preSkipOf(description: AllowSharedBufferSource | undefined): number | null {
  if (!description || description.byteLength < 12) return null;
  const bytes = ArrayBuffer.isView(description)
    ? new DataView(description.buffer, description.byteOffset)
    : new DataView(description);
  return bytes.getUint16(10, true);
}

function joinSamples(frames: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const bytes = joinBytes(
    frames.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
  );
  return new Float32Array(bytes.buffer);
}

import { readFile } from 'node:fs/promises';

/** Mono sound: samples from -1 to 1 at `sampleRate` per second. */
export interface Wav {
  readonly sampleRate: number;
  readonly samples: Float32Array;
}

const HEADER_BYTES = 44;
const PCM = 1;

/** Reads a PCM WAV file of 16 bits; several channels are averaged into one. Throws on any other format. */
export async function readWav(path: string): Promise<Wav> {
  return decodeWav(await readFile(path));
}

/** Decodes the bytes of a PCM WAV file of 16 bits; several channels are averaged into one. */
export function decodeWav(bytes: Uint8Array): Wav {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < HEADER_BYTES || fourLetters(view, 0) !== 'RIFF' || fourLetters(view, 8) !== 'WAVE') {
    throw new Error('Not a WAV file: it does not begin with a RIFF WAVE header.');
  }
  let channels = 0;
  let sampleRate = 0;
  for (let at = 12; at + 8 <= view.byteLength;) {
    const size = view.getUint32(at + 4, true);
    const body = at + 8;
    if (fourLetters(view, at) === 'fmt ') {
      if (view.getUint16(body, true) !== PCM || view.getUint16(body + 14, true) !== 16) {
        throw new Error('Only PCM WAV files of 16 bits are read here.');
      }
      channels = view.getUint16(body + 2, true);
      sampleRate = view.getUint32(body + 4, true);
    }
    if (fourLetters(view, at) === 'data') {
      if (channels === 0) throw new Error('A WAV file must describe its format before its data.');
      // A file that is still being written has a data size of 0 or one beyond its end: take what is there.
      const end = size === 0 ? view.byteLength : Math.min(body + size, view.byteLength);
      return { sampleRate, samples: readSamples(view, body, end, channels) };
    }
    at = body + size + (size % 2);
  }
  throw new Error('A WAV file without a data chunk.');
}

/** The bytes of a PCM WAV file of 16 bits, one channel. */
export function encodeWav({ sampleRate, samples }: Wav): Uint8Array {
  const dataBytes = samples.length * 2;
  const bytes = new Uint8Array(HEADER_BYTES + dataBytes);
  const view = new DataView(bytes.buffer);
  bytes.set(Buffer.from('RIFF'), 0);
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  bytes.set(Buffer.from('WAVEfmt '), 8);
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  bytes.set(Buffer.from('data'), 36);
  view.setUint32(40, dataBytes, true);
  samples.forEach((sample, index) => {
    const clipped = Math.max(-1, Math.min(1, sample));
    view.setInt16(HEADER_BYTES + index * 2, Math.round(clipped * 0x7fff), true);
  });
  return bytes;
}

function readSamples(view: DataView, from: number, to: number, channels: number): Float32Array {
  const samples = new Float32Array(Math.floor((to - from) / (2 * channels)));
  for (let index = 0; index < samples.length; index += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) {
      sum += view.getInt16(from + (index * channels + channel) * 2, true);
    }
    samples[index] = sum / channels / 0x8000;
  }
  return samples;
}

function fourLetters(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)));
}

import { decodePackets, type DecodingEdges } from './decode-packets.ts';
import { lastGranule, readHead, readPackets, type OggFile } from './ogg-opus-reader.ts';
import { opusRate } from './ogg-opus-writer.ts';
import { wavHead } from './wav-head.ts';

/** Samples in one piece of the file: a minute. The browser may move each finished piece to the disk. */
const pieceSamples = 60 * opusRate;

/** The greatest length of a WAV file, whose length fields have 32 bits. */
const mostBytes = 2 ** 32 - 1;

/**
 * Decodes an Ogg file of mono Opus into a WAV file of 16 bits at 48 kHz, piece by piece, so that hours fit into memory.
 *
 * @throws RangeError for more than twelve hours, which WAV cannot hold
 * @throws DOMException where the browser cannot decode it, or the signal's reason
 */
export async function oggToWav(file: OggFile, edges: DecodingEdges, signal: AbortSignal): Promise<Blob> {
  const skip = (await readHead(file))?.preSkip ?? 0;
  if ((await lastGranule(file)) * 2 + 44 > mostBytes) throw new RangeError('too long for a WAV file');
  const pieces: Blob[] = [];
  let piece: Int16Array<ArrayBuffer>[] = [];
  let inPiece = 0;
  let left = skip;

  function endPiece(): void {
    pieces.push(new Blob(piece));
    piece = [];
    inPiece = 0;
  }

  await decodePackets(
    readPackets(file),
    (sound) => {
      const samples = Int16Array.from(sound.subarray(left), (each) =>
        Math.round(Math.min(1, Math.max(-1, each)) * 0x7fff),
      );
      left = Math.max(0, left - sound.length);
      piece.push(samples);
      inPiece += samples.length;
      if (inPiece >= pieceSamples) endPiece();
    },
    edges,
    signal,
  );
  endPiece();
  const bytes = pieces.reduce((sum, { size }) => sum + size, 0);
  return new Blob([wavHead(bytes, opusRate), ...pieces], { type: 'audio/wav' });
}

import { createDecimator, speechRate } from './decimate.ts';
import { decodePackets, type DecodingEdges } from './decode-packets.ts';
import type { OggFile } from './ogg-opus-reader.ts';
import { opusRate, type OpusPacket } from './ogg-opus-writer.ts';
import { byteOf, packetsOn, pageFrom } from './ogg-seek.ts';
import { packetMs } from './opus-encoder.ts';

/** A packet with the second of the file at which its sound begins. */
export interface PlacedPacket extends OpusPacket {
  at: number;
}

/** A stretch of a recording: its sound at {@link speechRate}, and the packets that it lies in. */
export interface ReadStretch {
  /** The second of the file at which the sound begins; later than asked for where the file begins later. */
  from: number;
  samples: Int16Array<ArrayBuffer>;
  packets: PlacedPacket[];
}

/** Seconds that are decoded before a stretch: an Opus decoder needs 80 ms to converge (RFC 7845, section 4.6). */
const preRoll = 0.1;

const packetSeconds = packetMs / 1000;

/**
 * The greatest number of packets and pages that are read beyond those of a stretch: granule positions of a damaged file
 * may be anything.
 */
const mostBeside = 2000;

/**
 * Reads and decodes the sound between two seconds of a recording's file, or as much of it as exists. Only the needed
 * part of the file is read.
 *
 * @throws DOMException where the browser cannot decode it, or the signal's reason
 */
export async function readStretch(
  file: OggFile,
  { from, to }: { from: number; to: number },
  edges: DecodingEdges,
  signal: AbortSignal,
): Promise<ReadStretch> {
  const wanted = await packetsBetween(file, { from, to }, signal);
  const begins = wanted[0]?.at ?? from;
  const decimate = createDecimator();
  const samples = new Int16Array(Math.ceil(wanted.length * packetSeconds * speechRate));
  let length = 0;
  await decodePackets(
    inTurn(wanted.map(({ data }) => data)),
    (sound) => {
      const piece = decimate(sound).subarray(0, samples.length - length);
      samples.set(piece, length);
      length += piece.length;
    },
    edges,
    signal,
  );
  const first = Math.max(0, Math.round((from - begins) * speechRate));
  const end = Math.min(length, Math.round((to - begins) * speechRate));
  return {
    from: begins + first / speechRate,
    samples: samples.slice(first, end),
    packets: wanted.filter(({ at }) => at + packetSeconds > from),
  };
}

/**
 * The packets between two seconds of a file, and those that a decoder needs before them. Only the needed part of the
 * file is read.
 *
 * @throws the signal's reason
 */
export async function packetsBetween(
  file: OggFile,
  { from, to }: { from: number; to: number },
  signal: AbortSignal,
): Promise<PlacedPacket[]> {
  const packets: PlacedPacket[] = [];
  let left = (to - from + preRoll) / packetSeconds + mostBeside;
  for (let at = await byteOf(file, Math.max(0, from - preRoll)); left > 0;) {
    const found = await pageFrom(file, at);
    signal.throwIfAborted();
    if (!found) break;
    const datas = packetsOn(found.page);
    left -= Math.max(1, datas.length);
    const begins = Number(found.page.granule) / opusRate - datas.length * packetSeconds;
    if (begins >= to) break;
    for (const [index, data] of datas.entries())
      packets.push({
        data: data.slice(),
        samples: packetSeconds * opusRate,
        at: begins + index * packetSeconds,
      });
    at = found.next;
  }
  return packets.filter((packet) => packet.at + packetSeconds > from - preRoll && packet.at < to);
}

/** Turns a list into an async generator. */
export async function* inTurn<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  for (const item of items) yield await Promise.resolve(item);
}

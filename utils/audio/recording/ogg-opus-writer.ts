import { joinBytes } from './join-bytes.ts';
import { lacingOf, noGranule, pageFlags, writePage } from './ogg-page.ts';

/** The unit of Ogg Opus granule positions: samples a second, whatever the rate of the sound (RFC 7845, section 4). */
export const opusRate = 48_000;

/** The greatest number of lacing values on a page. */
const mostSegments = 255;

export interface OpusPacket {
  data: Uint8Array;
  /** The packet's length in samples at {@link opusRate}. */
  samples: number;
}

export interface OggOpusOptions {
  /** The stream's serial number, chosen at random. */
  serial: number;
  /** Samples at {@link opusRate} that a decoder leaves out at the beginning. */
  preSkip: number;
  /** The rate of the sound before it was encoded, in Hz; for information only. */
  sampleRate: number;
}

/**
 * Writes mono Opus into an Ogg file (RFC 7845). Every call returns complete pages, so that the file is valid after each
 * of them, and needs no trailer.
 */
export function createOggOpusWriter({ serial, preSkip, sampleRate }: OggOpusOptions) {
  let sequence = 0;
  let written = 0;

  function page(flags: number, granule: bigint, lacing: readonly number[], body: Uint8Array): Uint8Array {
    return writePage({ flags, granule, serial, sequence: sequence++, lacing, body });
  }

  return {
    /** The two pages that begin a file: `OpusHead` and `OpusTags` (RFC 7845, section 5). */
    head(): Uint8Array<ArrayBuffer> {
      const head = new Uint8Array(19);
      const view = new DataView(head.buffer);
      head.set(ascii('OpusHead'));
      head.set([1, 1], 8);
      view.setUint16(10, preSkip, true);
      view.setUint32(12, sampleRate, true);
      const vendor = ascii('SteadyMic');
      const tags = new Uint8Array(16 + vendor.length);
      tags.set(ascii('OpusTags'));
      new DataView(tags.buffer).setUint32(8, vendor.length, true);
      tags.set(vendor, 12);
      return joinBytes([
        page(pageFlags.first, 0n, lacingOf(head.length), head),
        page(0, 0n, lacingOf(tags.length), tags),
      ]);
    },

    /** The pages with these packets; with `isLast` the last page ends the stream, even without packets. */
    pages(packets: readonly OpusPacket[], isLast = false): Uint8Array<ArrayBuffer> {
      const segments = packets.flatMap(({ data, samples }) => {
        const lacing = lacingOf(data.length);
        const end = (written += samples);
        return lacing.map((bytes, index) => ({
          bytes,
          isBegin: index === 0,
          end: index === lacing.length - 1 ? BigInt(end) : null,
        }));
      });
      const body = joinBytes(packets.map(({ data }) => data));
      const pages: Uint8Array[] = [];
      let at = 0;
      for (let from = 0; from < Math.max(segments.length, isLast ? 1 : 0); from += mostSegments) {
        const some = segments.slice(from, from + mostSegments);
        const to = some.reduce((sum, { bytes }) => sum + bytes, at);
        const isEnd = isLast && from + mostSegments >= segments.length;
        const flags = (some[0]?.isBegin === false ? pageFlags.continued : 0) + (isEnd ? pageFlags.last : 0);
        const end = some.findLast((segment) => segment.end !== null)?.end;
        const granule = end ?? (some.length > 0 ? noGranule : BigInt(written));
        pages.push(
          page(
            flags,
            granule,
            some.map(({ bytes }) => bytes),
            body.subarray(at, to),
          ),
        );
        at = to;
      }
      return joinBytes(pages);
    },

    /** Samples at {@link opusRate} written so far, with those that a decoder skips. */
    granule: () => written,
  };
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

import { describe, expect, it } from 'vitest';
import { joinBytes } from '../../utils/audio/recording/join-bytes.ts';
import { createOggOpusWriter } from '../../utils/audio/recording/ogg-opus-writer.ts';
import { decodeOgg } from '../support/ogg.ts';

/** A packet of 20 ms of silence, as libopus makes it (RFC 6716: CELT, full band, mono). */
const silence = Uint8Array.of(0xf8, 0xff, 0xfe);

/** A file of so many seconds, a page for each. */
function recording(seconds: number, isClosed: boolean): Uint8Array {
  const writer = createOggOpusWriter({ serial: 5, preSkip: 312, sampleRate: 48_000 });
  const second = Array.from({ length: 50 }, () => ({ data: silence, samples: 960 }));
  const pages = Array.from({ length: seconds }, (_, index) =>
    writer.pages(second, isClosed && index === seconds - 1),
  );
  return joinBytes([writer.head(), ...pages]);
}

describe('a recording, read by FFmpeg', () => {
  it.each([
    ['closed', true],
    ['not closed, as a crash leaves it', false],
  ])('has its length where it was %s', (_, isClosed) => {
    const { codec, channels, sampleRate, samples } = decodeOgg(recording(12, isClosed));
    expect({ channels, sampleRate }).toEqual({ channels: 1, sampleRate: 48_000 });
    expect(codec).toMatch(/opus/);
    expect(samples.length).toBe(12 * 48_000 - 312);
    expect(samples.every((sample) => sample === 0)).toBe(true);
  });

  it('has all whole pages where it was cut off in the middle of one', () => {
    const whole = recording(12, false);
    expect(decodeOgg(whole.subarray(0, whole.length - 50)).samples.length).toBe(11 * 48_000 - 312);
  });
});

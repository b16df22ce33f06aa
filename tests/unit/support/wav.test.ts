import { describe, expect, it } from 'vitest';
import { decodeWav, encodeWav } from '../../support/wav.ts';

describe('a WAV file', () => {
  it('comes back as it was, to the last of 16 bits', () => {
    const samples = Float32Array.from([0, 0.5, -0.5, 0.999, -1]);
    const decoded = decodeWav(encodeWav({ sampleRate: 48_000, samples }));
    expect(decoded.sampleRate).toBe(48_000);
    expect(
      [...decoded.samples].map((value, at) => Math.abs(value - (samples[at] ?? 0)) < 1e-4),
    ).not.toContain(false);
  });

  it('is read although its writer has not yet told the size of the data', () => {
    const bytes = encodeWav({ sampleRate: 8000, samples: Float32Array.from([0.25, 0.25]) });
    new DataView(bytes.buffer).setUint32(40, 0, true);
    expect(decodeWav(bytes).samples).toHaveLength(2);
  });

  it('with two channels is read as their mean', () => {
    const bytes = encodeWav({ sampleRate: 8000, samples: Float32Array.from([0.5, -0.5, 0.5, 0.25]) });
    new DataView(bytes.buffer).setUint16(22, 2, true);
    expect([...decodeWav(bytes).samples].map((value) => value.toFixed(2))).toEqual(['0.00', '0.38']);
  });

  it.each([
    ['text', Buffer.from('not found, and longer than the header of a WAV file is')],
    ['nothing', new Uint8Array()],
  ])('is told apart from %s', (_, bytes) => {
    expect(() => decodeWav(bytes)).toThrow(/WAV/);
  });
});

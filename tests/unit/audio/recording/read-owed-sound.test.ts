import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinBytes } from '../../../../utils/audio/recording/join-bytes.ts';
import { createOggOpusWriter } from '../../../../utils/audio/recording/ogg-opus-writer.ts';
import { readOwedSound, type OwedSoundEdges } from '../../../../utils/audio/recording/read-owed-sound.ts';
import type { OwedSound } from '../../../../utils/domain/recording/owed-sound.ts';
import type { BacklogPlan } from '../../../../utils/domain/recovery/backlog-plan.ts';

const packetMs = 60;
const plan: BacklogPlan = { road: 'burst', speed: 1.25, limitMs: null, beyond: 'oldest' };

/** A file of so many packets, each of which says its number. */
function ogg(packets: number): Uint8Array<ArrayBuffer> {
  const writer = createOggOpusWriter({ serial: 1, preSkip: 312, sampleRate: 48_000 });
  const parts = [writer.head()];
  for (let first = 0; first < packets; first += 9) {
    const onPage = Array.from({ length: Math.min(9, packets - first) }, (_, index) => {
      const data = new Uint8Array(150);
      new DataView(data.buffer).setUint16(0, first + index);
      return { data, samples: 2880 };
    });
    parts.push(writer.pages(onPage));
  }
  return joinBytes(parts);
}

/** A decoder that makes of a packet samples which say their place in the file, in samples. */
function edgesOf(files: Record<string, Blob>, { whyNot = null as Error | null } = {}): OwedSoundEdges {
  return {
    openFile(sessionId, name) {
      const file = files[`${sessionId}/${name}`];
      return file
        ? Promise.resolve(file)
        : Promise.reject(new DOMException('no such entry', 'NotFoundError'));
    },
    createDecoder: ({ output, error }) => ({
      state: 'configured',
      decodeQueueSize: 0,
      addEventListener: () => undefined,
      configure: () => undefined,
      decode(chunk) {
        if (whyNot) return error(new DOMException(whyNot.message, 'EncodingError'));
        const { data } = chunk as unknown as { data: Uint8Array };
        const number = new DataView(data.buffer, data.byteOffset).getUint16(0);
        output({
          numberOfFrames: 2880,
          copyTo: (to: Float32Array) => to.set(to.map((_, index) => number * 2880 + index)),
          close: () => undefined,
        } as unknown as AudioData);
      },
      flush: () => (whyNot ? Promise.reject(whyNot) : Promise.resolve()),
      close: () => undefined,
    }),
    createChunk: (init) => init as unknown as EncodedAudioChunk,
  };
}

const signal = new AbortController().signal;

/** The frames that are read of a recording with one file that begins at 1,000,000 ms, from a moment after that on. */
function read(fromMs: number, packets: number, changes: Partial<BacklogPlan> = {}) {
  const owed: OwedSound = {
    sessionId: 'one',
    from: 1_000_000 + fromMs,
    parts: [{ name: 'a.opus', points: [{ seconds: 0, at: 1_000_000 }] }],
  };
  const files = { 'one/a.opus': new Blob([ogg(packets)]) };
  return readOwedSound(owed, { ...plan, ...changes }, edgesOf(files), signal);
}

describe('what a recording holds that is not known to have arrived', () => {
  it('is all from a moment on, once and in order, in frames of 10 ms that know when they were captured', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 250 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (packets, share) => {
          const lengthMs = packets * packetMs;
          const fromMs = Math.floor(lengthMs * share);
          const frames = await read(fromMs, packets);
          expect(frames.length).toBeGreaterThanOrEqual(Math.floor((lengthMs - fromMs) / 10) - 1);
          expect(frames.length).toBeLessThanOrEqual(Math.ceil((lengthMs - fromMs) / 10));
          frames.forEach(({ samples, sampleRate, capturedAt }, index) => {
            expect([samples.length, sampleRate]).toEqual([480, 48_000]);
            expect(samples[0]).toBeCloseTo(fromMs * 48 + index * 480, 0);
            expect(capturedAt).toBeCloseTo(1_000_000 + fromMs + (index + 1) * 10, 3);
          });
        },
      ),
      { numRuns: 25 },
    ));

  it('is read as far as the file is written where the crash has cut a page in two', async () => {
    const bytes = ogg(90);
    const owed = {
      sessionId: 'one',
      from: 1_002_700,
      parts: [{ name: 'a', points: [{ seconds: 0, at: 1e6 }] }],
    };
    const edges = edgesOf({ 'one/a': new Blob([bytes.slice(0, bytes.length - 40)]) });
    const frames = await readOwedSound(owed, plan, edges, signal);
    // The last page has nine packets.
    expect(frames).toHaveLength((90 - 9) * 6 - 270);
  });

  it.each([
    ['the newest of it beyond the limit', { limitMs: 5000 }, 500],
    ['nothing where all is left out beyond the limit', { limitMs: 5000, beyond: 'all' }, 0],
    ['all of it within the limit', { limitMs: 20_000, beyond: 'all' }, 900],
  ] as const)('is %s', async (_words, changes, count) => {
    const frames = await read(3000, 200, changes);
    expect(frames).toHaveLength(count);
    if (count > 0) expect(frames.at(-1)?.capturedAt).toBeCloseTo(1_012_000, 3);
  });

  it('goes on over the files of several hosts, and leaves out what was not captured between them', async () => {
    const parts = [
      { name: 'a', points: [{ seconds: 0, at: 1_000_000 }] },
      {
        name: 'b',
        points: [
          { seconds: 0, at: 1_010_000 },
          { seconds: 1.2, at: 1_020_000 },
        ],
      },
    ];
    const edges = edgesOf({ 'one/a': new Blob([ogg(50)]), 'one/b': new Blob([ogg(40)]) });
    const frames = await readOwedSound({ sessionId: 'one', from: 1_002_400, parts }, plan, edges, signal);
    expect(frames).toHaveLength(60 + 240);
    expect(frames[59]?.capturedAt).toBeCloseTo(1_003_000, 3);
    expect(frames[60]?.capturedAt).toBeCloseTo(1_010_010, 3);
    expect(frames[60 + 120]?.capturedAt).toBeCloseTo(1_020_010, 3);
    expect(frames.at(-1)?.capturedAt).toBeCloseTo(1_021_200, 3);
  });

  it('is nothing where the recording ends before that', async () => {
    expect(await read(60_000, 20)).toEqual([]);
  });

  it('rejects where a file is gone, where nothing can be decoded, and where nobody waits any more', async () => {
    const owed = {
      sessionId: 'one',
      from: 1_000_100,
      parts: [{ name: 'a', points: [{ seconds: 0, at: 1e6 }] }],
    };
    const file = new Blob([ogg(20)]);
    await expect(readOwedSound(owed, plan, edgesOf({}), signal)).rejects.toThrow('no such entry');
    const broken = edgesOf({ 'one/a': file }, { whyNot: new Error('no decoder') });
    await expect(readOwedSound(owed, plan, broken, signal)).rejects.toThrow('no decoder');
    const late = AbortSignal.abort(new Error('late'));
    await expect(readOwedSound(owed, plan, edgesOf({ 'one/a': file }), late)).rejects.toThrow('late');
  });

  it('is nothing of a file that is no recording any more', async () => {
    const owed = {
      sessionId: 'one',
      from: 1_000_100,
      parts: [{ name: 'a', points: [{ seconds: 0, at: 1e6 }] }],
    };
    const edges = edgesOf({ 'one/a': new Blob([new Uint8Array(5000).fill(7)]) });
    expect(await readOwedSound(owed, plan, edges, signal)).toEqual([]);
  });
});

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { joinBytes } from '../../../../utils/audio/recording/join-bytes.ts';
import { packetMs } from '../../../../utils/audio/recording/opus-encoder.ts';
import { createRecorder } from '../../../../utils/audio/recording/recorder.ts';
import { lastGranule, readPages } from '../../../../utils/audio/recording/ogg-opus-reader.ts';
import { pageFlags } from '../../../../utils/audio/recording/ogg-page.ts';
import { momentOf } from '../../../../utils/domain/recording/recorded-time.ts';
import type { RecordingReport } from '../../../../utils/domain/recording/recording-report.ts';
import { createFakeOpusEncoder } from '../../../support/fakes/fake-opus-encoder.ts';
import { packetsIn } from '../../../support/ogg.ts';

const startedAt = 1_000_000;

function setUp() {
  const encoder = createFakeOpusEncoder();
  const reports: RecordingReport[] = [];
  const opening = Promise.withResolvers<void>();
  const parts: Uint8Array[] = [];
  const world = { whyNotWritten: null as Error | null, isClosed: false, flushes: 0, now: startedAt };
  const file = {
    append(bytes: Uint8Array) {
      if (world.whyNotWritten) throw world.whyNotWritten;
      parts.push(bytes.slice());
    },
    flush: () => void (world.flushes += 1),
    close: () => void (world.isClosed = true),
  };
  const recorder = createRecorder({
    ...encoder.edges,
    openFile: () => opening.promise.then(() => file),
    onReport: (report) => reports.push(report),
    now: () => world.now,
    random: () => 0.5,
  });

  /** Hands on frames of 10 ms, each as soon as it was spoken, or `lateMs` later. */
  function speak(ms: number, { sampleRate = 48_000, lateMs = 0 } = {}): void {
    for (let each = 0; each < ms; each += 10) {
      world.now += 10;
      const spokenAt = world.now;
      world.now += lateMs;
      recorder.consume({
        samples: new Float32Array(sampleRate / 100),
        sampleRate,
        timestamp: spokenAt * 1000,
      });
      world.now = spokenAt;
    }
  }
  const bytes = () => joinBytes(parts);
  const seconds = async () => (await lastGranule(new Blob([bytes()]))) / 48_000;
  const points = () => reports.flatMap((report) => (report.type === 'placed' ? [report.point] : []));
  const ending = () => reports.flatMap((report) => (report.type === 'ended' ? [report.why] : []));
  async function open() {
    opening.resolve();
    await vi.advanceTimersByTimeAsync(0);
  }
  return {
    ...world,
    world,
    recorder,
    encoder,
    reports,
    opening,
    open,
    speak,
    bytes,
    seconds,
    points,
    ending,
  };
}

/** A recorder that has begun, and whose file is open. */
async function recording() {
  const world = setUp();
  world.speak(100);
  await world.open();
  return world;
}

describe('the recorder of a session', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('has written all but the last second at every moment, and the rest when it is closed', async () => {
    const { recorder, speak, seconds, bytes, world } = await recording();
    for (let spoken = 0.1; spoken < 12; spoken += 0.3) {
      expect(spoken - (await seconds())).toBeLessThan(1);
      speak(300);
    }
    const closing = recorder.close();
    await vi.advanceTimersByTimeAsync(0);
    await closing;
    expect(await seconds()).toBeCloseTo(12.1, 1);
    const pages = [];
    for await (const page of readPages(new Blob([bytes()]))) pages.push(page);
    expect(pages.at(-1)?.flags).toBe(pageFlags.last);
    expect(world.isClosed).toBe(true);
  });

  it('keeps each packet once and in order, from the first frame on, however late its file is opened', async () => {
    const { recorder, speak, open, bytes } = setUp();
    speak(3000);
    await open();
    speak(2000);
    const closing = recorder.close();
    await vi.advanceTimersByTimeAsync(0);
    await closing;
    const numbers = (await packetsIn(bytes())).map(([high = 0, low = 0]) => high * 256 + low);
    expect(numbers).toEqual(Array.from({ length: Math.ceil(5000 / packetMs) }, (_, number) => number));
  });

  it('knows when each second was captured, through pauses, other rates, late frames, drift and sleep', async () => {
    const step = fc.oneof(
      fc.record({
        speak: fc.integer({ min: 10, max: 300 }),
        sampleRate: fc.constantFrom(16_000, 44_100, 48_000),
      }),
      fc.record({ lateMs: fc.integer({ min: 0, max: 500 }) }),
      fc.record({ pauseMs: fc.integer({ min: 0, max: 100_000 }) }),
      fc.record({ sleepMs: fc.integer({ min: 500, max: 10_000_000 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const { recorder, speak, reports, points, world } = await recording();
        const toBe: { seconds: number; at: number }[] = [];
        let place = 0.1;
        let rate = 48_000;
        for (const each of steps) {
          if ('speak' in each) {
            // A packet that is begun at one rate is filled up.
            if (each.sampleRate !== rate)
              place = (Math.ceil((place * 1000) / packetMs - 1e-9) * packetMs) / 1000;
            rate = each.sampleRate;
            const begunAt = world.now;
            speak(each.speak * 10, { sampleRate: rate });
            // Two pages after a jump its place is known for sure.
            for (let ms = 2000; ms < each.speak * 10; ms += 100)
              toBe.push({ seconds: place + ms / 1000, at: begunAt + ms });
            place += each.speak / 100;
          } else if ('lateMs' in each) {
            speak(50, { sampleRate: rate, lateMs: each.lateMs });
            place += 0.05;
          } else if ('pauseMs' in each) {
            recorder.interrupt();
            world.now += each.pauseMs;
          } else world.now += each.sleepMs;
        }
        await vi.advanceTimersByTimeAsync(0);
        const began = reports.find((report) => report.type === 'began');
        const all = [{ seconds: 0, at: began?.at ?? 0 }, ...points()];
        const newest = all.filter(
          ({ seconds }, index) => all.findLastIndex((one) => one.seconds === seconds) === index,
        );
        for (const { seconds, at } of toBe) {
          expect(Math.abs((momentOf(newest, seconds) ?? 0) - at)).toBeLessThanOrEqual(250);
        }
      }),
    );
  });

  it('gives the encoder each rate in turn', async () => {
    const { speak, encoder } = await recording();
    speak(500, { sampleRate: 16_000 });
    speak(500, { sampleRate: 44_100 });
    expect(encoder.rates).toEqual([48_000, 16_000, 44_100]);
  });

  it.each([
    ['has no room', () => new DOMException('', 'QuotaExceededError'), 'disk-full'],
    ['is held by somebody else', () => new DOMException('', 'NoModificationAllowedError'), 'file-locked'],
    ['is gone', () => new DOMException('', 'NotFoundError'), 'storage-refused'],
    ['fails as nobody knows', () => new Error('?'), 'storage-refused'],
  ])(
    'ends with a reason where its file %s, while it is made and while it is written',
    async (_, why, ending) => {
      const unmade = setUp();
      unmade.speak(1000);
      unmade.opening.reject(why());
      await vi.advanceTimersByTimeAsync(0);
      unmade.speak(3000);
      expect(unmade.ending()).toEqual([ending]);

      const unwritten = await recording();
      unwritten.speak(3000);
      unwritten.world.whyNotWritten = why();
      unwritten.speak(3000);
      expect(unwritten.ending()).toEqual([ending]);
      expect([unwritten.world.isClosed, unwritten.encoder.isClosed()]).toEqual([true, true]);
      await unwritten.recorder.close();
      expect(unwritten.ending()).toEqual([ending]);
    },
  );

  it('ends where the encoder fails, throws, or is missing, and what was written stays', async () => {
    const failed = await recording();
    failed.speak(3000);
    failed.encoder.fail();
    const thrown = await recording();
    thrown.speak(3000);
    thrown.encoder.control.whyNot = new DOMException('', 'InvalidStateError');
    thrown.speak(3000);
    for (const { ending, seconds, recorder } of [failed, thrown]) {
      expect(ending()).toEqual(['encoder-failed']);
      expect(await seconds()).toBeGreaterThan(2);
      expect(() => recorder.interrupt()).not.toThrow();
    }
    const reports: RecordingReport[] = [];
    const missing = createRecorder({
      createEncoder() {
        throw new ReferenceError('AudioEncoder is not defined');
      },
      createAudioData: () => expect.fail('no sound is encoded'),
      openFile: () => expect.fail('no file is made'),
      onReport: (report) => reports.push(report),
      now: () => startedAt,
      random: () => 0,
    });
    const frame = { samples: new Float32Array(480), sampleRate: 48_000, timestamp: 0 };
    missing.consume(frame);
    missing.consume(frame);
    expect(reports).toEqual([{ type: 'ended', why: 'encoder-failed' }]);
  });

  it('does not collect for ever what waits for a file that never comes', () => {
    const { speak, ending } = setUp();
    speak(60_000);
    expect(ending()).toEqual(['storage-refused']);
  });

  it('is closed in time where the encoder never answers, with what it had', async () => {
    const { recorder, speak, encoder, seconds, world } = await recording();
    speak(3000);
    encoder.control.isStuck = true;
    const closing = recorder.close();
    await vi.advanceTimersByTimeAsync(500);
    await closing;
    expect(await seconds()).toBeGreaterThan(3);
    expect(world.isClosed).toBe(true);
  });

  it.each(['before its file is open', 'while it is written'])(
    'ends for good where it is forbidden %s',
    async (when) => {
      const { recorder, speak, open, ending, world, bytes } = setUp();
      speak(2000);
      if (when === 'while it is written') await open();
      speak(2000);
      recorder.forbid();
      const written = bytes().length;
      await open();
      speak(2000);
      await recorder.close();
      expect([ending(), bytes().length, world.isClosed]).toEqual([['forbidden'], written, true]);
    },
  );

  it('makes no file where nothing was captured', async () => {
    const { recorder, reports } = setUp();
    await recorder.close();
    expect(reports).toEqual([]);
  });
});

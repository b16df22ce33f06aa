import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import type { AudioDataLike } from '../../../../utils/audio/puller/frame-slicer.ts';
import type { FromPuller, ToPuller } from '../../../../utils/audio/puller/puller-protocol.ts';
import { runPullerWorker, type PullerWorkerDeps } from '../../../../utils/audio/puller/puller-worker.ts';
import type { Recorder } from '../../../../utils/audio/recording/recorder.ts';
import { audioData, silentAudioData } from '../builders.ts';

function setUp(
  options: Partial<Extract<ToPuller, { type: 'start' }>> = {},
  readOwed: PullerWorkerDeps['readOwed'] = () => expect.fail(),
) {
  const posted: FromPuller[] = [];
  const listening: ((event: MessageEvent<ToPuller>) => void)[] = [];
  const recorder = {
    consume: vi.fn<Recorder['consume']>(),
    interrupt: vi.fn<Recorder['interrupt']>(),
    forbid: vi.fn<Recorder['forbid']>(),
    close: vi.fn<Recorder['close']>(() => Promise.resolve()),
  };
  const createAudioData = (init: AudioDataInit) => init as unknown as AudioData;
  const createRecorder = vi.fn<PullerWorkerDeps['createRecorder']>(() => recorder);
  runPullerWorker(
    {
      postMessage: (message) => void posted.push(message),
      addEventListener: (_, listen) => void listening.push(listen),
    },
    { ...browserEdges, createRecorder, createAudioData, readOwed },
  );
  const tell = (data: ToPuller) => {
    for (const listen of listening) listen(new MessageEvent('message', { data }));
  };

  let deliverNext: ReadableStreamDefaultController<AudioDataLike> | undefined;
  const readable = new ReadableStream<AudioDataLike>({
    start(controller) {
      deliverNext = controller;
    },
  });
  tell({ type: 'start', threshold: 50, countDisconnected: true, recordFor: null, catchUp: null, ...options });
  tell({ type: 'pull', readable, muted: false });

  async function deliver(frames: number, make: () => AudioDataLike = audioData): Promise<void> {
    for (let index = 0; index < frames; index += 1) {
      await vi.advanceTimersByTimeAsync(10);
      deliverNext?.enqueue(make());
    }
    await vi.advanceTimersByTimeAsync(0);
  }
  const postedOf = <Type extends FromPuller['type']>(type: Type) =>
    posted.filter((message): message is Extract<FromPuller, { type: Type }> => message.type === type);
  return { tell, deliver, posted, postedOf, recorder, createRecorder };
}

describe('puller worker', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('reports ten times a second, not once a frame', async () => {
    const { deliver, posted, postedOf } = setUp();
    await deliver(100);
    expect(posted).toHaveLength(10);
    expect(postedOf('measured').at(-1)?.level).toBeCloseTo(0.5, 6);
    expect(postedOf('measured').at(-1)?.counts.handedOn).toBeGreaterThanOrEqual(90);
  });

  it('reports once a second while no view watches', async () => {
    const { tell, deliver, posted, postedOf } = setUp();
    tell({ type: 'watched', watched: false });
    await deliver(300);
    expect(posted).toHaveLength(3);
    expect(postedOf('measured').at(-1)?.level).toBeCloseTo(0.5, 6);
    tell({ type: 'watched', watched: true });
    await deliver(100);
    expect(posted).toHaveLength(13);
  });

  it('counts a loss as soon while no view watches as while one does', async () => {
    const { tell, deliver, postedOf } = setUp();
    tell({ type: 'watched', watched: false });
    tell({ type: 'connection-status-changed', status: 'connected' });
    await deliver(300);
    tell({ type: 'connection-status-changed', status: 'disconnected' });
    let frames = 0;
    for (; postedOf('threshold-reached').length === 0; frames += 1) await deliver(1);
    // One frame for each 10 ms of the loss, and at most a rest of 100 ms until they are seen.
    expect(frames).toBeLessThanOrEqual(60);
  });

  it('reads all that has come, at longer intervals, while no view watches', async () => {
    const { tell, deliver, postedOf } = setUp();
    tell({ type: 'connection-status-changed', status: 'connected' });
    tell({ type: 'watched', watched: false });
    const timers = vi.spyOn(globalThis, 'setTimeout');
    await deliver(1000);
    const { handedOn = 0, consecutiveErrors } = postedOf('measured').at(-1)?.counts ?? {};
    expect(handedOn).toBeGreaterThanOrEqual(940);
    expect(consecutiveErrors).toBe(0);
    // The clock for missing frames is started once a look, whose frames are all read at once.
    expect(timers.mock.calls.length).toBeLessThan(60);
    timers.mockRestore();
  });

  describe('for a session that catches up', () => {
    const catchUp = { road: 'burst', speed: 1.25, limitMs: null, beyond: 'oldest' } as const;

    /** A sink that notes which of what is written to it is silence. */
    function setUpSink() {
      const written: ('silence' | 'sound')[] = [];
      const writable = new WritableStream<AudioData>({
        write(data) {
          const { data: samples } = data as unknown as { data: Float32Array };
          written.push(samples.every((sample) => sample === 0) ? 'silence' : 'sound');
        },
      });
      return { written, writable };
    }

    it('writes nothing while all is well, silence while it holds, and then what was captured', async () => {
      const { tell, deliver, postedOf } = setUp({ catchUp, countDisconnected: false });
      const { written, writable } = setUpSink();
      await deliver(100);
      expect(written).toEqual([]);
      tell({ type: 'hold', provenAt: browserEdges.steady() - 300, writable });
      await deliver(200);
      expect(written.length).toBeGreaterThan(150);
      expect(new Set(written)).toEqual(new Set(['silence']));
      const held = written.length;
      tell({ type: 'catch-up' });
      await deliver(100);
      expect(new Set(written.slice(held))).toEqual(new Set(['sound']));
      expect(written.length - held).toBeGreaterThan(190);
      expect(postedOf('backlog-reported').map(({ report }) => report.type)).toContain('began');
    });

    it.each([-3_600_000, 3_600_000])(
      'sends once more what was not proven, whatever the clock was set to since: by %i ms',
      async (byMs) => {
        const { tell, deliver, postedOf } = setUp({ catchUp, countDisconnected: false });
        const { writable } = setUpSink();
        await deliver(300);
        vi.setSystemTime(Date.now() + byMs);
        tell({ type: 'hold', provenAt: browserEdges.steady() - 500, writable });
        await deliver(100);
        tell({ type: 'catch-up' });
        await deliver(50);
        const [began] = postedOf('backlog-reported').flatMap(({ report }) =>
          report.type === 'began' ? [report] : [],
        );
        // Frames that the receiver may have dropped are sent again too, with those that were read in the same bunch.
        expect(began?.againMs).toBeGreaterThanOrEqual(500);
        expect(began?.againMs).toBeLessThan(1000);
        expect(Math.abs((began?.from ?? 0) + (began?.behindMs ?? 0) - Date.now())).toBeLessThan(1000);
      },
    );

    describe('after one that was cut off', () => {
      const owed = { sessionId: 'before', from: 900_000, parts: [] };
      const recorded = Array.from({ length: 200 }, (_, index) => ({
        samples: new Float32Array(480).fill(0.25),
        sampleRate: 48_000,
        capturedAt: 900_010 + index * 10,
      }));
      const beganIn = (posted: FromPuller[]) =>
        posted.flatMap((each) =>
          each.type === 'backlog-reported' && each.report.type === 'began' ? [each.report] : [],
        );

      it.each([
        ['before anything is held', 0, 0],
        ['before the session is live', 200, 0],
        ['only after the session is live', 800, 1500],
      ])('sends first what that left unsent, read %s', async (_words, readMs, isReadMs) => {
        const reading = Promise.withResolvers<typeof recorded>();
        const readOwed = vi.fn<PullerWorkerDeps['readOwed']>(() => reading.promise);
        const { tell, deliver, posted } = setUp({ catchUp, owed, countDisconnected: false }, readOwed);
        const { written, writable } = setUpSink();
        if (readMs === 0) reading.resolve(recorded);
        await deliver(1);
        tell({ type: 'hold', provenAt: null, writable });
        if (isReadMs === 0) reading.resolve(recorded);
        await deliver(50);
        tell({ type: 'catch-up' });
        await deliver(Math.round(isReadMs / 10) - 50);
        if (isReadMs > 0) expect(new Set(written)).toEqual(new Set(['silence']));
        reading.resolve(recorded);
        await deliver(10);
        const [began] = beganIn(posted);
        expect(began).toMatchObject({ from: 900_000, owedMs: 2000, againMs: 0 });
        expect(readOwed).toHaveBeenCalledExactlyOnceWith(owed, catchUp, expect.any(AbortSignal));
      });

      it.each<[words: string, read: PullerWorkerDeps['readOwed']]>([
        ['cannot be read', () => Promise.reject(new DOMException('no such entry', 'NotFoundError'))],
        [
          'throws where it is read',
          () => {
            throw new TypeError('no decoder');
          },
        ],
        ['is nothing', () => Promise.resolve([])],
        ['is not read within two seconds', () => new Promise(() => undefined)],
      ])('begins with its own sound where what that left %s', async (_words, read) => {
        const { tell, deliver, posted } = setUp({ catchUp, owed, countDisconnected: false }, read);
        const { written, writable } = setUpSink();
        tell({ type: 'hold', provenAt: null, writable });
        await deliver(50);
        tell({ type: 'catch-up' });
        await deliver(300);
        expect(written.slice(-1)).toEqual(['sound']);
        expect(beganIn(posted).filter(({ owedMs }) => owedMs !== undefined)).toEqual([]);
      });

      it('stops to read after two seconds, and takes nothing that is read later', async () => {
        const reading = Promise.withResolvers<typeof recorded>();
        let isAborted = false;
        const { tell, deliver, posted } = setUp(
          { catchUp, owed, countDisconnected: false },
          (_owed, _plan, signal) => {
            signal.addEventListener('abort', () => (isAborted = true));
            return reading.promise;
          },
        );
        tell({ type: 'hold', provenAt: null, writable: setUpSink().writable });
        await deliver(190);
        expect(isAborted).toBe(false);
        await deliver(20);
        expect(isAborted).toBe(true);
        reading.resolve(recorded);
        tell({ type: 'catch-up' });
        await deliver(100);
        expect(beganIn(posted).filter(({ owedMs }) => owedMs !== undefined)).toEqual([]);
      });

      it.each(['follow', 'hold'] as const)('sends nothing where %s comes before it is read', async (type) => {
        const reading = Promise.withResolvers<typeof recorded>();
        const { tell, deliver, posted } = setUp(
          { catchUp, owed, countDisconnected: false },
          () => reading.promise,
        );
        const { written, writable } = setUpSink();
        tell({ type: 'hold', provenAt: null, writable });
        await deliver(10);
        tell({ type: 'catch-up' });
        tell(type === 'hold' ? { type, provenAt: null, writable: null } : { type });
        reading.resolve(recorded);
        await deliver(50);
        expect(written).not.toContain('sound');
        expect(beganIn(posted)).toEqual([]);
      });

      it('sends it first too where the connection is lost again before it is read', async () => {
        const reading = Promise.withResolvers<typeof recorded>();
        const { tell, deliver, posted } = setUp(
          { catchUp, owed, countDisconnected: false },
          () => reading.promise,
        );
        tell({ type: 'hold', provenAt: null, writable: setUpSink().writable });
        await deliver(10);
        tell({ type: 'catch-up' });
        tell({ type: 'hold', provenAt: browserEdges.steady() - 100, writable: null });
        reading.resolve(recorded);
        await deliver(10);
        tell({ type: 'catch-up' });
        expect(beganIn(posted)).toEqual([expect.objectContaining({ from: 900_000, owedMs: 2000 })]);
      });

      it('reads nothing for a session that stays live', async () => {
        const readOwed = vi.fn<PullerWorkerDeps['readOwed']>();
        const { deliver } = setUp({ owed }, readOwed);
        await deliver(10);
        expect(readOwed).not.toHaveBeenCalled();
      });
    });

    it('reads without a rest while it is behind, though no view watches, and rests again afterwards', async () => {
      const { tell, deliver } = setUp({ catchUp, countDisconnected: false });
      const { written, writable } = setUpSink();
      tell({ type: 'connection-status-changed', status: 'connected' });
      tell({ type: 'watched', watched: false });
      await deliver(300);
      tell({ type: 'hold', provenAt: browserEdges.steady(), writable });
      await deliver(60);
      const before = written.length;
      await deliver(1);
      expect(written.length).toBe(before + 1);
      tell({ type: 'follow' });
      const after = written.length;
      await deliver(100);
      expect(written.length).toBe(after);
    });

    it('keeps nothing that the user mutes', async () => {
      const { tell, deliver, postedOf } = setUp({ catchUp, countDisconnected: false });
      const { writable } = setUpSink();
      tell({ type: 'user-muted', muted: true });
      await deliver(300);
      tell({ type: 'hold', provenAt: browserEdges.steady() - 1000, writable });
      await deliver(200);
      tell({ type: 'catch-up' });
      await deliver(50);
      expect(postedOf('backlog-reported').map(({ report }) => report.type)).not.toContain('began');
    });

    it('says what is left out before it has stopped', async () => {
      const { tell, deliver, posted } = setUp({ catchUp, countDisconnected: false });
      const { writable } = setUpSink();
      await deliver(100);
      tell({ type: 'hold', provenAt: browserEdges.steady() - 500, writable });
      await deliver(100);
      tell({ type: 'stop' });
      await vi.advanceTimersByTimeAsync(0);
      expect(posted.slice(-2)).toMatchObject([
        { type: 'backlog-reported', report: { type: 'dropped' } },
        { type: 'stopped' },
      ]);
    });
  });

  describe('with a recording', () => {
    it('makes none where none is wanted', async () => {
      const { deliver, createRecorder } = setUp();
      await deliver(10);
      expect(createRecorder).not.toHaveBeenCalled();
    });

    it('records every frame for the session, also while the connection is lost', async () => {
      const { tell, deliver, recorder, createRecorder } = setUp({
        recordFor: 'one',
        countDisconnected: false,
      });
      expect(createRecorder.mock.calls.map(([sessionId]) => sessionId)).toEqual(['one']);
      await deliver(50);
      tell({ type: 'connection-status-changed', status: 'failed' });
      await deliver(150);
      expect(recorder.consume.mock.calls.length).toBeGreaterThanOrEqual(190);
    });

    it('records nothing while the user mutes, not even silence, and notes the pause', async () => {
      const { tell, deliver, recorder } = setUp({ recordFor: 'one' });
      await deliver(50);
      recorder.interrupt.mockClear();
      tell({ type: 'user-muted', muted: true });
      const before = recorder.consume.mock.calls.length;
      await deliver(100);
      expect(recorder.consume).toHaveBeenCalledTimes(before);
      tell({ type: 'user-muted', muted: false });
      await deliver(50);
      expect(recorder.consume.mock.calls.length).toBeGreaterThan(before);
      expect(recorder.interrupt).toHaveBeenCalledTimes(2);
    });

    it('ends the recording where it is forbidden, and does nothing where there is none', () => {
      const { tell, recorder } = setUp({ recordFor: 'one' });
      tell({ type: 'forbid-recording' });
      expect(recorder.forbid).toHaveBeenCalledOnce();
      expect(() => setUp().tell({ type: 'forbid-recording' })).not.toThrow();
    });

    it('passes on what the recorder reports', () => {
      const { createRecorder, postedOf } = setUp({ recordFor: 'one' });
      const [, onReport] = createRecorder.mock.lastCall ?? expect.fail();
      onReport({ type: 'ended', why: 'disk-full' });
      expect(postedOf('recording-reported')).toEqual([
        { type: 'recording-reported', report: { type: 'ended', why: 'disk-full' } },
      ]);
    });

    it.each<[FromPuller['type'], ToPuller, frames: number]>([
      ['stopped', { type: 'stop' }, 0],
      ['threshold-reached', { type: 'connection-status-changed', status: 'disconnected' }, 50],
    ])('posts %s only when what was recorded is written', async (last, cause, frames) => {
      const { tell, deliver, recorder, postedOf } = setUp({ recordFor: 'one' });
      const writing = Promise.withResolvers<void>();
      recorder.close.mockReturnValue(writing.promise);
      await deliver(20);
      tell(cause);
      await deliver(frames);
      expect(recorder.close).toHaveBeenCalledOnce();
      expect(postedOf(last)).toEqual([]);
      writing.resolve();
      await vi.advanceTimersByTimeAsync(0);
      expect(postedOf(last)).toHaveLength(1);
    });
  });

  it('reports a level of zero when no frames come', async () => {
    const { deliver, postedOf } = setUp();
    await deliver(20);
    await vi.advanceTimersByTimeAsync(300);
    expect(postedOf('measured').at(-1)?.level).toBe(0);
  });

  it('tells when the microphone last gave a sound, in epoch milliseconds', async () => {
    const { deliver, postedOf } = setUp();
    await deliver(10, silentAudioData);
    expect(postedOf('measured').at(-1)?.soundAt).toBeNull();
    await deliver(10);
    await deliver(20, silentAudioData);
    expect(postedOf('measured').at(-1)?.soundAt).toBe(1_000_200);
  });

  it('tells a silent microphone once, and a sounding one once', async () => {
    const { deliver, postedOf } = setUp();
    await deliver(500, silentAudioData);
    await deliver(50);
    expect(postedOf('condition-changed').map(({ condition }) => condition)).toEqual(['silent', 'sounding']);
  });

  it.each([{ type: 'user-muted', muted: true } as const, { type: 'microphone-muted', muted: true } as const])(
    'takes zeros for no sign of a silent microphone after $type',
    async (muted) => {
      const { tell, deliver, postedOf } = setUp();
      tell(muted);
      await deliver(1000, silentAudioData);
      expect(postedOf('condition-changed')).toEqual([]);
    },
  );

  it('tells the threshold once, and nothing after it', async () => {
    const { tell, deliver, posted, postedOf } = setUp();
    tell({ type: 'connection-status-changed', status: 'disconnected' });
    await deliver(50);
    expect(posted.at(-1)).toMatchObject({ type: 'threshold-reached', cause: 'disconnected' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(postedOf('threshold-reached')).toHaveLength(1);
    expect(posted.at(-1)?.type).toBe('threshold-reached');
  });

  it('answers a stop with the counts, and posts nothing after it', async () => {
    const { tell, deliver, posted } = setUp();
    await deliver(30);
    tell({ type: 'stop' });
    expect(posted.at(-1)).toMatchObject({ type: 'stopped', counts: { handedOn: 30 } });
    const before = posted.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(posted).toHaveLength(before);
  });

  it('goes on counting with another microphone', async () => {
    const { tell, deliver, posted } = setUp();
    await deliver(30);
    const other = new ReadableStream<AudioDataLike>({
      start(controller) {
        for (let index = 0; index < 5; index += 1) controller.enqueue(audioData());
      },
    });
    tell({ type: 'pull', readable: other, muted: false });
    await vi.advanceTimersByTimeAsync(100);
    tell({ type: 'stop' });
    expect(posted.at(-1)).toMatchObject({ type: 'stopped', counts: { handedOn: 35 } });
  });

  it('waits for no frames of a muted track', async () => {
    const { tell, deliver, posted } = setUp();
    await deliver(10);
    tell({ type: 'microphone-muted', muted: true });
    await vi.advanceTimersByTimeAsync(60_000);
    tell({ type: 'stop' });
    expect(posted.at(-1)).toMatchObject({ type: 'stopped', counts: { consecutiveErrors: 0 } });
  });

  it('waits for no frames while there is no microphone', async () => {
    const { tell, posted } = setUp();
    tell({ type: 'pull', readable: null, muted: false });
    await vi.advanceTimersByTimeAsync(60_000);
    tell({ type: 'stop' });
    expect(posted.at(-1)).toMatchObject({ type: 'stopped', counts: { consecutiveErrors: 0 } });
  });
});

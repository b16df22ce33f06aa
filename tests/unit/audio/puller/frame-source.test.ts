import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEdges } from '../../../../utils/async/edges.ts';
import { createFramePuller, type FramePullerHandlers } from '../../../../utils/audio/puller/frame-source.ts';
import type { AudioDataLike } from '../../../../utils/audio/puller/frame-slicer.ts';
import type { FromPuller, ToPuller } from '../../../../utils/audio/puller/puller-protocol.ts';
import { noFrames } from '../../../../utils/domain/frames/error-threshold.ts';
import { FailureError } from '../../../../utils/domain/failure/failure.ts';

class FakeWorker extends EventTarget {
  readonly told: ToPuller[] = [];
  readonly transferred: unknown[] = [];
  readonly terminate = vi.fn();

  postMessage(message: ToPuller, transfer: unknown): void {
    this.told.push(message);
    if (Array.isArray(transfer)) this.transferred.push(...(transfer as unknown[]));
  }

  post(data: FromPuller): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

const counted = { ...noFrames(), handedOn: 700, consecutiveErrors: 50 };
const measured = { level: 0.2, soundAt: 5000, capturedAt: 4000, spokeAt: 4000, voice: null, counts: counted };
const unexpected = { reason: 'unexpected', message: 'puller-worker' };
const track = (muted = false) => ({ muted }) as MediaStreamTrack;

function setUp(recordFor: string | null = null) {
  const worker = new FakeWorker();
  const readable = new ReadableStream<AudioDataLike>();
  const readTrack = vi.fn((_: MediaStreamTrack) => readable);
  const handlers = {
    onMeasured: vi.fn<FramePullerHandlers['onMeasured']>(),
    onCondition: vi.fn<FramePullerHandlers['onCondition']>(),
    onSpeech: vi.fn<FramePullerHandlers['onSpeech']>(),
    onSpokeWhileMuted: vi.fn<FramePullerHandlers['onSpokeWhileMuted']>(),
    onRecording: vi.fn<FramePullerHandlers['onRecording']>(),
    onBacklog: vi.fn<FramePullerHandlers['onBacklog']>(),
    onThreshold: vi.fn<FramePullerHandlers['onThreshold']>(),
  };
  const puller = createFramePuller(
    { threshold: 50, countDisconnected: true, recordFor, catchUp: null },
    handlers,
    {
      ...browserEdges,
      createWorker: () => worker,
      readTrack,
    },
  );
  return { worker, puller, readable, readTrack, ...handlers };
}

describe('frame puller', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('forbids the recording, and waits until its file is closed, but not for ever', async () => {
    const { worker, puller } = setUp('one');
    const done = vi.fn();
    void puller.forbidRecording().then(done);
    await vi.advanceTimersByTimeAsync(500);
    expect([worker.told.at(-1), done.mock.calls.length]).toEqual([{ type: 'forbid-recording' }, 0]);
    worker.post({ type: 'recording-reported', report: { type: 'ended', why: 'forbidden' } });
    await vi.advanceTimersByTimeAsync(0);
    expect(done).toHaveBeenCalledOnce();

    const hanging = setUp('one').puller.forbidRecording();
    await vi.advanceTimersByTimeAsync(1000);
    await hanging;
    const none = setUp();
    await none.puller.forbidRecording();
    expect(none.worker.told).toHaveLength(1);
  });

  it('starts its worker with the options', () => {
    expect(setUp().worker.told).toEqual([
      { type: 'start', threshold: 50, countDisconnected: true, recordFor: null, catchUp: null },
    ]);
  });

  it('transfers the track’s stream, so that frames never touch the host’s thread', () => {
    const { worker, puller, readable } = setUp();
    puller.pull(track());
    expect(worker.told.at(-1)).toEqual({ type: 'pull', readable, muted: false });
    expect(worker.transferred).toEqual([readable]);
  });

  it('reports a track that begins muted', () => {
    const { worker, puller } = setUp();
    puller.pull(track(true));
    expect(worker.told.at(-1)).toMatchObject({ type: 'pull', muted: true });
  });

  it('reports that there is no microphone for now', () => {
    const { worker, puller, readTrack } = setUp();
    puller.pull(null);
    expect(worker.told.at(-1)).toEqual({ type: 'pull', readable: null, muted: false });
    expect(readTrack).not.toHaveBeenCalled();
  });

  it('passes on the failure of a track that has ended', () => {
    const { puller, readTrack } = setUp();
    readTrack.mockImplementation(() => {
      throw new FailureError({ reason: 'microphone-ended' });
    });
    expect(() => {
      puller.pull(track());
    }).toThrow(FailureError);
  });

  it('informs the worker of what the connection, the track and the user do', () => {
    const { worker, puller } = setUp();
    puller.setConnectionStatus('disconnected');
    puller.setMicrophoneMuted(true);
    puller.setUserMuted(true);
    puller.setWatched(false);
    expect(worker.told.slice(1)).toEqual([
      { type: 'connection-status-changed', status: 'disconnected' },
      { type: 'microphone-muted', muted: true },
      { type: 'user-muted', muted: true },
      { type: 'watched', watched: false },
    ]);
  });

  it('passes on what the worker measures', () => {
    const { worker, onMeasured, onCondition } = setUp();
    worker.post({ type: 'measured', ...measured });
    worker.post({ type: 'condition-changed', condition: 'silent' });
    expect(onMeasured).toHaveBeenCalledExactlyOnceWith(expect.objectContaining(measured));
    expect(onCondition).toHaveBeenCalledExactlyOnceWith('silent');
  });

  it('reports the threshold as a failure, once, and ends the worker', async () => {
    const { worker, puller, onThreshold } = setUp();
    worker.post({ type: 'threshold-reached', cause: 'queue-full', counts: counted });
    worker.dispatchEvent(new Event('error'));
    const failure = { reason: 'frames-failing', cause: 'queue-full', count: 50 };
    expect(onThreshold).toHaveBeenCalledExactlyOnceWith(failure, counted);
    expect(worker.terminate).toHaveBeenCalledOnce();
    expect(await puller.stop()).toEqual(counted);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(['error', 'messageerror'])(
    'reports a worker that dies of an %s as unexpected, with the last counts',
    async (type) => {
      const { worker, puller, onThreshold } = setUp();
      worker.post({ type: 'measured', ...measured });
      worker.dispatchEvent(new Event(type));
      expect(onThreshold).toHaveBeenCalledExactlyOnceWith(unexpected, counted);
      expect(await puller.stop()).toEqual(counted);
    },
  );

  it('notices a worker that sends nothing for 5 s', () => {
    const { worker, onThreshold } = setUp();
    vi.advanceTimersByTime(4000);
    worker.post({ type: 'measured', ...measured });
    vi.advanceTimersByTime(4999);
    expect(onThreshold).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onThreshold).toHaveBeenCalledExactlyOnceWith(unexpected, counted);
    expect(worker.terminate).toHaveBeenCalledOnce();
  });

  it('asks for the last counts when it stops, and then ends the worker', async () => {
    const { worker, puller } = setUp();
    const stopped = puller.stop();
    expect(worker.told.at(-1)).toEqual({ type: 'stop' });
    expect(worker.terminate).not.toHaveBeenCalled();
    worker.post({ type: 'stopped', counts: counted });
    expect(await stopped).toEqual(counted);
    expect(worker.terminate).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits 1 s for the last counts, and then takes those it has', async () => {
    const { worker, puller } = setUp();
    worker.post({ type: 'measured', ...measured });
    const stopped = puller.stop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await stopped).toEqual(counted);
    expect(worker.terminate).toHaveBeenCalledOnce();
  });

  it('reports nothing once it stops, even when the worker dies meanwhile', async () => {
    const { worker, puller, onMeasured, onCondition, onThreshold } = setUp();
    const stopped = puller.stop();
    worker.post({ type: 'measured', ...measured });
    worker.post({ type: 'condition-changed', condition: 'silent' });
    worker.post({ type: 'threshold-reached', cause: 'no-frame', counts: counted });
    expect(await stopped).toEqual(counted);
    for (const handler of [onMeasured, onCondition, onThreshold]) expect(handler).not.toHaveBeenCalled();
  });

  it('gives the same answer when it is stopped again, without another message to its worker', async () => {
    const { worker, puller, readTrack } = setUp();
    const stopped = [puller.stop(), puller.stop()];
    puller.pull(track());
    puller.setUserMuted(true);
    worker.post({ type: 'stopped', counts: counted });
    expect(await Promise.all(stopped)).toEqual([counted, counted]);
    expect(worker.told.map(({ type }) => type)).toEqual(['start', 'stop']);
    expect(readTrack).not.toHaveBeenCalled();
  });
});

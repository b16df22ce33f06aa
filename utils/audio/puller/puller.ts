import type { Edges } from '../../async/edges.ts';
import type { FrameCounts } from '../../domain/frames/frame-counts.ts';
import type { FrameErrorCause } from '../../domain/frames/frame-error-causes.ts';
import type { Frame, FrameConsumer } from '../../domain/frames/frame.ts';
import { createDropDetector } from './drop-detector.ts';
import { createFrameFeed } from './frame-feed.ts';
import { createFrameSlicer, type AudioDataLike, type FrameSlicer } from './frame-slicer.ts';
import { createFrameTally } from './frame-tally.ts';
import { createLossClock } from './loss-clock.ts';
import { createOverdueClock } from './overdue-clock.ts';
import { createPullRhythm } from './pull-rhythm.ts';

/*
 *   reader -> pull: 1. the last connection status  2. slice  3. push (50 ms) -> [100 frames] -> drain -> every consumer
 *                       | lost: "disconnected"            | no room: "queue-full"                | threw: "consumer-threw"
 *   no frame for 100 ms: "no-frame"                       |                                      | all took it: count = 0
 *                       +---------------------------------+--------------------------------------+--> threshold: stop
 *
 * One frame fails once, by the first cause that holds. A frame pulled during a loss still goes to the consumers (what
 * was spoken then is what a recorder is for), but it counts as failed, and nothing accepted during a loss resets the count.
 */

const queueCapacity = 100;
const pushTimeoutMs = 50;
const noFrameMs = 100;

/**
 * Milliseconds to wait for the first frame of a microphone just opened or unmuted: a sound server was seen to
 * take 1.6 s.
 */
const firstFrameMs = 3000;

/** The members of a stream's reader that are used here. */
export interface FrameReader {
  read(): Promise<ReadableStreamReadResult<AudioDataLike>>;
  cancel(): Promise<void>;
}

export interface PullerOptions extends Pick<Edges, 'steady' | 'after'> {
  /** The number of consecutive frame errors at which the puller stops itself. */
  threshold: number;
  /**
   * Whether a frame pulled during a loss of the connection is an error; false where the session recovers by
   * itself.
   */
  countDisconnected: boolean;
  consumers: readonly FrameConsumer[];
  /**
   * Called with each frame as it is pulled, before any consumer sees it; returns the frame that the consumers
   * get.
   */
  admit?: (frame: Frame) => Frame;
  /**
   * Called once, after everything was released; `cause` is the most frequent one of the consecutive errors.
   */
  onThreshold(cause: FrameErrorCause, counts: FrameCounts): void;
  /** Resolves when it is time to look for frames again, after some tens of milliseconds. */
  rest: () => Promise<void>;
}

export type Puller = ReturnType<typeof createPuller>;

/** Reads frames from a microphone's track, hands them to consumers, and counts frame errors. */
export function createPuller(options: PullerOptions) {
  const { threshold, countDisconnected, consumers, admit, onThreshold, rest, steady, after } = options;
  const ending = new AbortController();
  const loss = createLossClock({ steady });
  const drops = createDropDetector();
  const tally = createFrameTally({
    threshold,
    onThreshold(cause) {
      end();
      onThreshold(cause, tally.counts());
    },
  });
  const clock = createOverdueClock({
    periodMs: noFrameMs,
    steady,
    after,
    onOverdue: () => tally.failed('no-frame'),
  });
  const feed = createFrameFeed<boolean>({
    consumers,
    capacity: queueCapacity,
    after,
    signal: ending.signal,
    onDone(isConsumed, hasFailed) {
      if (hasFailed) return;
      if (!isConsumed) tally.failed('consumer-threw');
      else if (countDisconnected && loss.isLost()) tally.acceptedDuringLoss();
      else tally.accepted();
    },
  });
  let reader: FrameReader | null = null;
  let muted = false;

  function expectFrames(): void {
    drops.restart();
    if (reader && !muted) clock.start(firstFrameMs);
    else clock.stop();
  }

  async function pull(from: FrameReader): Promise<void> {
    const slicer = createFrameSlicer();
    const rhythm = createPullRhythm(steady());
    while (reader === from) {
      // A stream that ends or breaks by itself just goes silent: unless the host explains it, the overdue
      // clock counts the missing frames.
      rhythm.asks(steady());
      let data: AudioDataLike | undefined;
      try {
        data = (await from.read()).value;
      } catch {
        return;
      }
      if (!data) return;
      if (reader !== from) {
        data.close();
        return;
      }
      const durationMs = (data.numberOfFrames / data.sampleRate) * 1000;
      const arrivedAt = steady();
      const mayRest = rhythm.mayRest(durationMs, arrivedAt);
      tally.dropped(drops.observe(data.timestamp, durationMs, arrivedAt));
      const frames = sliceOrNull(slicer, data);
      // A delivery that cannot be read counts as missing, so there is no rest and the overdue clock goes on.
      if (!frames) continue;
      for (const frame of frames) {
        const handing = handOn(admit ? admit(frame) : frame, arrivedAt);
        if (handing) await handing;
        if (reader !== from) return;
      }
      if (mayRest) await restFrom(from);
    }
  }

  /** Returns a promise only where the frame has to wait for room in the queue. */
  function handOn(frame: Frame, arrivedAt: number): Promise<void> | undefined {
    clock.heard(arrivedAt);
    const hasFailed = countDisconnected && loss.countsAgainst();
    if (hasFailed) tally.failed('disconnected');
    if (ending.signal.aborted) return undefined;
    const pushed = feed.push(frame, hasFailed, pushTimeoutMs);
    if (typeof pushed === 'boolean') return undefined;
    return pushed.then((hasRoom) => {
      if (!hasRoom && !hasFailed) tally.failed('queue-full');
    });
  }

  /** Rests without counting missing frames, because a puller that rests waits for none. */
  async function restFrom(from: FrameReader): Promise<void> {
    clock.stop();
    await rest();
    if (reader === from && !muted) clock.start();
  }

  function use(next: FrameReader | null): void {
    // Rejects only where the stream is already broken.
    reader?.cancel().catch(() => undefined);
    reader = next;
  }

  function end(): void {
    tally.end();
    ending.abort();
    clock.stop();
    use(null);
  }

  return {
    /**
     * Pulls from this reader and cancels the last one; null while there is no microphone. Frame counts go on.
     */
    pull(next: FrameReader | null, isMuted = false): void {
      if (ending.signal.aborted) {
        next?.cancel().catch(() => undefined);
        return;
      }
      use(next);
      muted = isMuted;
      expectFrames();
      if (next) void pull(next);
    },

    setConnectionStatus: loss.setStatus,

    /** Takes over the track's `muted`: a muted track need not deliver frames. */
    setMicrophoneMuted(isMuted: boolean): void {
      if (ending.signal.aborted || muted === isMuted) return;
      muted = isMuted;
      expectFrames();
    },

    counts: tally.counts,

    /** Releases the reader and ends the counting. */
    stop(): FrameCounts {
      end();
      return tally.counts();
    },
  };
}

function sliceOrNull(slicer: FrameSlicer, data: AudioDataLike): Frame[] | null {
  try {
    return slicer.slice(data);
  } catch {
    return null;
  }
}

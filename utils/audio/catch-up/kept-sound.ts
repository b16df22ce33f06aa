import type { Edges } from '../../async/edges.ts';
import type { CapturedFrame, Frame } from '../../domain/frames/frame.ts';
import { within } from '../../async/within.ts';
import type { OwedSound } from '../../domain/recording/owed-sound.ts';
import type { BacklogPlan } from '../../domain/recovery/backlog-plan.ts';
import type { BacklogReport } from '../../domain/recovery/backlog-report.ts';
import { createCatchUp } from './catch-up.ts';
import { createFrameClock } from './frame-clock.ts';
import { createTrackWriter } from './track-writer.ts';

/** What the host asks for. */
export type KeptSoundOrder =
  /**
   * The microphone's own track is sent no more, because what was sent after `provenAt` (on the clock `steady` of Edges) may not arrive; or nothing
   * was sent yet, then that is null. Comes with the sink of the track that is sent in its place; the first time only, because it is transferred.
   */
  | { type: 'hold'; provenAt: number | null; writable: WritableStream<AudioData> | null }
  | { type: 'catch-up' }
  /** The microphone's own track is sent again. */
  | { type: 'follow' };

/** Milliseconds for which what the session before left unsent may be read. Without it the session begins with its own sound. */
const readMs = 2000;

export interface KeptSoundDeps extends Pick<Edges, 'now' | 'steady' | 'every'> {
  createAudioData(init: AudioDataInit): AudioData;
  /** Reads what the session before left unsent, with moments in epoch milliseconds. Rejects where it cannot be read, or the signal is aborted. */
  readOwed(owed: OwedSound, plan: BacklogPlan, signal: AbortSignal): Promise<readonly CapturedFrame[]>;
  onReport(report: BacklogReport): void;
}

export type KeptSound = ReturnType<typeof createKeptSound>;

/**
 * The sound of a session that is kept until it arrives, and the track that it is written to when it is late. What the session before
 * left unsent is `owed`, null where that is nothing: nothing is sent before it is read, or cannot be.
 */
export function createKeptSound(plan: BacklogPlan, owed: OwedSound | null, deps: KeptSoundDeps) {
  let write: ReturnType<typeof createTrackWriter> | null = null;
  const holding = Promise.withResolvers<void>();
  let isReading = owed !== null;
  /** Whether what is kept is to be sent as soon as nothing is read any more. */
  let isDue = false;

  /** A moment on the monotonic clock in epoch milliseconds, by what the computer's clock is set to now. */
  const wallTime = (moment: number) => Math.floor(moment + deps.now() - deps.steady());

  const catchUp = createCatchUp({
    plan,
    write: (samples, sampleRate) => write?.(samples, sampleRate),
    onReport(report) {
      deps.onReport('from' in report ? { ...report, from: wallTime(report.from) } : report);
    },
    steady: deps.steady,
  });
  const clock = createFrameClock({ ...deps, tick: catchUp.tick });

  async function goOnFrom(given: OwedSound): Promise<void> {
    const reading = new AbortController();
    const read = async () => deps.readOwed(given, plan, reading.signal);
    const frames = await within(readMs, read());
    reading.abort();
    await holding.promise;
    const sinceMs = deps.now() - deps.steady();
    catchUp.goOnFrom((frames ?? []).map((frame) => ({ ...frame, capturedAt: frame.capturedAt - sinceMs })));
    isReading = false;
    if (isDue) catchUp.catchUp();
  }

  if (owed) void goOnFrom(owed);

  return {
    isBehind: catchUp.isBehind,

    /** Takes the newest frame; one that the user mutes is not kept, and only its time passes. */
    consume(frame: Frame, isMuted: boolean): void {
      if (!isMuted) catchUp.consume(frame);
      clock.heard();
    },

    perform(order: KeptSoundOrder): void {
      switch (order.type) {
        case 'hold':
          if (order.writable) write = createTrackWriter(order.writable.getWriter(), deps.createAudioData);
          isDue = false;
          catchUp.hold(order.provenAt);
          holding.resolve();
          return clock.start();
        case 'catch-up':
          isDue = isReading;
          if (!isReading) catchUp.catchUp();
          return;
        case 'follow':
          isDue = false;
          clock.stop();
          return catchUp.follow();
      }
    },
  };
}

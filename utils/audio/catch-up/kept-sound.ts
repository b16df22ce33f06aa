import type { Edges } from '../../async/edges.ts';
import type { CapturedFrame, Frame } from '../../domain/frames/frame.ts';
import { within } from '../../async/within.ts';
import type { OwedSound } from '../../domain/recording/owed-sound.ts';
import type { BacklogPlan } from '../../domain/recovery/backlog-plan.ts';
import type { BacklogReport } from '../../domain/recovery/backlog-report.ts';
import { createCatchUp } from './catch-up.ts';
import { createFrameClock } from './frame-clock.ts';
import { createTrackWriter } from './track-writer.ts';

/** An order of the host to the puller's worker. */
export type KeptSoundOrder =
  /**
   * Stop relying on the microphone's own track: what was sent after `provenAt` (on the clock `steady` of Edges; null
   * where nothing was sent yet) may not arrive. The first order brings the sink of the track that is sent instead,
   * which can be transferred only once.
   */
  | { type: 'hold'; provenAt: number | null; writable: WritableStream<AudioData> | null }
  | { type: 'catch-up' }
  /** The microphone's own track is sent again. */
  | { type: 'follow' };

/**
 * Milliseconds within which the sound that another host left unsent must be read; after that the session begins without
 * it.
 */
const readMs = 2000;

export interface KeptSoundDeps extends Pick<Edges, 'now' | 'steady' | 'every'> {
  createAudioData(init: AudioDataInit): AudioData;
  /**
   * Reads the sound that another host left unsent; moments are epoch milliseconds. Rejects where it cannot be read, or the
   * signal is aborted.
   */
  readOwed(owed: OwedSound, plan: BacklogPlan, signal: AbortSignal): Promise<readonly CapturedFrame[]>;
  onReport(report: BacklogReport): void;
}

export type KeptSound = ReturnType<typeof createKeptSound>;

/**
 * The sound of a session that is kept until it arrives, and the track through which it is sent late. `owed` is what the
 * host before left unsent, null for none: nothing is sent until it is read, or reading has failed.
 */
export function createKeptSound(plan: BacklogPlan, owed: OwedSound | null, deps: KeptSoundDeps) {
  let write: ReturnType<typeof createTrackWriter> | null = null;
  const holding = Promise.withResolvers<void>();
  let isReading = owed !== null;
  /** Whether a catch-up is to begin as soon as the owed sound is read. */
  let isDue = false;

  /** A moment of the monotonic clock in epoch milliseconds, by the present setting of the computer's clock. */
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

    /** Takes the newest frame; of a muted one only the time counts. */
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

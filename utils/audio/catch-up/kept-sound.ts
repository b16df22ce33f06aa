import type { Edges } from '../../async/edges.ts';
import type { Frame } from '../../domain/frames/frame.ts';
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

export interface KeptSoundDeps extends Pick<Edges, 'now' | 'steady' | 'every'> {
  createAudioData(init: AudioDataInit): AudioData;
  onReport(report: BacklogReport): void;
}

export type KeptSound = ReturnType<typeof createKeptSound>;

/** The sound of a session that is kept until it arrives, and the track that it is written to when it is late. */
export function createKeptSound(plan: BacklogPlan, deps: KeptSoundDeps) {
  let write: ReturnType<typeof createTrackWriter> | null = null;

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
          catchUp.hold(order.provenAt);
          return clock.start();
        case 'catch-up':
          return catchUp.catchUp();
        case 'follow':
          clock.stop();
          return catchUp.follow();
      }
    },
  };
}

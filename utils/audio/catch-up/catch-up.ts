import type { Edges } from '../../async/edges.ts';
import { frameMs, type CapturedFrame, type Frame } from '../../domain/frames/frame.ts';
import {
  longestBacklogMs,
  roadOf,
  takenAtOnceMs,
  type BacklogPlan,
} from '../../domain/recovery/backlog-plan.ts';
import type { BacklogReport } from '../../domain/recovery/backlog-report.ts';
import { createBacklog } from './backlog.ts';
import { createCatchUpOutput, type WriteSamples } from './catch-up-output.ts';
import { leaveOutRoom } from './first-sound.ts';
import { createLeftOutSound } from './left-out-sound.ts';
import { createPauseMeter } from './pause-meter.ts';
import { createPauseWait } from './pause-wait.ts';
import { createTrimmedBacklog } from './trimmed-backlog.ts';

/*
 *    following --hold--> holding --catch up--> catching-up --(nothing is waiting)--> level --(a pause, or 3 s)--> "pause-reached"
 *        ^                  ^                       |                                  |
 *        |                  +-------- hold ---------+----------------------------------+
 *        +--follow---------------------------------------------------------------------+
 *
 *    What is sent: nothing while following, because the microphone's own track is; silence while holding; then what is waiting;
 *    while level each frame as it comes.
 *
 * A session begins with holding, because the microphone may be open before the far side hears anything.
 */

/** Milliseconds between two reports of how much is waiting. */
const reportEveryMs = 1000;

/**
 * Frames are compared with proofs by the monotonic clock, because the computer's clock may be set; reports have its
 * times too.
 */
export interface CatchUpOptions extends Pick<Edges, 'steady'> {
  plan: BacklogPlan;
  write: WriteSamples;
  onReport(report: BacklogReport): void;
}

/**
 * Keeps frames that may not have arrived, and sends them when there is a connection again: each once and in order, from
 * the first one that is not known to have arrived.
 */
export function createCatchUp({ plan, write, onReport, steady }: CatchUpOptions) {
  const backlog = createBacklog();
  const output = createCatchUpOutput(write);
  const isQuiet = createPauseMeter();
  const pause = createPauseWait();
  const trimmed = createTrimmedBacklog(backlog);
  const leftOut = createLeftOutSound(backlog, onReport);
  let phase: 'following' | 'holding' | 'catching-up' | 'level' = 'following';
  /** The number of the first frame of this catch-up, and the number up to which frames had been sent before. */
  let [began, reached] = [0, 0];
  /** Whether nothing was ever sent: then the silence before the first word may be left out. */
  let isBeginning = false;
  /**
   * Whether the catch-up is reported: at a session's beginning, where the receiver takes all of it at once, it is not.
   */
  let isTold = true;
  /** Whether what is waiting may contain speech. */
  let isSaid = true;
  let reportedAt = 0;

  function limit(at: number): void {
    const longestMs = longestBacklogMs(plan);
    if (isBeginning && backlog.behindMs() > longestMs) {
      isSaid = leaveOutRoom(backlog, plan, at);
      // Once somebody has spoken, no later silence is one that comes before the first word.
      isBeginning = !isSaid;
    }
    const beyondMs = backlog.behindMs() - longestMs;
    if (beyondMs > 0) leftOut.add(plan.beyond === 'all' ? backlog.behindMs() : beyondMs, at);
  }

  function sendOwed(at: number): void {
    output.allow();
    while (output.isAllowed()) {
      const frame = output.isBurst() ? backlog.take(at) : trimmed.take(at);
      if (!frame) return becomeLevel(at);
      output.send(frame);
    }
  }

  function becomeLevel(at: number): void {
    output.endStretch();
    if (phase === 'catching-up') endCatchUp();
    phase = 'level';
    pause.begin(at);
  }

  function endCatchUp(): void {
    if (!isTold) return;
    const deliveredMs = Math.max(0, backlog.place() - began) * frameMs;
    onReport({ type: 'ended', deliveredMs, leftMs: backlog.behindMs() });
  }

  function sendLive(at: number): void {
    for (let frame = backlog.take(at); frame; frame = backlog.take(at)) output.sendAsItIs(frame);
    if (pause.isOver(at)) onReport({ type: 'pause-reached' });
  }

  function measure(at: number): void {
    reportedAt = at;
    onReport({ type: 'measured', behindMs: backlog.behindMs() });
  }

  return {
    /** Whether anything but the microphone's own track is sent. */
    isBehind: () => phase !== 'following',

    /** Takes the newest frame, which is to be sent: muted frames do not come here. */
    consume(frame: Frame): void {
      const quiet = isQuiet(frame.samples);
      backlog.add(frame, steady(), { isQuiet: quiet, isSent: phase === 'following' });
      if (!quiet) pause.hear();
    },

    /** Notes that 10 ms have passed, whether or not a frame came in them: what is due is sent. */
    tick(): void {
      if (phase === 'following') return;
      const at = steady();
      pause.tick();
      if (phase === 'level') return sendLive(at);
      if (phase === 'catching-up') sendOwed(at);
      else {
        limit(at);
        output.sendSilence();
      }
      if (at - reportedAt >= reportEveryMs) measure(at);
    },

    /**
     * Sends silence from now on, and goes back to what was sent after `provenAt` (on the clock `steady`): everything
     * sent until then has arrived. Null where nothing was ever sent.
     */
    hold(provenAt: number | null): void {
      const before = phase;
      isBeginning = provenAt === null;
      phase = 'holding';
      output.forget();
      if (before !== 'holding') {
        reached = backlog.place();
        if (provenAt !== null) backlog.goBackTo(provenAt);
      }
      if (before === 'catching-up') endCatchUp();
      isSaid = true;
      measure(steady());
    },

    /**
     * Puts what another host left unsent before all that is waiting; its times are on the clock `steady`. Call it
     * before the first catch-up; it does nothing unless sound is held.
     */
    goOnFrom(frames: readonly CapturedFrame[]): void {
      if (phase === 'holding') backlog.addOwed(frames);
    },

    /** Sends what is waiting, from its beginning on. */
    catchUp(): void {
      if (phase !== 'holding') return;
      const at = steady();
      leftOut.tell();
      if (isBeginning) isSaid = leaveOutRoom(backlog, plan, at);
      began = backlog.place();
      trimmed.begin();
      const behindMs = backlog.behindMs();
      const owedMs = backlog.owedMs();
      isTold = !isBeginning || behindMs > takenAtOnceMs || owedMs > 0;
      isBeginning = false;
      if (behindMs === 0) return becomeLevel(at);
      phase = 'catching-up';
      const by = roadOf(plan, behindMs);
      output.begin(by);
      const againMs = Math.max(0, reached - began) * frameMs;
      if (!isTold) return;
      const from = backlog.placeCapturedAt(at);
      onReport({ type: 'began', from, behindMs, againMs, ...(owedMs > 0 && { owedMs }), ...by });
    },

    /** Stops sending, because the microphone's own track is sent again. What is still waiting is dropped for good. */
    follow(): void {
      if (phase === 'following') return;
      const at = steady();
      if (phase === 'catching-up') endCatchUp();
      if (isBeginning) {
        leftOut.add(backlog.owedMs(), at);
        isSaid = leaveOutRoom(backlog, plan, at);
      }
      if (isSaid && phase !== 'level' && backlog.behindMs() > 0) leftOut.add(backlog.behindMs(), at);
      leftOut.tell();
      phase = 'following';
      output.forget();
      backlog.skipTo(backlog.end(), at);
    },
  };
}

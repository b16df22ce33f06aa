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

/** Frames that were sent, and those that are proven to have arrived, are told apart by the monotonic clock, because the computer's may be set; reports have its times too. */
export interface CatchUpOptions extends Pick<Edges, 'steady'> {
  plan: BacklogPlan;
  write: WriteSamples;
  onReport(report: BacklogReport): void;
}

/**
 * Keeps what was captured and may not have arrived, and sends it once the connection is back: each frame once and in order, from
 * the place where that begins.
 */
export function createCatchUp({ plan, write, onReport, steady }: CatchUpOptions) {
  const backlog = createBacklog();
  const output = createCatchUpOutput(write);
  const isQuiet = createPauseMeter();
  const pause = createPauseWait();
  const trimmed = createTrimmedBacklog(backlog);
  const leftOut = createLeftOutSound(backlog, onReport);
  let phase: 'following' | 'holding' | 'catching-up' | 'level' = 'following';
  /** The number of the first frame of this catch-up, and the one up to which all had been sent before. */
  let [began, reached] = [0, 0];
  /** Whether nothing was ever sent: then the silence before the first word need not be. */
  let isBeginning = false;
  /** Whether the catch-up is reported: one at a session's beginning is not where every receiver takes it at once. */
  let isTold = true;
  /** Whether what is waiting may be missed by somebody. */
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

    /** Takes a frame that is to be sent: the newest, none that was muted. */
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
     * Sends silence from now on, and goes back to what was sent after `provenAt`, a moment on the same clock as `steady`, at the
     * earliest: nothing that was sent until then needs to be sent again. Null where nothing was ever sent.
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
     * Puts what the session before left unsent in front of what is waiting; its times are on the same clock as `steady`. To be called
     * before the first catch-up; has no effect where nothing is held.
     */
    goOnFrom(frames: readonly CapturedFrame[]): void {
      if (phase === 'holding') backlog.addOwed(frames);
    },

    /** Sends what is waiting, from its beginning. */
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

    /** Sends nothing more, because the microphone's own track is sent again. What is waiting is left out for good. */
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

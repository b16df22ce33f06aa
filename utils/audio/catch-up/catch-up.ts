import { frameMs, type Frame } from '../../domain/frames/frame.ts';
import { longestBacklogMs, roadOf, type BacklogPlan } from '../../domain/recovery/backlog-plan.ts';
import type { BacklogReport } from '../../domain/recovery/backlog-report.ts';
import { createBacklog } from './backlog.ts';
import { createCatchUpOutput, type WriteSamples } from './catch-up-output.ts';
import { createPauseMeter } from './pause-meter.ts';
import { createPauseWait } from './pause-wait.ts';
import { framesToLeaveOut } from './trim-pause.ts';

/*
 *    following --hold--> holding --catch up--> catching-up --(nothing is waiting)--> level --(a pause, or 3 s)--> "pause-reached"
 *        ^                  ^                       |                                  |
 *        |                  +-------- hold ---------+----------------------------------+
 *        +--follow---------------------------------------------------------------------+
 *
 *    What is sent: nothing while following, because the microphone's own track is; silence while holding; then what is waiting;
 *    while level each frame as it comes.
 */

/** Milliseconds between two reports of how much is waiting. */
const reportEveryMs = 1000;

/** The moment at which a frame counts as sent that is left out for good: so long ago that it is never sent again. */
const leftOut = 0;

export interface CatchUpOptions {
  plan: BacklogPlan;
  write: WriteSamples;
  onReport(report: BacklogReport): void;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * Keeps what was captured and may not have arrived, and sends it once the connection is back: each frame once and in order, from
 * the place where that begins.
 */
export function createCatchUp({ plan, write, onReport, now }: CatchUpOptions) {
  const backlog = createBacklog();
  const output = createCatchUpOutput(write);
  const isQuiet = createPauseMeter();
  const pause = createPauseWait();
  let phase: 'following' | 'holding' | 'catching-up' | 'level' = 'following';
  /** The number of the first frame of this catch-up, and the one up to which all had been sent before. */
  let began = 0;
  let reached = 0;
  /** What was left out for good and is not reported yet. */
  let dropped: { from: number; frames: number } | null = null;
  /** Frames of the pause up to the place of the next frame. */
  let quietAtPlace = 0;
  let reportedAt = 0;

  function drop(frames: number, at: number): void {
    const from = dropped?.from ?? backlog.placeCapturedAt(at);
    dropped = { from, frames: (dropped?.frames ?? 0) + frames };
    backlog.skipTo(backlog.place() + frames, leftOut);
  }

  function limit(at: number): void {
    const beyondMs = backlog.behindMs() - longestBacklogMs(plan);
    if (beyondMs > 0) drop((plan.beyond === 'all' ? backlog.behindMs() : beyondMs) / frameMs, at);
  }

  function tellDropped(): void {
    if (dropped) onReport({ type: 'dropped', from: dropped.from, durationMs: dropped.frames * frameMs });
    dropped = null;
  }

  function leaveOutOfPause(at: number): void {
    if (output.isBurst()) return;
    const place = backlog.place();
    const frames = framesToLeaveOut(quietAtPlace, (ahead) => backlog.at(place + ahead)?.isQuiet === true);
    backlog.skipTo(place + frames, at);
    quietAtPlace += frames;
  }

  function sendOwed(at: number): void {
    output.allow();
    while (output.isAllowed()) {
      leaveOutOfPause(at);
      const frame = backlog.take(at);
      if (!frame) return becomeLevel(at);
      quietAtPlace = frame.isQuiet ? quietAtPlace + 1 : 0;
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
      backlog.add(frame, now(), { isQuiet: quiet, isSent: phase === 'following' });
      if (!quiet) pause.hear();
    },

    /** Notes that 10 ms have passed, whether or not a frame came in them: what is due is sent. */
    tick(): void {
      if (phase === 'following') return;
      const at = now();
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
     * Sends silence from now on, and goes back to what was sent after `provenAt` (epoch milliseconds) at the earliest: nothing that
     * was sent until then needs to be sent again.
     */
    hold(provenAt: number): void {
      const before = phase;
      phase = 'holding';
      output.forget();
      if (before !== 'holding') {
        reached = backlog.place();
        backlog.goBackTo(provenAt);
      }
      if (before === 'catching-up') endCatchUp();
      measure(now());
    },

    /** Sends what is waiting, from its beginning. */
    catchUp(): void {
      if (phase !== 'holding') return;
      const at = now();
      tellDropped();
      began = backlog.place();
      quietAtPlace = 0;
      const behindMs = backlog.behindMs();
      if (behindMs === 0) return becomeLevel(at);
      phase = 'catching-up';
      const by = roadOf(plan, behindMs);
      output.begin(by);
      const againMs = Math.max(0, reached - began) * frameMs;
      onReport({ type: 'began', from: backlog.placeCapturedAt(at), behindMs, againMs, ...by });
    },

    /** Sends nothing more, because the microphone's own track is sent again. What is waiting is left out for good. */
    follow(): void {
      if (phase === 'following') return;
      const at = now();
      if (phase === 'catching-up') endCatchUp();
      if (phase !== 'level' && backlog.behindMs() > 0) drop(backlog.behindMs() / frameMs, at);
      tellDropped();
      phase = 'following';
      output.forget();
      backlog.skipTo(backlog.end(), at);
    },
  };
}

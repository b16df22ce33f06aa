import { frameMs, type CapturedFrame, type Frame } from '../../domain/frames/frame.ts';
import { createPauseMeter } from './pause-meter.ts';

/** A frame that is kept until it is known to have arrived. Times are milliseconds on a monotonic clock, `steady` of Edges. */
export interface KeptFrame {
  samples: Float32Array;
  sampleRate: number;
  /** When its last sample was captured, or later. */
  capturedAt: number;
  /** When it was sent by the catch-up; null where the microphone's own track sent it, as it was captured, or nothing has yet. */
  sentAt: number | null;
  /** Whether it belongs to a pause. */
  isQuiet: boolean;
}

/** The number of frames that are kept after they were sent, because it is not known yet whether they arrived: ten seconds. */
const keptFrames = 10_000 / frameMs;

/** Milliseconds before the last proof that a receiver may drop though it got them: see `delivery-gaps.ts`. */
const bufferedMs = 100;

/** Milliseconds by which a frame comes too late at most where nothing was left out before it. */
const latestMs = 500;

/** Frames in the shortest pause at which a catch-up may begin, and in which it is looked for. */
const pause = { shortest: 120 / frameMs, within: 1500 / frameMs };

/**
 * The frames of a session that are to be sent, or may have to be sent once more, with the place of the next one. Each frame has a
 * number, from 0; while the microphone's own track is sent, the place is at the end.
 */
export function createBacklog() {
  let frames: KeptFrame[] = [];
  let first = 0;
  let place = 0;
  /** The number of the session's own first frame, where frames of the session before come first. */
  let own = 0;

  const end = () => first + frames.length;
  const at = (number: number) => frames[number - first];

  /** Takes the next frame; null where there is none. */
  function take(now: number): KeptFrame | null {
    const frame = at(place);
    if (!frame) return null;
    frame.sentAt = now;
    place += 1;
    return frame;
  }

  return {
    /** Adds a frame at the end; it goes with the microphone's own track where `isSent`. */
    add(
      { samples, sampleRate }: Frame,
      now: number,
      { isQuiet, isSent }: { isQuiet: boolean; isSent: boolean },
    ): void {
      frames.push({ samples, sampleRate, capturedAt: now, sentAt: null, isQuiet });
      if (isSent) place = end();
      // Old frames are removed a hundred at a time, because each removal moves all others.
      const unneeded = place - keptFrames - first;
      if (unneeded < 100) return;
      frames.splice(0, unneeded);
      first += unneeded;
    },

    /**
     * Puts frames of the session before in front of the next one that is sent; the numbers of what comes after them grow by as many.
     */
    addOwed(owed: readonly CapturedFrame[]): void {
      const isQuiet = createPauseMeter();
      const kept = owed.map((frame) => ({ ...frame, sentAt: null, isQuiet: isQuiet(frame.samples) }));
      const sent = place - first;
      frames = [...frames.slice(0, sent), ...kept, ...frames.slice(sent)];
      own = place + kept.length;
    },

    /** How much of what is waiting is of the session before, in milliseconds. */
    owedMs: () => Math.max(0, own - place) * frameMs,

    at,
    end,
    /** The number of the next frame that is sent. */
    place: () => place,
    /** How much is waiting, in milliseconds. */
    behindMs: () => (end() - place) * frameMs,
    placeCapturedAt,

    take,

    /** The sound of all frames that are still to be sent, in their order. */
    waiting: () => frames.slice(place - first).map(({ samples }) => samples),

    /** Leaves out frames up to this number. */
    skipTo(number: number, now: number): void {
      while (place < number && take(now));
    },

    /**
     * Goes back to the first frame of which it is not known that it arrived, where what was sent until `provenAt` has; and from
     * there to the last pause, so that a word that was cut in two is sent whole.
     */
    goBackTo(provenAt: number): void {
      const unproven = firstSentAfter(provenAt - bufferedMs);
      place = pauseBefore(unproven) ?? unproven;
    },
  };

  /**
   * When the sound at the place was captured, or will be: no later than the frame before it ended, though frames may come late and in
   * bunches, because nothing between the two was left out.
   */
  function placeCapturedAt(now: number): number {
    learnWhenCaptured();
    const begins = (at(place)?.capturedAt ?? now + frameMs) - frameMs;
    const ended = at(place - 1)?.capturedAt ?? begins;
    return begins - ended < latestMs ? Math.min(begins, ended) : begins;
  }

  /** The number of the first frame that was sent after a moment. */
  function firstSentAfter(moment: number): number {
    learnWhenCaptured();
    let number = place;
    for (; number > first; number -= 1) {
      const frame = at(number - 1);
      if (!frame || (frame.sentAt ?? frame.capturedAt) < moment) break;
    }
    return number;
  }

  /**
   * Frames come in bunches where the puller rests, and late where the computer is busy: a frame was captured no later than it came, and
   * no later than the frame after it but one frame.
   */
  function learnWhenCaptured(): void {
    let next = Infinity;
    for (let number = end() - 1; number >= first; number -= 1) {
      const frame = at(number);
      if (!frame) return;
      frame.capturedAt = Math.min(frame.capturedAt, next - frameMs);
      next = frame.capturedAt;
    }
  }

  /** The middle of the last pause before a frame; null where there is none. */
  function pauseBefore(number: number): number | null {
    let quiet = 0;
    for (let each = number; each > Math.max(first, number - pause.within); each -= 1) {
      quiet = at(each - 1)?.isQuiet ? quiet + 1 : 0;
      if (quiet >= pause.shortest) return each - 1 + pause.shortest / 2;
    }
    return null;
  }
}

import { frameMs, type CapturedFrame, type Frame } from '../../domain/frames/frame.ts';
import { createPauseMeter } from './pause-meter.ts';

/**
 * A frame that is kept until it is known to have arrived. Times are in milliseconds on the monotonic clock `steady` of
 * Edges.
 */
export interface KeptFrame {
  samples: Float32Array;
  sampleRate: number;
  /** When its last sample was captured, or later. */
  capturedAt: number;
  /** When the catch-up sent it; null where the microphone's own track sent it live, or it was not sent yet. */
  sentAt: number | null;
  /** Whether it belongs to a pause in speech. */
  isQuiet: boolean;
}

/** Frames that are kept after they were sent, because their arrival is not known yet: ten seconds. */
const keptFrames = 10_000 / frameMs;

/** Milliseconds before the last proof that a receiver may drop though it got them: see `delivery-gaps.ts`. */
const bufferedMs = 100;

/** Milliseconds by which a frame is late at most, where no frame before it was left out. */
const latestMs = 500;

/** In frames: the shortest pause at which a catch-up may begin, and how far back one is searched for. */
const pause = { shortest: 120 / frameMs, within: 1500 / frameMs };

/**
 * The queue of a session's frames that are still to be sent, or may have to be sent again. Frames are numbered from 0;
 * `place` is the number of the next one to send, which is the end of the queue while the microphone's own track is
 * sent.
 */
export function createBacklog() {
  let frames: KeptFrame[] = [];
  let first = 0;
  let place = 0;
  /** The number of this host's own first frame; those before it were recorded by another host. */
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
    /** Adds a frame at the end; with `isSent` the microphone's own track has sent it already. */
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
     * Inserts frames that another host recorded in front of the next frame to send; all frames after them are
     * renumbered.
     */
    addOwed(owed: readonly CapturedFrame[]): void {
      const isQuiet = createPauseMeter();
      const kept = owed.map((frame) => ({ ...frame, sentAt: null, isQuiet: isQuiet(frame.samples) }));
      const sent = place - first;
      frames = [...frames.slice(0, sent), ...kept, ...frames.slice(sent)];
      own = place + kept.length;
    },

    /** How much of what is waiting another host recorded, in milliseconds. */
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
     * Goes back to the first frame that is not known to have arrived, given that everything sent until `provenAt` has;
     * and from there to the last pause, so that a word that was cut in two is sent whole.
     */
    goBackTo(provenAt: number): void {
      const unproven = firstSentAfter(provenAt - bufferedMs);
      place = pauseBefore(unproven) ?? unproven;
    },
  };

  /**
   * When the frame at `place` was captured, or will be: no later than the end of the frame before it, because frames
   * may come late and in bunches, and none between the two was left out.
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
   * Corrects the capture times: frames come in bunches where the puller sleeps, and late where the computer is busy. A
   * frame was captured no later than it came, and no later than one frame before the next.
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

  /** The number of the frame in the middle of the last pause before a frame; null where there is none. */
  function pauseBefore(number: number): number | null {
    let quiet = 0;
    for (let each = number; each > Math.max(first, number - pause.within); each -= 1) {
      quiet = at(each - 1)?.isQuiet ? quiet + 1 : 0;
      if (quiet >= pause.shortest) return each - 1 + pause.shortest / 2;
    }
    return null;
  }
}

import { createPauseMeter } from '../../audio/catch-up/pause-meter.ts';
import { speechRate } from '../../audio/recording/decimate.ts';
import type { DecodingEdges } from '../../audio/recording/decode-packets.ts';
import type { OggFile } from '../../audio/recording/ogg-opus-reader.ts';
import { createOggOpusWriter } from '../../audio/recording/ogg-opus-writer.ts';
import { readStretch, type ReadStretch } from '../../audio/recording/read-stretch.ts';
import { wavHead } from '../../audio/recording/wav-head.ts';
import { contextMs, type BackfillWindow } from '../../domain/backfill/backfill-plan.ts';
import { cutAtPauses, firstVoice, reachFrames } from '../../domain/backfill/cut-at-pauses.ts';
import { frameMs } from '../../domain/frames/frame.ts';
import type { Stretch } from '../../domain/past/stretches.ts';
import {
  momentOf,
  placeOf,
  recordedStretches,
  type ClockPoint,
} from '../../domain/recording/recorded-time.ts';
import type { SoundFile } from '../../signalling/batch/transcribe.ts';

const frameSamples = (speechRate * frameMs) / 1000;

/** A file of a recording, as far as it is written. */
export interface RecordedFile {
  file: OggFile;
  points: readonly ClockPoint[];
  /** The length of its sound in seconds. */
  seconds: number;
}

/** The sound of a window with its context, encoded for the request, and when it was captured, in epoch milliseconds. */
export interface WindowSound {
  file: SoundFile;
  sound: Stretch;
  /** When the first voice begins, in epoch milliseconds; null where there is no voice in any gap of the window. */
  voiceFrom: number | null;
}

/**
 * Reads the sound of a window out of a recording; null where the recording is gone.
 *
 * @throws DOMException where the browser cannot decode it, or the signal's reason
 */
export async function readWindow(
  { from, to, gaps }: BackfillWindow,
  parts: readonly RecordedFile[],
  edges: DecodingEdges,
  signal: AbortSignal,
): Promise<WindowSound | null> {
  for (const { file, points, seconds } of parts) {
    const stretch = recordedStretches(points, seconds).find((each) => each.from <= from && from < each.to);
    const place = placeOf(points, seconds, from);
    if (!stretch || place === null) continue;
    const reachMs = contextMs + reachFrames * frameMs;
    const secondsOf = (at: number) => place + (at - from) / 1000;
    const read = await readStretch(
      file,
      {
        from: secondsOf(Math.max(stretch.from, from - reachMs)),
        to: secondsOf(Math.min(stretch.to, to + reachMs)),
      },
      edges,
      signal,
    );
    const begins = momentOf(points, read.from) ?? from;
    const frameOf = (at: number) => Math.max(0, Math.round((at - begins) / frameMs));
    const momentAt = (frame: number) => begins + frame * frameMs;
    const quiet = quietFrames(read.samples);
    const cut = cutAtPauses(quiet, { from: frameOf(from), to: frameOf(to) }, contextMs / frameMs);
    const isSpoken = gaps.some(
      (gap) => firstVoice(quiet, { from: frameOf(gap.from), to: frameOf(gap.to) }) !== null,
    );
    const voice = isSpoken ? firstVoice(quiet, cut) : null;
    return {
      file: fileOf(read, { from: cut.from * frameSamples, to: cut.to * frameSamples }),
      sound: { from: momentAt(cut.from), to: momentAt(cut.to) },
      voiceFrom: voice === null ? null : momentAt(voice),
    };
  }
  return null;
}

/** Classifies each frame of 10 ms as pause or not. */
function quietFrames(samples: Int16Array): boolean[] {
  const isQuiet = createPauseMeter();
  return Array.from({ length: Math.floor(samples.length / frameSamples) }, (_, index) =>
    isQuiet(
      Float32Array.from(
        samples.subarray(index * frameSamples, (index + 1) * frameSamples),
        (sample) => sample / 0x8000,
      ),
    ),
  );
}

function fileOf({ from, samples, packets }: ReadStretch, cut: { from: number; to: number }): SoundFile {
  const sound = samples.subarray(cut.from, cut.to);
  const [begins, ends] = [from + cut.from / speechRate, from + cut.to / speechRate];
  return {
    seconds: sound.length / speechRate,
    wav: () => new Blob([wavHead(sound.byteLength, speechRate), sound], { type: 'audio/wav' }),
    ogg() {
      const writer = createOggOpusWriter({ serial: 1, preSkip: 0, sampleRate: 48_000 });
      const kept = packets.filter(({ at, samples }) => at + samples / 48_000 > begins && at < ends);
      return new Blob([writer.head(), writer.pages(kept, true)], { type: 'audio/ogg' });
    },
  };
}

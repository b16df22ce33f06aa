import { frameMs, type CapturedFrame } from '../../domain/frames/frame.ts';
import type { OwedSound } from '../../domain/recording/owed-sound.ts';
import { momentOf, placeOf } from '../../domain/recording/recorded-time.ts';
import { longestBacklogMs, type BacklogPlan } from '../../domain/recovery/backlog-plan.ts';
import { decodePackets, type DecodingEdges } from './decode-packets.ts';
import { lastGranule, type OggFile } from './ogg-opus-reader.ts';
import { opusRate } from './ogg-opus-writer.ts';
import { inTurn, packetsBetween } from './read-stretch.ts';

export interface OwedSoundEdges extends DecodingEdges {
  /** @throws DOMException where there is no such file */
  openFile(sessionId: string, name: string): Promise<OggFile>;
}

const frameSeconds = frameMs / 1000;
const frameSamples = opusRate * frameSeconds;

/**
 * Reads the sound of a session's recording that is not known to have arrived, at most as much as the plan keeps.
 * Moments are epoch milliseconds. Only the needed parts of the files are read.
 *
 * @throws DOMException where a file is gone or the browser cannot decode it, or the signal's reason
 */
export async function readOwedSound(
  { sessionId, from, parts }: OwedSound,
  plan: BacklogPlan,
  edges: OwedSoundEdges,
  signal: AbortSignal,
): Promise<CapturedFrame[]> {
  const longest = longestBacklogMs(plan) / 1000;
  const stretches = [];
  let length = 0;
  // From the end backwards, since only the last part is wanted.
  for (const { name, points } of parts.toReversed()) {
    const file = await edges.openFile(sessionId, name);
    signal.throwIfAborted();
    const seconds = (await lastGranule(file)) / opusRate;
    const place = placeOf(points, seconds, from);
    if (place === null) continue;
    length += seconds - place;
    const begins = Math.max(place, place + length - longest);
    if (begins < seconds) stretches.unshift({ file, points, from: begins, to: seconds });
  }
  if (plan.beyond === 'all' && length > longest) return [];
  const frames: CapturedFrame[] = [];
  for (const { file, points, ...stretch } of stretches) {
    for (const { samples, at } of await framesOf(file, stretch, edges, signal)) {
      const began = momentOf(points, at);
      if (began !== null) frames.push({ samples, sampleRate: opusRate, capturedAt: began + frameMs });
    }
  }
  return frames;
}

/** The frames between two places of a file, each with the second of the file at which it begins. */
async function framesOf(
  file: OggFile,
  { from, to }: { from: number; to: number },
  edges: DecodingEdges,
  signal: AbortSignal,
): Promise<{ samples: Float32Array<ArrayBuffer>; at: number }[]> {
  const packets = await packetsBetween(file, { from, to }, signal);
  const begins = packets[0]?.at ?? from;
  const frames: { samples: Float32Array<ArrayBuffer>; at: number }[] = [];
  /** Samples after `begins` that come before the wanted place. */
  let early = Math.max(0, Math.round((from - begins) * opusRate));
  let rest = new Float32Array(0);
  await decodePackets(
    inTurn(packets.map(({ data }) => data)),
    (sound) => {
      const wanted = sound.subarray(Math.min(early, sound.length));
      early -= sound.length - wanted.length;
      const all = new Float32Array(rest.length + wanted.length);
      all.set(rest);
      all.set(wanted, rest.length);
      let at = 0;
      for (; at + frameSamples <= all.length; at += frameSamples) {
        const second = Math.max(from, begins) + frames.length * frameSeconds;
        frames.push({ samples: all.slice(at, at + frameSamples), at: second });
      }
      rest = all.slice(at);
    },
    edges,
    signal,
  );
  return frames;
}

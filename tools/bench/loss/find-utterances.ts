import { bandEnvelopes, FRAME_RATE, type BandEnvelopes } from '../../../tests/support/band-envelopes.ts';
import {
  bestCorrelation,
  heardWindow,
  slidingReference,
} from '../../../tests/support/envelope-correlation.ts';
import type { Wav } from '../../../tests/support/wav.ts';
import type { SpokenWords, Utterance } from './spoken-words.ts';

/** An utterance, and the place in the received sound where it is, or would be if it had arrived. */
export interface FoundUtterance {
  utterance: Utterance;
  /** Seconds of the received sound. */
  from: number;
  to: number;
}

/** Seconds of an utterance that is long enough to be found among all others. */
const anchorSeconds = 2;

/** Seconds by which an utterance may be elsewhere than expected: a jitter buffer stretches sound, or shortens it. */
const drift = { least: 0.3, share: 0.3 };

/**
 * Finds where each utterance of the spoken words, which go round and round, lies in received sound, those alone that are
 * there from beginning to end. The long ones are looked for everywhere; from the one that is found best, which may not be the
 * longest, since that may be cut off, the others are found in both directions, each near the place where it has to be.
 */
export function findUtterances(
  { wav, utterances }: Pick<SpokenWords, 'wav' | 'utterances'>,
  heard: Wav,
): FoundUtterance[] {
  const spoken = bandEnvelopes(wav);
  const received = bandEnvelopes(heard);
  const seconds = received.frames / FRAME_RATE;
  const loop = wav.samples.length / wav.sampleRate;
  const lengthOf = ({ from, to }: Utterance) => to - from;
  const best = utterances
    .filter((each) => lengthOf(each) > anchorSeconds)
    .map((utterance) => ({
      utterance,
      ...placeOf(spoken, received, { utterance, loop, from: 0, to: seconds }),
    }))
    .toSorted((one, other) => other.correlation - one.correlation)[0];
  if (!best) return [];
  const anchor = best.utterance;

  /** The utterance that many places after the anchor, in the loop; its seconds go on beyond the loop's end. */
  const nth = (steps: number): Utterance => {
    const index = utterances.indexOf(anchor) + steps;
    const rounds = Math.floor(index / utterances.length);
    const utterance = utterances[index - rounds * utterances.length] ?? anchor;
    return { ...utterance, from: utterance.from + rounds * loop, to: utterance.to + rounds * loop };
  };
  const place = (utterance: Utterance, from: number, to: number) =>
    placeOf(spoken, received, { utterance, loop, from, to }).at;

  const found: FoundUtterance[] = [];
  for (const direction of [1, -1]) {
    let before = { spoken: anchor.from, heard: best.at };
    for (let steps = direction === 1 ? 0 : -1; ; steps += direction) {
      const utterance = nth(steps);
      const away = utterance.from - before.spoken;
      const expected = before.heard + away;
      if (expected < 0 || expected + lengthOf(utterance) > seconds) break;
      const reach = drift.least + drift.share * Math.abs(away);
      const at =
        steps === 0 ? best.at : place(utterance, expected - reach, expected + reach + lengthOf(utterance));
      found.push({ utterance, from: at, to: at + lengthOf(utterance) });
      before = { spoken: utterance.from, heard: at };
    }
  }
  return found;
}

/** The second of the received sound, between two bounds, at which an utterance begins most likely, and how likely that is. */
function placeOf(
  spoken: BandEnvelopes,
  received: BandEnvelopes,
  { utterance, loop, from, to }: { utterance: Utterance; loop: number; from: number; to: number },
): { at: number; correlation: number } {
  const length = Math.floor((utterance.to - utterance.from) * FRAME_RATE);
  const first = Math.max(0, Math.floor(from * FRAME_RATE));
  const end = Math.min(received.frames, Math.ceil(to * FRAME_RATE));
  const part: BandEnvelopes = {
    frames: end - first,
    bands: received.bands.map((band) => band.slice(first, end)),
    speaks: received.speaks.slice(first, end),
  };
  const window = heardWindow(
    spoken,
    Math.round((((utterance.from % loop) + loop) % loop) * FRAME_RATE),
    length,
  );
  const offsets = Array.from({ length: Math.max(1, part.frames - length) }, (_, offset) => offset);
  const { offset, correlation } = bestCorrelation(slidingReference(part, length), window, offsets);
  // Where nothing of it arrived, it is in the middle, where it was expected.
  const frame = correlation > 0 ? offset : Math.max(0, part.frames - length) / 2;
  return { at: (first + frame) / FRAME_RATE, correlation };
}

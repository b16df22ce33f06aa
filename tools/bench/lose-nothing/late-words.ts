import { frameMs } from '../../../utils/domain/frames/frame.ts';
import type { CatchUpRoad } from '../../../utils/domain/recovery/catch-up-roads.ts';
import { createCatchUp } from '../../../utils/audio/catch-up/catch-up.ts';
import type { Measurement } from '../measurement.ts';
import { readWords } from '../loss/read-words.ts';
import { spokenWords } from '../loss/spoken-words.ts';

/**
 * The words that are read wrong of what is sent late at a speed, beside those of the file itself: twenty digits and three sentences,
 * as the product's catch-up writes them. 1 is the burst, which changes nothing in them.
 */
export async function measureLateWords(speed: number): Promise<Measurement> {
  await using spoken = await spokenWords();
  const road: CatchUpRoad = speed === 1 ? 'burst' : 'stretch';
  const late = sentLate(spoken.wav, road, speed);
  // Their pauses are too short for any of them to be left out.
  const found = spoken.utterances.map((utterance) => ({
    utterance,
    from: utterance.from / speed,
    to: utterance.to / speed,
  }));
  const asItIs = await readWords(
    spoken.wav,
    spoken.utterances.map((utterance) => ({ utterance, from: utterance.from, to: utterance.to })),
    { isThorough: true },
  );
  const read = await readWords(late, found, { isThorough: true });
  const percent = (kind: 'digit' | 'sentence', { wrong, spoken: all } = read[kind]) => (100 * wrong) / all;
  const words = (of: typeof read) =>
    `${String(of.digit.wrong)} of ${String(of.digit.spoken)} digits, ${String(of.sentence.wrong)} of ${String(of.sentence.spoken)} words of sentences wrong`;
  return {
    value: percent('sentence'),
    bareValue: percent('sentence', asItIs.sentence),
    details: [
      `sent late: ${words(read)}, ${late.samples.length.toString()} samples of ${String(spoken.wav.samples.length)}`,
      `the file: ${words(asItIs)}`,
    ],
  };
}

/** What the product's catch-up writes of a sound that was all held back. */
function sentLate(
  { sampleRate, samples }: { sampleRate: number; samples: Float32Array },
  road: CatchUpRoad,
  speed: number,
) {
  const written: Float32Array[] = [];
  let at = 0;
  const told = { isBegun: false, isDone: false };
  const catchUp = createCatchUp({
    plan: { road, speed, limitMs: samples.length, beyond: 'oldest' },
    write: (piece) => {
      if (told.isBegun && !told.isDone) written.push(piece.slice());
    },
    onReport({ type }) {
      if (type === 'began') told.isBegun = true;
      if (type === 'ended') told.isDone = true;
    },
    steady: () => at,
  });
  catchUp.hold(0);
  const length = (sampleRate * frameMs) / 1000;
  for (let from = 0; from < samples.length; from += length) {
    const frame = new Float32Array(length);
    frame.set(samples.subarray(from, from + length));
    catchUp.consume({ samples: frame, sampleRate, timestamp: from });
  }
  catchUp.catchUp();
  while (!told.isDone) {
    at += frameMs;
    catchUp.tick();
  }
  const whole = new Float32Array(written.reduce((sum, { length: own }) => sum + own, 0));
  let place = 0;
  for (const piece of written) {
    whole.set(piece, place);
    place += piece.length;
  }
  return { sampleRate, samples: whole };
}

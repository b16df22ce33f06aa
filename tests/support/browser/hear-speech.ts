import { speechFile } from '../speech.ts';
import { startSpeechMatcher } from '../speech-matcher.ts';
import { readWav, type Wav } from '../wav.ts';
import { waitFor } from './wait-for.ts';

/** Seconds of the newest sound that are compared. */
const newestSeconds = 8;

/** Seconds of right words that are enough: several words, one after the other and in the right order. */
const wordsSeconds = 3;

/**
 * Waits until the words of a file are among the newest that a far side has received: by default those that
 * the fake microphone speaks. How well each moment was heard is another question, whose answer depends on the
 * machine's load; see three-minutes.test.ts. `recording` gives all that was received so far; it may throw
 * while there is nothing.
 *
 * @throws after 100 s, with the seconds of right words, and the share of silence
 */
export async function hearSpeech(recording: () => Promise<Wav>, file?: string): Promise<void> {
  await using matcher = startSpeechMatcher(await readWav(file ?? (await speechFile())));
  await waitFor(
    `${String(wordsSeconds)} s of the right words at the far side`,
    async () => {
      const { sampleRate, samples } = await recording();
      const newest = { sampleRate, samples: samples.slice(-newestSeconds * sampleRate) };
      const matchedSeconds = await matcher.matchedSeconds(newest);
      if (matchedSeconds >= wordsSeconds) return true;
      const zeros = newest.samples.filter((sample) => sample === 0).length / newest.samples.length;
      throw new Error(
        `${matchedSeconds.toFixed(1)} s, of ${String(samples.length)} samples, of the newest ${(100 * zeros).toFixed(0)} % zeros`,
      );
    },
    { deadlineMs: 100_000, everyMs: 500 },
  );
}

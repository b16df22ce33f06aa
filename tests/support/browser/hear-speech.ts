import { matchSpeech } from '../audio-match.ts';
import { speechFile } from '../speech.ts';
import { readWav, type Wav } from '../wav.ts';
import { waitFor } from './wait-for.ts';

/** Long enough for several words, and shorter than the file. */
const seconds = 8;

/** How much of them must be the right words; whole and clear speech has 0.98 and more. */
const understood = 0.85;

/**
 * Waits until the last 8 s that a far side has received are what the fake microphone speaks. The first ones of all need not
 * be: a receiver on a busy machine stutters. `recording` gives all that was received so far; it may throw while there is
 * nothing.
 * @throws after 60 s, with how much of the last 8 s was right
 */
export async function hearSpeech(recording: () => Promise<Wav>): Promise<void> {
  const spoken = await readWav(await speechFile());
  await waitFor(
    `${String(seconds)} s of speech at the far side`,
    async () => {
      const { sampleRate, samples } = await recording();
      if (samples.length < seconds * sampleRate) throw new Error(`${String(samples.length)} samples`);
      const last = { sampleRate, samples: samples.slice(-seconds * sampleRate) };
      const { score } = matchSpeech(spoken, last);
      if (score <= understood) throw new Error(`a match of ${score.toFixed(2)}`);
      return true;
    },
    { deadlineMs: 60_000, everyMs: 500 },
  );
}

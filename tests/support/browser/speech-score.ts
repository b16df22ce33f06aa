import { matchSpeech } from '../audio-match.ts';
import { speechFile } from '../speech.ts';
import { readWav, type Wav } from '../wav.ts';
import { waitFor } from './wait-for.ts';

/** Long enough for several words, and shorter than the file. */
const seconds = 8;

/**
 * How much of what a far side has received is what the fake microphone speaks, 0 to 1, once there are 8 s of it.
 * `recording` gives all that was received so far; it may throw while there is nothing.
 */
export async function speechScore(recording: () => Promise<Wav>): Promise<number> {
  const received = await waitFor(
    `${String(seconds)} s of audio at the far side`,
    async () => {
      const { sampleRate, samples } = await recording();
      return samples.length >= seconds * sampleRate && { sampleRate, samples };
    },
    { deadlineMs: 40_000, everyMs: 500 },
  );
  return matchSpeech(await readWav(await speechFile()), received).score;
}

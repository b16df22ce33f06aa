import { frameMs, type Frame } from '../../domain/frames/frame.ts';
import { createSpeechFeatures, type SpeechFeatures } from './speech-features.ts';

/** What is known of speech so far, in milliseconds of sound. */
export interface SpeechHeard {
  /** Somebody speaks at this moment, short pauses included. */
  isSpeaking: boolean;
  /** All that was speech so far, pauses left out. */
  spokenMs: number;
}

/** Frames that are looked back over: a few syllables. */
const windowFrames = 1500 / frameMs;
/** The window is judged this often. */
const judgedEveryFrames = 50 / frameMs;
/** What is shorter is a key, a mouse or a knock, and no syllable. */
const shortestSyllableFrames = 70 / frameMs;

/** Frames of voiced sound in the window that make it speech, and decibels by which its colour moves (standard deviation). */
const voice = { leastFrames: 250 / frameMs, leastMovement: 1.2 };
/** The same for sound without a voice, as in a whisper: of breath, paper and wind the colour moves less. */
const whisper = { leastFrames: 600 / frameMs, leastMovement: 4.5 };

/** Frames after the last evidence that are still the same utterance. */
const pauseFrames = 400 / frameMs;

/** What a frame may be, as bits: what is voiced is also louder than the room, and a syllable is told when it is one. */
const quiet = 0;
const unvoiced = 1;
const voiced = 3;
const syllable = 4;

/**
 * Tells speech from everything else that a microphone hears: a consumer of frames. Speech is louder than the room, in
 * syllables, with a period or hissing, and its colour moves all the time; the colour of a hum, a beep, a fan or a hiss stays,
 * and keys are too short. Errs on the side of silence: what was missed is heard a few words later.
 */
export function createSpeechJudge() {
  const features = createSpeechFeatures();
  /** The last frames, in a ring: what they are, and the two figures of their colour. */
  const kinds = new Uint8Array(windowFrames);
  const middles = new Float32Array(windowFrames);
  const highs = new Float32Array(windowFrames);
  /** Frames of the sound that goes on at this moment; a single quiet one does not end it. */
  let run = 0;
  let isQuietOnce = false;
  let isEvident = false;
  let pauseLeft = 0;
  let frames = 0;
  let spokenFrames = 0;

  function remember({ isActive, isDying, isVoiced, middle, high }: SpeechFeatures): void {
    const at = frames % windowFrames;
    kinds[at] = isActive ? (isVoiced && !isDying ? voiced : unvoiced) : quiet;
    middles[at] = middle;
    highs[at] = high;
    if (isActive) {
      isQuietOnce = false;
      run += 1;
      if (run === shortestSyllableFrames) for (let ago = 0; ago < run + 1; ago += 1) markSyllable(at - ago);
      else if (run > shortestSyllableFrames) markSyllable(at);
    } else {
      if (isQuietOnce) run = 0;
      isQuietOnce = true;
    }
  }

  function markSyllable(at: number): void {
    const index = (at + windowFrames) % windowFrames;
    kinds[index] = (kinds[index] ?? 0) | syllable;
  }

  /** Whether there are enough frames of these kinds, and their colour moves enough (the sum of two variances). */
  function isSpeech(wanted: number, { leastFrames, leastMovement }: typeof voice): boolean {
    let [count, middleSum, highSum, squares] = [0, 0, 0, 0];
    for (let at = 0; at < windowFrames; at += 1) {
      if (((kinds[at] ?? 0) & wanted) !== wanted) continue;
      const [middle, high] = [middles[at] ?? 0, highs[at] ?? 0];
      count += 1;
      middleSum += middle;
      highSum += high;
      squares += middle * middle + high * high;
    }
    if (count < leastFrames) return false;
    const variance = squares / count - (middleSum / count) ** 2 - (highSum / count) ** 2;
    return variance >= leastMovement ** 2;
  }

  return {
    consume(frame: Frame): void {
      frames += 1;
      const heard = features(frame);
      remember(heard);
      if (frames % judgedEveryFrames === 0) {
        isEvident = isSpeech(voiced | syllable, voice) || isSpeech(unvoiced | syllable, whisper);
      }
      pauseLeft = Math.max(0, pauseLeft - 1);
      if (!isEvident || !heard.isActive) return;
      pauseLeft = pauseFrames;
      spokenFrames += 1;
    },

    heard: (): SpeechHeard => ({
      isSpeaking: pauseLeft > 0,
      spokenMs: spokenFrames * frameMs,
    }),
  };
}

import { frameMs, type Frame } from '../../domain/frames/frame.ts';
import { createSpeechFeatures, type SpeechFeatures } from './speech-features.ts';

/** What is known of speech so far, in milliseconds of sound. */
export interface SpeechHeard {
  /** Whether somebody speaks at this moment, short pauses included. */
  isSpeaking: boolean;
  /** Milliseconds of speech so far, pauses left out. */
  spokenMs: number;
}

/** The number of frames in the window that is judged: a few syllables. */
const windowFrames = 1500 / frameMs;
/** Frames between two judgements of the window. */
const judgedEveryFrames = 50 / frameMs;
/** The shortest syllable, in frames: a shorter sound is a key, a mouse or a knock. */
const shortestSyllableFrames = 70 / frameMs;

/**
 * How many voiced frames in the window make it speech, and by how many decibels their spectrum has to move
 * (standard deviation).
 */
const voice = { leastFrames: 250 / frameMs, leastMovement: 1.2 };
/**
 * The same limits for unvoiced sound, as in a whisper; they are higher, because the spectra of breath, paper and wind
 * move too.
 */
const whisper = { leastFrames: 600 / frameMs, leastMovement: 4.5 };

/** Frames after the last evidence of speech that still belong to the same utterance. */
const pauseFrames = 400 / frameMs;

/**
 * The kinds of a frame, as bits: a voiced frame is active too; a sound gets the bit of a syllable once it is long
 * enough.
 */
const quiet = 0;
const unvoiced = 1;
const voiced = 3;
const syllable = 4;

/**
 * Tells speech from all other sounds of a microphone; a consumer of frames. Speech is louder than the room, comes in
 * syllables that are voiced or hissing, and its spectrum moves all the time; the spectrum of a hum, a beep, a fan or a
 * hiss is steady, and key strokes are too short. In doubt the sound is not speech: a missed word is followed by others.
 */
export function createSpeechJudge() {
  const features = createSpeechFeatures();
  /** The last frames in a ring buffer: their kinds, and the two figures of their spectrum. */
  const kinds = new Uint8Array(windowFrames);
  const middles = new Float32Array(windowFrames);
  const highs = new Float32Array(windowFrames);
  /** The number of frames in the current sound; a single quiet frame does not end it. */
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

  /**
   * Whether the window has enough frames of the given kinds, and their spectrum moves enough (the sum of two
   * variances).
   */
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

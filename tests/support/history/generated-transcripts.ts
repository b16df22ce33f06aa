import { seededRandom, type Random } from './seeded-random.ts';

/** The sessions with text to generate: many short ones, and one of a day, whose id is {@link dayId}. */
export interface GeneratedTranscripts {
  seed: number;
  sessions: number;
  wordsPerSession: number;
  /** The segments of the session of a day, of five words each; it is the newest session. */
  segmentsOfDay: number;
  /** When the newest session ends, in epoch milliseconds. */
  endsAt: number;
}

export const dayId = 'a-day-of-text';

/** A word that is said once in all: what a search looks for that finds one place. */
export const rareWord = 'zyzzyva';

const vocabularySize = 20_000;

/** Made words, those that are said most often first. */
export function vocabularyOf(random: Random): string[] {
  const syllables = 'ba co di fu ge hi jo ka lu me ni po qua ri su te vo wa xe yi zo'.split(' ');
  return Array.from({ length: vocabularySize }, () =>
    Array.from({ length: 2 + Math.floor(3 * random.next()) }, () => random.of(syllables)).join(''),
  );
}

/** The two words that are said most often. */
export const commonWords = (seed: number): string[] => vocabularyOf(seededRandom(seed)).slice(0, 2);

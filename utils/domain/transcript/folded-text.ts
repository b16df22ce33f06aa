import { normalized } from '../bounds/normalized.ts';

/** A text without what a search does not tell apart, and for each of its code units the place in the original. */
export interface FoldedText {
  text: string;
  /** One place more than there are code units: the last one is the original's length. */
  places: number[];
}

const accents = /[\u0300-\u036F]/g;

/** Letters as a search compares them: without accents, small, and in their usual width (NFKC). */
export function folded(text: string): string {
  return normalized(normalized(text, 'NFKD').replaceAll(accents, ''), 'NFKC').toLowerCase();
}

/** Folded letters, each with the place of its letter in the text. */
export function foldedWithPlaces(text: string): FoldedText {
  let result = '';
  const places: number[] = [];
  let place = 0;
  for (const { segment } of characters.segment(text)) {
    const letters = folded(segment);
    result += letters;
    for (let index = 0; index < letters.length; index += 1) places.push(place);
    place += segment.length;
  }
  places.push(text.length);
  return { text: result, places };
}

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Characters as wide as an ideograph: East Asian wide and full-width ones (UAX #11), and emoji. */
const wide =
  /^(?:[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation})/u;
const maybeWide = /[\u1100-\u{10FFFF}]/u;

/** How many letters of the Latin alphabet take as long to read as a wide character: usual lines have 42 of those, or 16 of these. */
const wideLetters = 42 / 16;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What a reader sees as one character each: never a letter without its marks, or half an emoji (UAX #29). */
export function charactersOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/**
 * How much there is to read, in letters of the Latin alphabet. Never less than the number of UTF-16 code units, by which other
 * programs count.
 */
export function textWidth(text: string): number {
  if (!maybeWide.test(text)) return text.length;
  return charactersOf(text).reduce((sum, character) => sum + characterWidth(character), 0);
}

function characterWidth(character: string): number {
  return wide.test(character) ? Math.max(wideLetters, character.length) : character.length;
}

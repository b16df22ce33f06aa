import { longestSegment } from '../bounds/bounds.ts';
import { lengthWithin, merged, type Stretch } from '../past/stretches.ts';
import type { Segment } from '../transcript/segment.ts';
import { repeatedWords, spokenWords } from '../transcript/spoken-words.ts';
import type { BackfillWindow } from './backfill-plan.ts';

/**
 * A piece of a server's text, with its place in the sound that was sent, in seconds; null where the server gives no
 * times.
 */
export interface HeardPiece {
  text: string;
  from: number | null;
  to: number | null;
}

/** The server's text for a window. */
export interface HeardWindow {
  /** When the sound that was sent begins and ends, in epoch milliseconds: the window with its context. */
  sound: Stretch;
  /** When the first voice is heard in it, in epoch milliseconds. */
  voiceFrom: number;
  pieces: readonly HeardPiece[];
  language?: string | undefined;
}

/** The greatest number of words at the edge of a piece that may belong to the context. */
const mostContextWords = 12;

/** Milliseconds that are assumed for a word of which only the beginning is known. */
const wordMs = 350;

/** Milliseconds by which the times of two texts of the same words may differ, because recognisers round them. */
const differsByMs = 500;

/**
 * The segments that fill the gaps of a window. Text of the context alone is dropped, and so are words at the edges of a
 * piece that the transcript has already; final text stays unchanged. The same window always gets the same ids.
 */
export function backfillSegments(
  { from, to, gaps }: BackfillWindow,
  { sound, voiceFrom, pieces, language }: HeardWindow,
  known: readonly Segment[],
  arrivedAt: number,
): Segment[] {
  const others = known.filter(({ isFinal, source }) => isFinal && source !== 'backfill').map(placed);
  const covered = merged(others);
  const near = known
    .map(placed)
    .filter((each) => overlap(each, sound))
    .map((each) => ({ ...each, words: spokenWords(each.text).map(({ word }) => word) }));
  /**
   * The transcript's words in a stretch that may be those of a piece; the same words at another time were said again.
   */
  const wordsIn = (stretch: Stretch, piece: Stretch) => {
    const around = { from: piece.from - differsByMs, to: piece.to + differsByMs };
    return near
      .filter((each) => overlap(each, stretch) && overlap(each, around))
      .flatMap(({ words }) => words);
  };
  const found: Segment[] = [];
  for (const piece of pieces) {
    const isTimed = piece.from !== null && piece.to !== null;
    const place = isTimed
      ? {
          // vLLM's first segment begins with the sound, also where silence comes first.
          from: piece.from === 0 ? Math.max(sound.from, voiceFrom) : sound.from + (piece.from ?? 0) * 1000,
          to: Math.min(sound.to, sound.from + (piece.to ?? 0) * 1000),
        }
      : { from, to };
    if (place.to <= place.from || lengthWithin(gaps, place) === 0) continue;
    const isKnown = lengthWithin(covered, place) > (place.to - place.from) / 2;
    if (isTimed && isKnown) continue;
    const spoken = isTimed ? place : sound;
    const text = withoutEdges(piece.text, {
      before:
        spoken.from < from ? wordsIn({ from: sound.from, to: from }, spoken).slice(-mostContextWords) : [],
      after: spoken.to > to ? wordsIn({ from: to, to: sound.to }, spoken).slice(0, mostContextWords) : [],
    });
    for (const part of parts(text, place)) {
      found.push({
        id: `backfill-${String(Math.round(from))}-${String(found.length)}`,
        text: part.text,
        isFinal: true,
        spokenFrom: Math.round(part.from),
        spokenTo: Math.round(part.to),
        timing: isTimed ? 'server' : 'arrival',
        arrivedAt,
        source: 'backfill',
        ...(language !== undefined && { language }),
      });
    }
  }
  return found;
}

const overlap = (one: Stretch, other: Stretch) => one.to > other.from && one.from < other.to;

function placed({ text, spokenFrom, spokenTo }: Segment): Stretch & { text: string } {
  return { text, from: spokenFrom, to: spokenTo ?? spokenFrom + spokenWords(text).length * wordMs };
}

/** A text without the words at its edges that the texts before and after it have already. */
function withoutEdges(
  text: string,
  { before, after }: Record<'before' | 'after', readonly string[]>,
): string {
  const words = spokenWords(text);
  const plain = words.map(({ word }) => word);
  const first = repeatedWords(before, plain);
  const last = repeatedWords(after.toReversed(), plain.slice(first).reverse());
  const from = words[first - 1]?.to ?? 0;
  const to = last > 0 ? (words.at(-last)?.from ?? text.length) : text.length;
  const left = text.slice(from, Math.max(from, to));
  return /[\p{L}\p{N}]/u.test(left) ? left.replace(/^[\s.,;:!?、。]+/u, '').trim() : '';
}

/** Divides a text into pieces that fit a segment, each with its share of the time. */
function parts(text: string, { from, to }: Stretch): (Stretch & { text: string })[] {
  const found: (Stretch & { text: string })[] = [];
  for (let at = 0; at < text.length;) {
    const space = text.lastIndexOf(' ', at + longestSegment);
    const isLast = text.length - at <= longestSegment;
    const end = isLast ? text.length : space > at ? space : at + longestSegment;
    const moment = (place: number) => from + ((to - from) * place) / text.length;
    found.push({ text: text.slice(at, end).trim(), from: moment(at), to: moment(end) });
    at = end;
  }
  return found.filter((part) => part.text !== '');
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import {
  backfillSegments,
  type HeardPiece,
  type HeardWindow,
} from '../../../../utils/domain/backfill/backfill-segments.ts';
import { longestSegment } from '../../../../utils/domain/bounds/bounds.ts';
import { segmentSchema, type Segment } from '../../../../utils/domain/transcript/segment.ts';
import { aSegment } from '../../../support/segments.ts';

const window = { from: 10_000, to: 20_000, gaps: [{ from: 10_000, to: 20_000 }] };
const sound = { from: 8000, to: 22_000 };

function heard(pieces: HeardPiece[], more: Partial<HeardWindow> = {}): HeardWindow {
  return { sound, voiceFrom: 8000, pieces, ...more };
}
const piece = (text: string, from: number | null = null, to: number | null = null): HeardPiece => ({
  text,
  from,
  to,
});
const live = (text: string, spokenFrom: number, spokenTo: number | null): Segment =>
  aSegment({ id: text, text, spokenFrom, spokenTo, isFinal: true });
const textsOf = (segments: readonly Segment[]) => segments.map(({ text }) => text);

describe('what fills a gap', () => {
  it('lies where the server heard it, marked as late', () => {
    expect(backfillSegments(window, heard([piece('seven', 3, 4)], { language: 'en' }), [], 99)).toEqual([
      {
        id: 'backfill-10000-0',
        text: 'seven',
        isFinal: true,
        spokenFrom: 11_000,
        spokenTo: 12_000,
        timing: 'server',
        arrivedAt: 99,
        source: 'backfill',
        language: 'en',
      },
    ]);
  });

  it.each<[string, HeardPiece[], Segment[], string[]]>([
    [
      'leaves out what is context alone',
      [piece('one', 0.5, 1.5), piece('two', 3, 4), piece('six', 12.5, 13)],
      [],
      ['two'],
    ],
    [
      'leaves out the words of the context that the transcript has',
      [piece('is quiet and the harbour', 1, 6), piece('was full of ships', 6, 13)],
      [live('All is quiet', 7000, 9800), live('of ships.', 20_500, 22_000)],
      ['and the harbour', 'was full'],
    ],
    [
      'does so where the server gives no times',
      [piece('All is quiet, and the harbour was full of ships')],
      [live('all is quiet', 7000, 9800), live('of ships', 20_500, null)],
      ['and the harbour was full'],
    ],
    [
      'does so letter by letter where a script has no spaces',
      [piece('今日は晴れです。明日は雨が降ります')],
      [live('今日は晴れです', 8000, 9900), live('が降ります', 20_100, 21_000)],
      ['明日は雨'],
    ],
    [
      'keeps a word at the edge that only looks alike in part',
      [piece('weight of ships')],
      [live('eight', 9000, 9900)],
      ['weight of ships'],
    ],
    [
      'keeps a word that was said again',
      [piece('no problem, he said', 1.9, 11.9)],
      [live('I said no', 7000, 9200), live('said she', 21_000, 22_000)],
      ['no problem, he said'],
    ],
    [
      'leaves out a word whose time another recogniser rounds',
      [piece('no problem', 1.5, 6)],
      [live('I said no', 7000, 9200)],
      ['problem'],
    ],
    [
      'has nothing where the server heard nothing else',
      [piece('All is quiet')],
      [live('all is quiet.', 8000, 9900)],
      [],
    ],
    [
      'replaces nothing that is final',
      [piece('lies where it was', 4, 6), piece('and this is new', 8, 10)],
      [live('stays where it was', 12_000, 14_000)],
      ['and this is new'],
    ],
  ])('%s', (_, pieces, known, texts) => {
    expect(textsOf(backfillSegments(window, heard(pieces), known, 0))).toEqual(texts);
  });

  it('begins with the first voice where a server begins with the sound', () => {
    const [segment] = backfillSegments(window, heard([piece('seven', 0, 5)], { voiceFrom: 12_500 }), [], 0);
    expect(segment).toMatchObject({ spokenFrom: 12_500, spokenTo: 13_000 });
  });

  it('is divided where no segment holds it, and nothing of it is lost', () => {
    const text = Array.from({ length: 4000 }, (_, index) => `word${String(index)}`).join(' ');
    const segments = backfillSegments(window, heard([piece(text)]), [], 0);
    expect(segments.length).toBeGreaterThan(1);
    expect(textsOf(segments).join(' ')).toBe(text);
  });

  it('is valid, in its window, and the same each time, whatever a server says', () => {
    const number = fc.option(fc.double({ min: 0, max: 20, noNaN: true }));
    const pieces = fc.array(
      fc.record({ text: fc.string({ maxLength: 40, unit: 'binary' }), from: number, to: number }),
    );
    const known = fc.array(
      fc
        .tuple(fc.string({ minLength: 1 }), fc.nat(25_000), fc.option(fc.nat(5000)))
        .map(([text, from, length]) => live(text, from, length === null ? null : from + length)),
    );
    fc.assert(
      fc.property(pieces, known, (given, others) => {
        const segments = backfillSegments(window, heard(given), others, 0);
        expect(
          backfillSegments(window, heard(given), [...others, ...segments], 0).length,
        ).toBeLessThanOrEqual(segments.length);
        expect(new Set(segments.map(({ id }) => id)).size).toBe(segments.length);
        for (const segment of segments) {
          expect(v.is(segmentSchema, segment)).toBe(true);
          expect(segment.text.length).toBeLessThanOrEqual(longestSegment);
          expect(segment.text.trim()).not.toBe('');
          expect(segment.spokenFrom).toBeGreaterThanOrEqual(sound.from);
          expect(segment.spokenTo).toBeLessThanOrEqual(sound.to);
          expect(segment.spokenTo).toBeGreaterThanOrEqual(segment.spokenFrom);
        }
      }),
    );
  });
});

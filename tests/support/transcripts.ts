import fc from 'fast-check';
import type { Segment } from '../../utils/domain/transcript/segment.ts';
import { aSegment } from './segments.ts';

/** A final live segment, spoken in as long as its text takes; times are epoch milliseconds. */
export function segment(text: string, spokenFrom: number, more: Partial<Segment> = {}): Segment {
  const spokenTo = spokenFrom + 60 * text.length;
  return aSegment({ id: `segment-${String(spokenFrom)}`, text, spokenFrom, spokenTo, ...more });
}

/** Words as people say them, and texts that a broken or hostile server sends. */
const sayings = [
  'Good morning, everybody.',
  'one two three four five six seven eight nine zero',
  'The rain in Spain stays mainly in the plain; it was not meant to be here for the whole of the long week.',
  '今日は天気がいいので、東京都庁まで歩いて行きましょう。',
  'えーっと、「マイクロフォン」のテストです。ちょっと待ってください！',
  'สวัสดีครับวันนี้อากาศดีมาก',
  'مرحبا بكم في الاجتماع اليوم، كيف حالكم؟',
  'שלום לכולם, 123 בדיקה',
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft ist lang.',
  '👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦',
  '<b>bold</b> & {\\an8} 1 --> 2',
  '00:00:01,000 --> 00:00:02,000',
  'NOTE\n\nWEBVTT\r\n\u0000\u202Ereversed',
  'e\u0301\u0302\u0303\u0304'.repeat(30),
  '12345',
  ' ',
  '',
];

/** A text of a segment, in any of many scripts, or of no sense at all. */
const arbitrarySaying = fc.oneof(
  { arbitrary: fc.constantFrom(...sayings), weight: 4 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 200 }), weight: 1 },
  { arbitrary: fc.string({ unit: 'grapheme', maxLength: 200 }), weight: 1 },
);

/** Segments in the order of their times, which begin at `startsAt`. */
export function arbitrarySegments(startsAt: number): fc.Arbitrary<Segment[]> {
  const drawn = fc.record({
    text: arbitrarySaying,
    pauseMs: fc.integer({ min: 0, max: 9000 }),
    lengthMs: fc.option(fc.integer({ min: 0, max: 12_000 })),
    isFinal: fc.boolean(),
    source: fc.constantFrom('live', 'catch-up', 'backfill'),
    speaker: fc.option(fc.constantFrom('Anna', 'Ben'), { nil: undefined }),
    correction: fc.option(arbitrarySaying, { nil: undefined }),
  });
  return fc.array(drawn, { maxLength: 40 }).map((all) => {
    let at = startsAt;
    return all.map(({ text, pauseMs, lengthMs, isFinal, source, speaker, correction }, index) => {
      at += pauseMs;
      return segment(text, at, {
        id: `id-${String(index)}`,
        spokenTo: lengthMs === null ? null : at + lengthMs,
        isFinal,
        source,
        ...(speaker !== undefined && { speaker }),
        ...(correction !== undefined && { correction }),
      });
    });
  });
}

/** Gaps in order and without an overlap, after `startsAt`. */
export function arbitraryGaps(startsAt: number): fc.Arbitrary<{ from: number; to: number }[]> {
  const lengths = fc.tuple(fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 1, max: 20_000 }));
  return fc.array(lengths, { maxLength: 5 }).map((all) => {
    let at = startsAt;
    return all.map(([pauseMs, lengthMs]) => {
      const from = at + pauseMs;
      at = from + lengthMs;
      return { from, to: at };
    });
  });
}

/** Counts from 1 on. */
export function counter(): () => number {
  let count = 0;
  return () => (count += 1);
}

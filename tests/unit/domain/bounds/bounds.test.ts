import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  largestNumber,
  latestMoment,
  longestText,
  withinBounds,
} from '../../../../utils/domain/bounds/bounds.ts';
import { findPatterns } from '../../../../utils/domain/past/patterns.ts';
import { sessionStory } from '../../../../utils/domain/past/session-story.ts';
import { sessionTimeline } from '../../../../utils/domain/past/session-timeline.ts';
import { timeTicks } from '../../../../components/session-details/time-window.ts';
import { textsOf } from '../../../support/messages.ts';

const extremes = [
  NaN,
  ...[Infinity, Number.MAX_VALUE, 1e308, 8.64e15 + 1, 8.64e15, 2 ** 53, 1e13, 0, 1e-320].flatMap((each) => [
    each,
    -each,
  ]),
];

describe('plain data are brought within the bounds', () => {
  it.each<[string, unknown, unknown]>([
    ['a moment after the last', { at: 8.64e15 }, { at: latestMoment }],
    ['a moment before the first', { at: -1 }, { at: 0 }],
    ['a length beyond all clocks', { durationMs: 1e308 }, { durationMs: largestNumber }],
    ['a length before all clocks', { holeMs: -Infinity }, { holeMs: -largestNumber }],
    ['no number', { figure: NaN, at: NaN }, { figure: 0, at: 0 }],
    ['a text', { label: 'x'.repeat(longestText + 1) }, { label: 'x'.repeat(longestText) }],
    ['what is deep inside', { a: [{ b: { at: Infinity } }] }, { a: [{ b: { at: latestMoment } }] }],
  ])('%s', (_, given, fitted) => {
    expect(withinBounds(given)).toEqual(fitted);
  });

  it('where they exceed them, and are returned as they are otherwise', () => {
    const given = {
      at: 1.8e12,
      durationMs: -3,
      label: 'Headset',
      failure: null,
      muted: true,
      pair: { x: '' },
    };
    expect(withinBounds(given)).toBe(given);
  });
});

describe.each(['en', 'ja'] as const)('words for any figure, in %s', (language) => {
  const texts = textsOf(language);
  const sayings = {
    duration: texts.duration,
    clock: texts.clock,
    milliseconds: texts.milliseconds,
    tenthsOfAClock: (ms: number) => texts.clock(ms, { withTenths: true }),
    time: texts.time,
    timeWithSeconds: texts.timeWithSeconds,
    day: texts.day,
    shortMoment: texts.shortMoment,
    moment: texts.moment,
    hour: texts.hour,
    number: texts.number,
    percent: texts.percent,
    tenths: texts.tenths,
    bytes: texts.bytes,
  };

  it.each(Object.entries(sayings))('%s never throws', (_, say) => {
    for (const figure of extremes) expect(say(figure)).toEqual(expect.any(String));
    fc.assert(
      fc.property(fc.double(), (figure) => {
        expect(say(figure)).not.toBe('');
      }),
    );
  });
});

describe('loops over time end, however long the time', () => {
  const anyFigure = fc.oneof(fc.double(), fc.constantFrom(...extremes));
  const localTime = (at: number) => ({ day: Math.floor(at / 86_400_000), hour: new Date(at).getHours() });

  it('of the ticks of an axis', () => {
    fc.assert(
      fc.property(anyFigure, anyFigure, (from, to) => {
        expect(timeTicks({ from, to }, 7, 0).length).toBeLessThanOrEqual(8);
      }),
    );
  });

  it('of the patterns of many sessions', () => {
    const life = fc.record({ from: anyFigure, ms: anyFigure, died: fc.boolean() });
    const past = fc.record({
      profile: fc.constantFrom(
        { id: 'studio', name: 'Studio', kind: 'whip' } as const,
        { id: 'other', name: 'Other', kind: 'loopback' } as const,
      ),
      connections: fc.array(life, { maxLength: 30 }),
      failure: fc.constant(null),
      startedAt: anyFigure,
      textDelay: fc.option(fc.record({ p50: anyFigure, p95: anyFigure }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(past, { maxLength: 20 }), (sessions) => {
        expect(findPatterns(sessions, localTime).length).toBeLessThanOrEqual(5);
      }),
    );
  });

  it('of a log with more lines than a call has arguments', () => {
    const lines = 200_000;
    const log = Array.from({ length: lines }, (_, index) => ({
      sessionId: 'one',
      writer: 'host' as const,
      seq: index + 1,
      at: index,
      ...(index % 2 === 0
        ? { kind: 'session-resumed' as const, holeMs: 1 }
        : { kind: 'warning-raised' as const, warning: 'high-loss' as const, figure: index }),
    }));
    expect(sessionTimeline(log, lines).phases.length).toBeGreaterThan(0);
    expect(sessionStory(log, lines).length).toBeGreaterThan(0);
  });
});

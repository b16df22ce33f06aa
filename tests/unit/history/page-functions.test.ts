import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisTop } from '../../../components/session-details/axis-top.ts';
import { chartSpecs } from '../../../components/session-details/chart-specs.ts';
import { eventMarks } from '../../../components/session-details/event-marks.ts';
import { figurePaths, height } from '../../../components/session-details/figure-paths.ts';
import { historyItems } from '../../../components/history-list/history-items.ts';
import { momentWords } from '../../../components/session-details/moment-words.ts';
import { patternBars } from '../../../components/history-list/pattern-bars.ts';
import { proofFigures, proofRuns } from '../../../components/session-details/proof-runs.ts';
import { bucketAt } from '../../../components/session-details/series-bucket.ts';
import { sessionFacts } from '../../../components/session-details/session-facts.ts';
import { sessionFigures } from '../../../components/session-details/session-figures.ts';
import {
  interruptionWords,
  outcomeText,
  kindWords,
  sessionProfileName,
} from '../../../components/session-actions/session-words.ts';
import { bandRows, figureRows } from '../../../components/session-details/table-rows.ts';
import {
  fitSpan,
  moveSpan,
  spanWith,
  timeTicks,
  zoomSpan,
} from '../../../components/session-details/time-window.ts';
import { timelineBars } from '../../../components/session-details/timeline-bars.ts';
import { gapLedger } from '../../../utils/domain/past/gap-ledger.ts';
import { errorBudget } from '../../../utils/domain/past/error-budget.ts';
import { findPatterns } from '../../../utils/domain/past/patterns.ts';
import { eventGroup, eventTone, type SessionEvent } from '../../../utils/domain/log/session-event.ts';
import { sessionStory } from '../../../utils/domain/past/session-story.ts';
import { sessionTimeline, type SessionTimeline } from '../../../utils/domain/past/session-timeline.ts';
import { packedFigures } from '../../../utils/history/rows/packed-minute.ts';
import type { SampleSeries } from '../../../utils/history/rows/sample-series.ts';
import { compareEvents, projectSession } from '../../../utils/history/rows/session-projection.ts';
import type { SessionRow } from '../../../utils/history/rows/session-row.ts';
import { packRow, unpackRow } from '../../../utils/history/rows/stored-row.ts';
import { deliveryTexts } from '../../../utils/texts/delivery-texts.ts';
import { eventTexts } from '../../../utils/texts/event-texts.ts';
import { patternTexts } from '../../../utils/texts/pattern-texts.ts';
import { storyParagraph } from '../../../utils/texts/story-texts.ts';
import type { Texts } from '../../../utils/texts/texts.ts';
import { readSourceFiles } from '../../support/architecture/source-files.ts';
import { anyLog } from '../../support/history/arbitrary-events.ts';
import { textsOf } from '../../support/messages.ts';

/** What a page knows of the session that it shows. */
interface Shown {
  texts: Texts;
  row: SessionRow;
  events: readonly SessionEvent[];
  timeline: SessionTimeline;
  series: SampleSeries;
  span: { from: number; to: number };
}

/**
 * A function that a page calls for a session: its result's pieces, each of which is drawn, and how many there
 * may be.
 */
interface PageFunction {
  /** The modules of the product that the function uses. */
  modules: string[];
  most: number;
  pieces(shown: Shown): readonly unknown[];
}

const localTime = (at: number) => ({ day: Math.floor(at / 86_400_000), hour: new Date(at).getHours() });
const points = 480;

const pageFunctions: Record<string, PageFunction> = {
  'the story': {
    modules: ['session-story', 'story-texts'],
    most: 30,
    pieces({ texts, events, row }) {
      const story = sessionStory(events, row.lastEventAt);
      return [...story, storyParagraph(texts, story)];
    },
  },
  'the facts': {
    modules: ['session-facts', 'codec-text', 'profile-kind-texts'],
    most: 9 * 11,
    pieces: ({ texts, row, events }) => sessionFacts(texts, row, events).flatMap(({ values }) => values),
  },
  'the error budget': {
    modules: ['error-budget'],
    most: 1,
    pieces: ({ events }) => [errorBudget(events)],
  },
  'what arrived': {
    modules: ['gap-ledger', 'delivery-texts'],
    most: 3,
    pieces({ texts, row, events }) {
      const { headline, notes } = deliveryTexts(texts, gapLedger(events, row.lastEventAt), 0.004);
      return headline === null ? notes : [headline, ...notes];
    },
  },
  'the figures': {
    modules: ['session-figures'],
    most: 7,
    pieces: ({ texts, row, timeline }) => sessionFigures(texts, row, timeline, row.lastEventAt),
  },
  'the words of its row': {
    modules: ['session-words', 'history-items'],
    most: 10,
    pieces: ({ texts, row }) => [
      outcomeText(texts, row),
      sessionProfileName(texts, row),
      ...kindWords(texts, row, row.profileName),
      ...interruptionWords(texts, row),
      ...historyItems(texts, [row], { byDay: true, now: row.lastEventAt }),
    ],
  },
  'the bars of its timeline': {
    modules: ['session-timeline', 'timeline-bars'],
    // Bars of the phases: one for each place and those in between; bars of the warnings: as many for each
    // kind.
    most: 10_000,
    pieces: ({ timeline: { phases, warnings, microphone }, span }) => [
      ...timelineBars(
        phases.map((band) => ({ ...band, kind: band.phase })),
        span,
      ),
      ...timelineBars(
        warnings.map((band) => ({ ...band, kind: 'warned' as const })),
        span,
      ),
      ...timelineBars(
        microphone.map((band) => ({ ...band, kind: band.condition })),
        span,
      ),
    ],
  },
  'the proofs on its timeline': {
    modules: ['proof-runs'],
    most: proofFigures.length * points,
    pieces: ({ series }) => proofFigures.flatMap((figure) => proofRuns(series, figure)),
  },
  'the marks of its timeline': {
    modules: ['event-marks'],
    most: 49,
    pieces: ({ events, span }) => eventMarks(events, span, 48),
  },
  'the table of its bands': {
    modules: ['table-rows', 'timeline-words', 'warning-texts'],
    most: 500,
    pieces: ({ texts, timeline, events, row }) =>
      bandRows(texts, timeline, { recorded: [], ledger: gapLedger(events, row.lastEventAt) }).rows,
  },
  'the table of its figures': {
    modules: ['table-rows', 'chart-specs'],
    most: 60,
    pieces: ({ texts, series }) => figureRows(texts, series).rows,
  },
  'its axis': {
    modules: ['time-window', 'use-time-window'],
    most: 20,
    pieces: ({ span, timeline }) => [
      ...timeTicks(span, 12, 0),
      fitSpan(span, timeline),
      zoomSpan(span, timeline, 0.5, span.from),
      moveSpan(span, timeline, 0.5),
      spanWith(span, timeline, timeline.to),
    ],
  },
  'a moment on it': {
    modules: ['moment-words', 'series-bucket'],
    most: 10,
    pieces({ texts, timeline, series, span }) {
      const { head, figures } = momentWords(texts, { at: span.from, timeline, series });
      return [head, ...figures, bucketAt(series, span.to)];
    },
  },
  'its charts': {
    modules: ['figure-paths', 'axis-top', 'chart-specs'],
    most: chartSpecs.length,
    pieces: ({ series, span }) =>
      chartSpecs.map(({ figure, least }) => {
        const top = axisTop(1e13, least);
        return [figurePaths(series.at, series.figures[figure], span, top), height(1, top)];
      }),
  },
  'what it has in common with others': {
    modules: ['patterns', 'pattern-texts', 'pattern-bars'],
    most: 100,
    pieces({ texts, row }) {
      const past = {
        profile: { id: row.profileId, name: row.profileName, kind: row.profileKind },
        connections: row.connections,
        failure: row.failure,
        startedAt: row.startedAt,
        textDelay: row.textDelay,
      };
      const found = findPatterns(
        Array.from({ length: 12 }, () => past),
        localTime,
      );
      return found.flatMap((each) => [patternTexts(texts, each), ...patternBars(texts, each)]);
    },
  },
};

/** Further modules that session pages load, which give nothing for each event, band or figure. */
const otherModules: Record<string, string> = {
  'session-event': 'the words, group and tone of each line of the log: below',
  'event-texts': 'the same',
  'shown-names': 'one name, or one for each profile',
  'name-texts': 'the same',
  'frame-error-causes': 'a list',
  'key-part': 'one name of such a list',
  'read-events': 'a bound',
  'failure-texts': 'one failure',
  'history-filters': 'the address',
  'list-keys': 'a key that was pressed',
  'use-session': 'reads what the functions above are given',
  'use-session-past': 'calls them, and keeps what they gave',
  'scattered-loss': 'one share',
  'use-recording': 'the files of one session, one for each host that ran it, with bounded points',
  'recorded-time': 'one place or moment of these files',
  'use-waveform': 'columns that are bounded, of pages that are bounded',
  'moment-in': 'one moment of a segment',
  'spoken-time': 'the text or the end of one segment',
  'search-words': 'the words of a query, which is bounded',
  snippet: 'a line of a bounded length',
  'use-found-texts': 'a bounded list of what was found',
  'use-history': 'the same as use-session',
  'use-patterns': 'the same',
  refresher: 'reads again',
  'export-request': 'a list',
  'use-chosen': 'a keyed set of the list',
  settings: 'the limits',
  'use-drag-to-zoom': 'a pointer',
  'session-bands': 'a list',
  'next-step': 'one failure',
};

const languages = { en: textsOf('en'), ja: textsOf('ja') };

/** The figures of a session, as large and as odd as a file may have them. */
function seriesOf(from: number, to: number, values: readonly (number | null)[]): SampleSeries {
  const bucketMs = Math.max(1000, Math.ceil((Math.max(0, to - from) + 1) / points));
  const count = Math.min(points, Math.ceil((Math.max(0, to - from) + 1) / bucketMs));
  const column = Array.from({ length: count }, (_, index) => values[index % values.length] ?? null);
  return {
    at: Array.from({ length: count }, (_, index) => from + (index + 0.5) * bucketMs),
    bucketMs,
    samples: count,
    figures: Object.fromEntries(
      packedFigures.map((figure) => [figure, { mean: column, min: column, max: column }]),
    ) as SampleSeries['figures'],
  };
}

function shownOf(log: readonly SessionEvent[], values: readonly (number | null)[], zoom: number): Shown[] {
  const events = log.toSorted(compareEvents);
  const projected = projectSession(events);
  if (!projected) return [];
  const row = unpackRow(packRow(projected));
  const timeline = sessionTimeline(events, row.lastEventAt);
  const { from, to } = timeline;
  const span = fitSpan({ from, to: from + (to - from) * zoom }, timeline);
  const series = seriesOf(from, to, values);
  return Object.values(languages).map((texts) => ({ texts, row, events, timeline, series, span }));
}

const anyFigure = fc.oneof(
  fc.constantFrom(null, 0, 1, -1, 1e13, -1e13, 1e-320),
  fc.double({ min: -1e13, max: 1e13, noNaN: true }),
);
const zooms = fc.constantFrom(0, 1e-9, 0.01, 1);

function expectBounded(shown: Shown): void {
  for (const [name, { most, pieces }] of Object.entries(pageFunctions)) {
    expect(pieces(shown).length, name).toBeLessThanOrEqual(most);
  }
}

describe('whatever a file may hold', () => {
  it('a page makes its words and pictures of it, and no more than it can draw', () => {
    fc.assert(
      fc.property(
        anyLog('one'),
        fc.array(anyFigure, { minLength: 1, maxLength: 5 }),
        zooms,
        (log, values, zoom) => {
          for (const shown of shownOf(log, values, zoom)) {
            expectBounded(shown);
            for (const event of shown.events) {
              expect(eventTexts(shown.texts, event).text).toEqual(expect.any(String));
              expect([eventGroup(event.kind), eventTone(event)]).toHaveLength(2);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('also of a log that goes on and on', () => {
    const repeated = fc.tuple(anyLog('one'), fc.constantFrom(200, 1000), fc.constantFrom(1, 1000, 60_000));
    fc.assert(
      fc.property(repeated, zooms, ([log, times, everyMs], zoom) => {
        const ofOneRound = log.filter(({ kind }) => kind !== 'session-ended');
        const events = Array.from({ length: times }, (_, round) =>
          ofOneRound.map((event, index) => ({
            ...event,
            seq: round * ofOneRound.length + index + 1,
            at: 1.7e12 + (round * ofOneRound.length + index) * everyMs,
          })),
        ).flat();
        for (const shown of shownOf(events, [0.5, null], zoom)) expectBounded(shown);
      }),
      { numRuns: 15 },
    );
  });
});

it('everything that a session’s page asks of a session is in the table above', () => {
  const views = /^components\/(session-details|session-actions|history-list)\/.*\.vue$/;
  const loaded = [...readSourceFiles().values()]
    .filter(({ path }) => views.test(path))
    .flatMap(({ imports }) => imports)
    .filter(({ path, isTypeOnly }) => path !== null && !isTypeOnly && path.endsWith('.ts'))
    .map(({ path }) => path ?? '')
    .filter((path) => /^(components\/(session-details|session-actions|history-list)|utils)\//.test(path))
    .map((path) => path.replace(/^.*\/|\.ts$/g, ''));
  const known = new Set([
    ...Object.values(pageFunctions).flatMap(({ modules }) => modules),
    ...Object.keys(otherModules),
  ]);
  expect(
    [...new Set(loaded)].filter((module) => !known.has(module)),
    'add these to pageFunctions with what they give and its bound; or to otherModules, where that does not grow with a session',
  ).toEqual([]);
});

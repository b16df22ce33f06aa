import type { GapLedger } from '../../utils/domain/past/gap-ledger.ts';
import type { SessionTimeline } from '../../utils/domain/past/session-timeline.ts';
import type { RecordedStretch } from '../../utils/domain/recording/recorded-time.ts';
import type { SampleSeries } from '../../utils/history/rows/sample-series.ts';
import { gapNames } from '../../utils/texts/delivery-texts.ts';
import type { Texts } from '../../utils/texts/texts.ts';
import { warningText } from '../../utils/texts/warning-texts.ts';
import { keyPart } from '../../utils/texts/key-part.ts';
import { chartSpecs } from '../session-details/chart-specs.ts';

/** The number of bands that a table lists: a browser draws that many at once, and nobody reads more. */
const mostBands = 500;

/** The number of rows of figures that somebody still reads. */
const mostFigures = 60;

export interface BandRow {
  name: string;
  /** Epoch milliseconds. */
  from: number;
  to: number;
}

/** The first bands of a timeline, a ledger and a recording in words, by their beginnings, and the number of all. */
export function bandRows(
  texts: Texts,
  timeline: SessionTimeline,
  {
    recorded,
    ledger,
  }: { recorded: readonly RecordedStretch[]; ledger: Pick<GapLedger, 'gaps' | 'late' | 'catchUps'> },
): { rows: BandRow[]; all: number } {
  const bands = [
    ...timeline.phases.map(({ from, to, phase }) => ({ from, to, name: () => texts.t(`timeline_${phase}`) })),
    ...ledger.gaps
      .filter(({ lostMs }) => lostMs > 0)
      .map(({ from, to, cause }) => ({ from, to, name: () => texts.t(gapNames[cause]) })),
    ...ledger.late.map(({ from, to }) => ({ from, to, name: () => texts.t('timeline_late') })),
    ...ledger.catchUps.map(({ from, to }) => ({ from, to, name: () => texts.t('timeline_catch_up') })),
    ...timeline.warnings.map(({ from, to, warning }) => ({
      from,
      to,
      name: () => warningText(texts, warning),
    })),
    ...timeline.microphone.map(({ from, to, condition }) => ({
      from,
      to,
      name: () => texts.t(`timeline_${keyPart(condition)}`),
    })),
    ...recorded.map(({ from, to }) => ({ from, to, name: () => texts.t('recording_title') })),
  ].sort((one, other) => one.from - other.from);
  const rows = bands.slice(0, mostBands).map(({ from, to, name }) => ({ from, to, name: name() }));
  return { rows, all: bands.length };
}

export interface FigureRow {
  /** Epoch milliseconds. */
  at: number;
  /** The values, one for each chart. */
  values: string[];
}

/** Buckets of a series in words, each a fixed time after the one before. */
export function figureRows(texts: Texts, series: SampleSeries): { rows: FigureRow[]; everyMs: number } {
  const step = Math.max(1, Math.ceil(series.at.length / mostFigures));
  const rows = series.at.flatMap((at, index) => {
    if (index % step !== 0) return [];
    const values = chartSpecs.map(({ figure, text }) => {
      const value = series.figures[figure].mean[index];
      return value === null || value === undefined ? '–' : text(texts, value);
    });
    return [{ at, values }];
  });
  return { rows, everyMs: step * series.bucketMs };
}

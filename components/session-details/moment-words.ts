import type { SessionTimeline } from '../../utils/domain/past/session-timeline.ts';
import type { SampleSeries } from '../../utils/history/rows/sample-series.ts';
import type { Texts } from '../../utils/texts/texts.ts';
import { chartSpecs } from './chart-specs.ts';
import { bucketAt } from './series-bucket.ts';

export interface Moment {
  /** Epoch milliseconds of the moment. */
  at: number;
  timeline: SessionTimeline;
  series: SampleSeries | null;
}

export interface MomentWords {
  /** The time and the phase. */
  head: string;
  figures: string[];
}

/** Puts one moment of a session into words. */
export function momentWords(texts: Texts, { at, timeline, series }: Moment): MomentWords {
  const phase = timeline.phases.find(({ from, to }) => at >= from && at <= to)?.phase ?? 'starting';
  const head = texts.t(
    'axis_moment',
    texts.timeWithSeconds(at),
    texts.clock(at - timeline.from),
    texts.t(`timeline_${phase}`),
  );
  const bucket = series ? bucketAt(series, at) : null;
  if (series === null || bucket === null) return { head, figures: [] };
  const figures = chartSpecs.flatMap(({ figure, name, text }) => {
    const value = series.figures[figure].mean[bucket];
    return value === null || value === undefined || (figure === 'consecutiveErrors' && value < 0.5)
      ? []
      : [texts.t('axis_figure', texts.t(name), text(texts, value))];
  });
  return { head, figures };
}

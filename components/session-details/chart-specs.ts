import type { SampleFigure } from '../../utils/history/rows/sample-series.ts';
import type { TextKey, Texts } from '../../utils/texts/texts.ts';

/** A chart of one figure. */
export interface ChartSpec {
  figure: SampleFigure;
  name: TextKey;
  colour: '--accent' | '--live' | '--warning';
  /** The top of the axis where all values are smaller, so that a calm session looks calm. */
  least: number;
  text(texts: Texts, value: number): string;
}

/** The charts from the top down; values are as sampled, see `Sample`. */
export const chartSpecs: readonly ChartSpec[] = [
  {
    figure: 'roundTripTime',
    name: 'chart_round_trip',
    colour: '--accent',
    least: 0.1,
    text: (texts, seconds) => texts.milliseconds(seconds * 1000),
  },
  {
    figure: 'jitter',
    name: 'chart_jitter',
    colour: '--accent',
    least: 0.03,
    text: (texts, seconds) => texts.milliseconds(seconds * 1000),
  },
  {
    figure: 'fractionLost',
    name: 'chart_loss',
    colour: '--warning',
    least: 0.05,
    text: (texts, share) => texts.percent(share),
  },
  {
    figure: 'bitrate',
    name: 'chart_bitrate',
    colour: '--accent',
    least: 40_000,
    text: (texts, bits) => texts.t('chart_kilobits', Math.round(bits / 1000)),
  },
  {
    figure: 'audioLevel',
    name: 'chart_level',
    colour: '--live',
    least: 0.2,
    text: (texts, level) => texts.percent(level),
  },
  {
    figure: 'consecutiveErrors',
    name: 'chart_errors',
    colour: '--warning',
    least: 10,
    text: (texts, errors) => texts.number(Math.round(errors)),
  },
];

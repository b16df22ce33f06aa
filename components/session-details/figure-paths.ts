import type { SeriesColumns } from '../../utils/history/rows/sample-series.ts';
import { shareOf, type TimeSpan } from './time-window.ts';

/** The size of a chart in its own units; the picture is stretched to the size that it has on the page. */
export const plane = { width: 1000, height: 100 };

export interface FigurePaths {
  /** The path of the mean, interrupted where no value is known. */
  line: string;
  /** The path of the area between minimum and maximum. */
  shade: string;
}

interface Point {
  x: string;
  mean: string;
  min: string;
  max: string;
}

/** One figure over time as SVG paths; `top` is the value at the upper edge. */
export function figurePaths(
  at: readonly number[],
  { mean, min, max }: SeriesColumns,
  span: TimeSpan,
  top: number,
): FigurePaths {
  const runs: Point[][] = [];
  let run: Point[] = [];
  at.forEach((moment, index) => {
    const value = mean[index];
    if (value === null || value === undefined) {
      run = [];
      return;
    }
    if (run.length === 0) runs.push(run);
    run.push({
      x: (shareOf(span, moment) * plane.width).toFixed(1),
      mean: height(value, top),
      min: height(min[index] ?? value, top),
      max: height(max[index] ?? value, top),
    });
  });
  return { line: runs.map(lineOf).join(''), shade: runs.map(shadeOf).join('') };
}

/** A value's distance from the upper edge, in the chart's units. */
export function height(value: number, top: number): string {
  return (plane.height * (1 - Math.min(1, Math.max(0, value / top)))).toFixed(1);
}

function lineOf(run: readonly Point[]): string {
  // A single value is drawn as a dot.
  return `M${run.map(({ x, mean }) => `${x} ${mean}`).join('L')}${run.length === 1 ? 'h.1' : ''}`;
}

function shadeOf(run: readonly Point[]): string {
  const there = run.map(({ x, max }) => `${x} ${max}`);
  const back = run.map(({ x, min }) => `${x} ${min}`).reverse();
  return `M${[...there, ...back].join('L')}Z`;
}

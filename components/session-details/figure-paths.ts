import type { SeriesColumns } from '../../utils/history/rows/sample-series.ts';
import { shareOf, type TimeSpan } from './time-window.ts';

/** The size of a chart's own units; its picture is stretched to the place that it has. */
export const plane = { width: 1000, height: 100 };

export interface FigurePaths {
  /** The mean, broken where nothing is known. */
  line: string;
  /** Between the least and the greatest. */
  shade: string;
}

interface Point {
  x: string;
  mean: string;
  min: string;
  max: string;
}

/** One figure over time as paths of SVG; `top` is the value at the upper edge. */
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

/** Where a value lies, from the upper edge down. */
export function height(value: number, top: number): string {
  return (plane.height * (1 - Math.min(1, Math.max(0, value / top)))).toFixed(1);
}

function lineOf(run: readonly Point[]): string {
  // What stands alone is a dot.
  return `M${run.map(({ x, mean }) => `${x} ${mean}`).join('L')}${run.length === 1 ? 'h.1' : ''}`;
}

function shadeOf(run: readonly Point[]): string {
  const there = run.map(({ x, max }) => `${x} ${max}`);
  const back = run.map(({ x, min }) => `${x} ${min}`).reverse();
  return `M${[...there, ...back].join('L')}Z`;
}

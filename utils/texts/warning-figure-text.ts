import { unitOf, type Warning } from '../domain/warnings/warning-kinds.ts';
import type { Texts } from './texts.ts';

/** A figure of a warning; what its text has a unit for is without one. */
export function warningFigureText(
  { duration, percent, tenths }: Texts,
  warning: Warning,
  figure: number,
): string {
  switch (unitOf(warning)) {
    case 'share':
      return percent(figure);
    case 'bits-per-second':
      return tenths(figure / 1000);
    default:
      return duration(figure * 1000);
  }
}

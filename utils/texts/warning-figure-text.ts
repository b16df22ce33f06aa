import { unitOf, type Warning } from '../domain/warnings/warning-kinds.ts';
import type { Texts } from './texts.ts';

/** Formats a warning's figure; without a unit where its text has one. */
export function warningFigureText(
  { duration, number, percent, tenths }: Texts,
  warning: Warning,
  figure: number,
): string {
  switch (unitOf(warning)) {
    case 'count':
      return number(figure);
    case 'share':
      return percent(figure);
    case 'bits-per-second':
      return tenths(figure / 1000);
    case 'decibels':
      return tenths(figure);
    default:
      return duration(figure * 1000);
  }
}

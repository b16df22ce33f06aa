import { clampMoment } from './bounds.ts';

/**
 * A moment, in epoch milliseconds, on the clock of this computer's time zone, as spreadsheets recognise it:
 * `2026-11-30 14:05:07`. Its first ten characters are the local day. A year always has four digits.
 */
export function localTime(at: number): string {
  const moment = new Date(clampMoment(at));
  const [year, ...others] = [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()];
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(two).join(':');
  return `${Math.min(year, 9999)}-${others.map(two).join('-')} ${clock}`;
}

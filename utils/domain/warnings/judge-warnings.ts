import { warningKinds, warnings as all, worseFigure, type Warning } from './warning-kinds.ts';
import type { WarningChange } from './warning-events.ts';

interface Standing {
  /** Epoch milliseconds when the warning was raised; null while it is not. */
  raisedAt: number | null;
  /** The number of consecutive readings in favour of a change. */
  readings: number;
  /** The last figure. */
  figure: number;
  /** The mean of the figures since the warning was raised, which weighs the latest most. */
  mean: number;
  /** The worst figure since the warning was raised. */
  worst: number;
}

const fresh: Standing = { raisedAt: null, readings: 0, figure: 0, mean: 0, worst: 0 };

/** The number of readings after which a figure weighs little in the mean. */
const meanOverReadings = 10;

/** What is known of each warning, from one reading to the next. */
export type Warnings = Readonly<Partial<Record<Warning, Standing>>>;

export interface WarningsJudged {
  warnings: Warnings;
  /** The events to log: for each warning raised and cleared by turns. */
  changes: WarningChange[];
}

export const noWarnings: Warnings = {};

/**
 * Judges one more reading of the figures, one a second, at the time `at` in epoch milliseconds. A figure that is
 * missing or null is not known, and leaves its warning as it is.
 */
export function judgeWarnings(
  before: Warnings,
  figures: Partial<Record<Warning, number | null>>,
  at: number,
): WarningsJudged {
  const warnings: Partial<Record<Warning, Standing>> = { ...before };
  const changes: WarningChange[] = [];
  for (const warning of all) {
    const figure = figures[warning] ?? null;
    if (figure === null) continue;
    const judged = judge(warning, before[warning], figure, at);
    warnings[warning] = judged.standing;
    if (judged.change) changes.push(judged.change);
  }
  return { warnings, changes };
}

function judge(
  warning: Warning,
  before: Standing = fresh,
  figure: number,
  at: number,
): { standing: Standing; change: WarningChange | null } {
  const { raise, clear, readingsToRaise, readingsToClear } = warningKinds[warning];
  const sign = raise < clear ? -1 : 1;
  if (before.raisedAt === null) {
    const readings = sign * figure >= sign * raise ? before.readings + 1 : 0;
    if (readings < readingsToRaise)
      return { standing: { raisedAt: null, readings, figure, mean: figure, worst: figure }, change: null };
    const standing = { raisedAt: at, readings: 0, figure, mean: figure, worst: figure };
    return { standing, change: { kind: 'warning-raised', warning, figure } };
  }
  const worst = worseFigure(warning, before.worst, figure);
  const mean = before.mean + (figure - before.mean) / meanOverReadings;
  // A lost packet every few seconds is nothing to warn of, but makes one reading of every few a bad one.
  const isGood = [figure, mean].some((each) => sign * each <= sign * clear);
  const readings = isGood ? before.readings + 1 : 0;
  const standing = { raisedAt: before.raisedAt, readings, figure, mean, worst };
  if (readings < readingsToClear) return { standing, change: null };
  const afterMs = at - before.raisedAt;
  return {
    standing: { raisedAt: null, readings: 0, figure, mean, worst },
    change: { kind: 'warning-cleared', warning, figure, worst, afterMs },
  };
}

/** Ends the raised warnings among `which`, for another reason than a good figure. */
export function closeWarnings(
  before: Warnings,
  why: NonNullable<Extract<WarningChange, { kind: 'warning-cleared' }>['why']>,
  at: number,
  which: readonly Warning[] = all,
): WarningsJudged {
  const warnings: Partial<Record<Warning, Standing>> = { ...before };
  const changes: WarningChange[] = [];
  for (const warning of which) {
    const standing = before[warning];
    warnings[warning] = fresh;
    if (typeof standing?.raisedAt !== 'number') continue;
    const { figure, worst, raisedAt } = standing;
    changes.push({ kind: 'warning-cleared', warning, figure, worst, afterMs: at - raisedAt, why });
  }
  return { warnings, changes };
}

/** The warnings that are raised, the gravest first. */
export function raisedWarnings(warnings: Warnings): Warning[] {
  return all.filter((warning) => typeof warnings[warning]?.raisedAt === 'number');
}

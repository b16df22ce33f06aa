import type { LinkWarning } from './link-warnings.ts';
import type { WarningChange } from './warning-events.ts';

/**
 * A figure beyond `raise` in so many looks in a row raises the warning, one on the good side of `clear` in so many
 * clears it; between the two nothing changes, so that a figure that swings around one of them tells nothing.
 */
interface Rule {
  raise: number;
  clear: number;
  looksToRaise: number;
  looksToClear: number;
}

/** In the units of {@link LinkWarning}, and the gravest first; `raise` below `clear` means that less is worse. */
const rules: Record<LinkWarning, Rule> = {
  // The least that Opus is made for is 6 kbit/s (RFC 6716 section 2.1.1); even a pause takes more at its usual rate.
  'low-bitrate': { raise: 5000, clear: 8000, looksToRaise: 3, looksToClear: 3 },
  // The zeros have lasted some seconds before anybody calls them silence.
  'silent-microphone': { raise: 4, clear: 2, looksToRaise: 1, looksToClear: 2 },
  // Opus hides a few lost packets, and no more (RFC 6716 section 2.1.7).
  'high-loss': { raise: 0.05, clear: 0.02, looksToRaise: 3, looksToClear: 5 },
  // More than the usual receiver's buffer evens out at once.
  'high-jitter': { raise: 0.05, clear: 0.03, looksToRaise: 3, looksToClear: 5 },
  // ITU-T G.114: from 0.2 s each way on a talk suffers. It is measured in every second or third look.
  'high-round-trip-time': { raise: 0.4, clear: 0.3, looksToRaise: 2, looksToClear: 3 },
};

/** From the gravest to the least. */
const linkWarnings = Object.keys(rules) as LinkWarning[];

interface Standing {
  /** Epoch milliseconds; null while it is not raised. */
  raisedAt: number | null;
  /** How many looks in a row were in favour of a change. */
  looks: number;
  /** The last figure. */
  figure: number;
  /** The worst since it was raised. */
  worst: number;
}

const fresh: Standing = { raisedAt: null, looks: 0, figure: 0, worst: 0 };

/** What is known of each warning, from one look to the next. */
export type Warnings = Readonly<Partial<Record<LinkWarning, Standing>>>;

export interface WarningsJudged {
  warnings: Warnings;
  /** What is to be logged: for each warning raised and cleared by turns. */
  changes: WarningChange[];
}

export const noWarnings: Warnings = {};

/**
 * Judges one more look at the figures, one a second, at the time `at` in epoch milliseconds. One that is missing or null
 * is not known, and leaves its warning as it is.
 */
export function judgeWarnings(
  before: Warnings,
  figures: Partial<Record<LinkWarning, number | null>>,
  at: number,
): WarningsJudged {
  const warnings: Partial<Record<LinkWarning, Standing>> = { ...before };
  const changes: WarningChange[] = [];
  for (const warning of linkWarnings) {
    const figure = figures[warning] ?? null;
    if (figure === null) continue;
    const judged = judge(warning, before[warning], figure, at);
    warnings[warning] = judged.standing;
    if (judged.change) changes.push(judged.change);
  }
  return { warnings, changes };
}

function judge(
  warning: LinkWarning,
  before: Standing = fresh,
  figure: number,
  at: number,
): { standing: Standing; change: WarningChange | null } {
  const { raise, clear, looksToRaise, looksToClear } = rules[warning];
  const sign = raise < clear ? -1 : 1;
  if (before.raisedAt === null) {
    const looks = sign * figure >= sign * raise ? before.looks + 1 : 0;
    if (looks < looksToRaise)
      return { standing: { raisedAt: null, looks, figure, worst: figure }, change: null };
    const standing = { raisedAt: at, looks: 0, figure, worst: figure };
    return { standing, change: { kind: 'warning-raised', warning, figure } };
  }
  const worst = sign * Math.max(sign * before.worst, sign * figure);
  const looks = sign * figure <= sign * clear ? before.looks + 1 : 0;
  const standing = { raisedAt: before.raisedAt, looks, figure, worst };
  if (looks < looksToClear) return { standing, change: null };
  const afterMs = at - before.raisedAt;
  return {
    standing: { raisedAt: null, looks: 0, figure, worst },
    change: { kind: 'warning-cleared', warning, figure, worst, afterMs },
  };
}

/** Ends those of `which` that are raised, for another reason than a good figure. */
export function closeWarnings(
  before: Warnings,
  why: NonNullable<Extract<WarningChange, { kind: 'warning-cleared' }>['why']>,
  at: number,
  which: readonly LinkWarning[] = linkWarnings,
): WarningsJudged {
  const warnings: Partial<Record<LinkWarning, Standing>> = { ...before };
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

/** Those that stand, the gravest first. */
export function raisedWarnings(warnings: Warnings): LinkWarning[] {
  return linkWarnings.filter((warning) => typeof warnings[warning]?.raisedAt === 'number');
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  closeWarnings,
  judgeWarnings,
  noWarnings,
  raisedWarnings,
  type Warnings,
} from '../../../../utils/domain/warnings/judge-warnings.ts';
import type { Warning } from '../../../../utils/domain/warnings/warning-kinds.ts';
import type { WarningChange } from '../../../../utils/domain/warnings/warning-events.ts';

/**
 * Judges these figures of one warning, one a second from 1000 on. Returns the logged changes with their
 * times.
 */
function judge(warning: Warning, figures: readonly (number | null)[], before: Warnings = noWarnings) {
  let warnings = before;
  const changes: (WarningChange & { at: number })[] = [];
  figures.forEach((figure, index) => {
    const at = 1000 * (index + 1);
    const judged = judgeWarnings(warnings, { [warning]: figure }, at);
    ({ warnings } = judged);
    changes.push(...judged.changes.map((change) => ({ ...change, at })));
  });
  return { warnings, changes };
}

const kinds = ({ changes }: { changes: readonly WarningChange[] }) => changes.map(({ kind }) => kind);
const times = (count: number, ...figures: (number | null)[]) =>
  Array.from({ length: count }, () => figures).flat();

describe('a warning', () => {
  const limits: [Warning, bad: number, between: number, good: number][] = [
    ['high-round-trip-time', 0.4, 0.35, 0.3],
    ['high-jitter', 0.05, 0.04, 0.03],
    ['high-loss', 0.05, 0.03, 0.02],
    ['low-bitrate', 5000, 6000, 8000],
    ['silent-microphone', 4, 3, 2],
    ['no-voice', 20, 10, 2],
    ['too-quiet', -45, -43, -41],
    ['clipping', 0.0025, 0.002, 0.0015],
    ['narrow-band', -60, -55, -50],
  ];

  it.each(limits)('of %s is raised by %d, is left as it is by %d, and cleared by %d', (warning, ...each) => {
    const [bad, between, good] = each;
    expect(kinds(judge(warning, times(20, between)))).toEqual([]);
    const raised = judge(warning, times(20, bad));
    expect(kinds(raised)).toEqual(['warning-raised']);
    expect(kinds(judge(warning, times(20, between), raised.warnings))).toEqual([]);
    expect(kinds(judge(warning, times(20, good), raised.warnings))).toEqual(['warning-cleared']);
  });

  it('is raised when three readings in a row are bad, with the last figure', () => {
    expect(judge('high-loss', [0.06, 0.07, 0.08, 0.09]).changes).toEqual([
      { kind: 'warning-raised', warning: 'high-loss', figure: 0.08, at: 3000 },
    ]);
  });

  it('of a round trip is raised by the second slow answer in a row, and cleared by the third good one', () => {
    const seldom = (...figures: number[]) => figures.flatMap((figure) => [figure, null, null]);
    expect(kinds(judge('high-round-trip-time', seldom(0.9, 0.04, 0.9, 0.04)))).toEqual([]);
    expect(judge('high-round-trip-time', seldom(0.9, 0.8, 0.04, 0.04, 0.04)).changes).toMatchObject([
      { kind: 'warning-raised', figure: 0.8, at: 4000 },
      { kind: 'warning-cleared', worst: 0.8, at: 13_000 },
    ]);
  });

  it('is cleared when five in a row are good, with the worst of all and how long it stood', () => {
    const { changes } = judge('high-loss', [...times(3, 0.1), 0.3, 0.2, ...times(5, 0.01)]);
    expect(changes.at(-1)).toEqual({
      kind: 'warning-cleared',
      warning: 'high-loss',
      figure: 0.01,
      worst: 0.3,
      afterMs: 7000,
      at: 10_000,
    });
  });

  it('has the least for its worst where less is worse', () => {
    const { changes } = judge('low-bitrate', [...times(3, 4000), 900, 3000, ...times(3, 30_000)]);
    expect(changes.at(-1)).toMatchObject({ worst: 900, figure: 30_000 });
  });

  it('of a silent microphone needs no second reading: the zeros have been counted for seconds already', () => {
    expect(kinds(judge('silent-microphone', [4.2]))).toEqual(['warning-raised']);
  });

  it.each([
    ['around the upper limit', times(50, 0.06, 0.04)],
    ['beyond both limits and back, too quickly to last', times(50, 0.09, 0.09, 0.01)],
  ])('is not raised by a figure that swings %s', (_name, figures) => {
    expect(kinds(judge('high-loss', figures))).toEqual([]);
  });

  it.each([
    ['around the upper limit', times(50, 0.06, 0.04)],
    ['around the lower limit', times(50, 0.03, 0.01)],
    ['beyond both limits and back', times(50, 0.01, 0.01, 0.09)],
  ])('that is raised is raised once, though its figure swings %s', (_name, figures) => {
    expect(kinds(judge('high-loss', [...times(3, 0.06), ...figures]))).toEqual(['warning-raised']);
  });

  it.each([
    ['one packet in five seconds', times(10, 0, 0, 0, 0, 0.025)],
    ['two packets in five seconds, one after the other', times(10, 0, 0, 0, 0.025, 0.025)],
  ])('is cleared where no more is lost than %s', (_name, figures) => {
    const judged = kinds(judge('high-loss', [...times(3, 0.2), ...figures]));
    expect(judged).toEqual(['warning-raised', 'warning-cleared']);
  });

  it('stays as it is while nobody knows the figure', () => {
    expect(kinds(judge('high-loss', [0.06, 0.06, ...times(9, null)]))).toEqual([]);
    expect(kinds(judge('high-loss', [...times(3, 0.06), ...times(50, null)]))).toEqual(['warning-raised']);
  });

  it('stands beside others, the gravest first', () => {
    const figures = { 'high-round-trip-time': 1, 'high-jitter': 1, 'high-loss': 1, 'low-bitrate': 1 };
    let warnings = noWarnings;
    for (const at of [1, 2, 3]) ({ warnings } = judgeWarnings(warnings, figures, at));
    expect(raisedWarnings(warnings)).toEqual([
      'low-bitrate',
      'high-loss',
      'high-jitter',
      'high-round-trip-time',
    ]);
  });

  it('that is closed ends with its last figure, and only if it is raised', () => {
    const { warnings } = judge('high-loss', [...times(3, 0.1), 0.2, 0.06]);
    const closed = closeWarnings(warnings, 'end', 9000);
    expect(closed.changes).toEqual([
      {
        kind: 'warning-cleared',
        warning: 'high-loss',
        figure: 0.06,
        worst: 0.2,
        afterMs: 6000,
        why: 'end',
      },
    ]);
    expect(raisedWarnings(closed.warnings)).toEqual([]);
    expect(closeWarnings(closed.warnings, 'end', 9000).changes).toEqual([]);
    expect(closeWarnings(warnings, 'moot', 9000, ['silent-microphone']).changes).toEqual([]);
  });

  it('is raised and cleared strictly by turns whatever the figures are, and nothing stays open at the end', () => {
    const figure = fc.option(fc.double({ min: 0, max: 20_000, noNaN: true }));
    const figures = fc.record({
      'high-round-trip-time': fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      'high-jitter': fc.option(fc.double({ min: 0, max: 0.2, noNaN: true })),
      'high-loss': fc.option(fc.double({ min: 0, max: 0.2, noNaN: true })),
      'low-bitrate': figure,
      'silent-microphone': fc.option(fc.double({ min: 0, max: 9, noNaN: true })),
    });
    const step = fc.oneof({ weight: 12, arbitrary: figures }, { weight: 1, arbitrary: fc.constant('moot') });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        let warnings = noWarnings;
        const changes: WarningChange[] = [];
        const take = (judged: { warnings: Warnings; changes: WarningChange[] }) => {
          ({ warnings } = judged);
          changes.push(...judged.changes);
        };
        steps.forEach((each, at) => {
          if (typeof each === 'string') take(closeWarnings(warnings, 'moot', at, ['silent-microphone']));
          else take(judgeWarnings(warnings, each, at));
          const open = new Set<Warning>();
          for (const { kind, warning } of changes) {
            expect(open.has(warning)).toBe(kind === 'warning-cleared');
            if (kind === 'warning-raised') open.add(warning);
            else open.delete(warning);
          }
          expect(new Set(raisedWarnings(warnings))).toEqual(open);
        });
        take(closeWarnings(warnings, 'end', steps.length));
        const raised = changes.filter(({ kind }) => kind === 'warning-raised');
        expect(changes).toHaveLength(2 * raised.length);
      }),
    );
  });
});

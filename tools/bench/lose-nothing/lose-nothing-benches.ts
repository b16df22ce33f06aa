import { cuts, type Recogniser } from '../../../tests/support/network/cuts.ts';
import type { Bench, BenchContext, Measurement } from '../measurement.ts';
import { once } from '../once.ts';
import { measureCatchUpCpu } from './catch-up-cpu.ts';
import { hearCut, type CutCost } from './hear-cut.ts';
import { measureLateWords } from './late-words.ts';

const common = { onlyWhenNamed: true, limitSeconds: () => 500 };

const receivers: readonly Recogniser[] = ['aiortc', 'whip-restart'];

/** How many times as fast as it was said sound is sent; 1 is what is not stretched. */
const speeds = [1, 1.25, 1.5];

/**
 * The benches of what a fault costs a session for a recogniser. `lose-nothing.FAULT.RECEIVER.lost`: the seconds that the far side
 * never heard; `late` and `catching-up`: the seconds that it heard late, and for which they were sent.
 */
export const loseNothingBenches: readonly Bench[] = [
  ...Object.entries(cuts).flatMap(([name, { isLoss = false }]) =>
    receivers.flatMap((receiver): Bench[] => {
      const hearing = once((context) => hearCut(name, receiver, context));
      const figure = (what: string, goal: number, read: (cost: CutCost) => number): Bench => ({
        ...common,
        name: `lose-nothing.${name.replaceAll(/[^a-z0-9]+/gi, '-').replaceAll(/^-|-$/g, '')}.${receiver}.${what}`,
        unit: 's',
        digits: 1,
        goal,
        run: async (context: BenchContext): Promise<Measurement> => {
          const cost = await hearing(context);
          return { value: read(cost), details: what === 'lost' ? [line(cost)] : [] };
        },
      });
      return [
        figure('lost', isLoss ? Infinity : 0, ({ lost }) => lost),
        figure('late', Infinity, ({ late }) => late),
        figure('catching-up', Infinity, ({ catchingUp }) => catchingUp),
      ];
    }),
  ),
  ...speeds.map((speed): Bench => ({
    ...common,
    name: `lose-nothing.words-${String(speed)}x.wrong`,
    unit: '%',
    digits: 1,
    goal: Infinity,
    run: () => measureLateWords(speed),
  })),
  {
    ...common,
    name: 'lose-nothing.catch-up.cpu-percent',
    unit: '%',
    digits: 1,
    goal: 5,
    run: measureCatchUpCpu,
  },
];

function line({ toldLost, twice, order }: CutCost): string {
  return `of ${order.seconds.toFixed(1)} s: ${String(order.missing.length)} tenths missing, ${twice.toFixed(1)} s twice; its ledger has ${toldLost.toFixed(1)} s as lost`;
}

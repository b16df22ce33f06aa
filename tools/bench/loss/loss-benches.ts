import type { Bench, BenchContext, Measurement } from '../measurement.ts';
import { once } from '../once.ts';
import { hearLoss, type Heard, type HeardBy, type LossyWay } from './hear-loss.ts';

/** The goals where packets are lost by chance at 20 %, by round trip: invented samples for each one of the bare page. */
const goals: Record<number, { red: number; nack: number }> = {
  40: { red: 0.1, nack: 1 / 6 },
  160: { red: 0.25, nack: 0.25 },
};

const ways: LossyWay[] = [40, 160].flatMap((roundTripMs) => [
  ...[5, 10, 20, 30].map((percent) => ({ percent, how: 'random' as const, roundTripMs })),
  { percent: 20, how: 'bursts' as const, roundTripMs },
]);

const common = { onlyWhenNamed: true, limitSeconds: () => 400 };

/**
 * The benches of loss. `loss.HOW-PERCENT-RTT.red-ratio` and `nack-ratio`: the share of samples that the far side
 * invents, against that of a bare page in the same run; `digits-wrong`: the digits that are not read as they were spoken.
 * aiortc invents nothing: `loss.aiortc-PERCENT-RTT.missing` is the share of the time in which it gave out no sound.
 */
export const lossBenches: readonly Bench[] = [
  ...ways.flatMap((way) => {
    const { how, percent, roundTripMs } = way;
    const name = `loss.${how}-${String(percent)}-${String(roundTripMs)}ms`;
    const hearing = once((context) => hearLoss(way, 'whip', context));
    const goal = how === 'random' && percent === 20 ? goals[roundTripMs] : undefined;
    const ratio = (client: 'red' | 'nack') => ({
      ...common,
      name: `${name}.${client}-ratio`,
      unit: 'x',
      digits: 2,
      goal: goal?.[client] ?? Infinity,
      run: async (context: BenchContext): Promise<Measurement> => {
        const heard = await hearing(context);
        return {
          value: (heard[client].invented ?? NaN) / (heard.bare.invented ?? NaN),
          details: client === 'red' ? lines(heard) : [],
        };
      },
    });
    const digits: Bench = {
      ...common,
      name: `${name}.digits-wrong`,
      unit: 'digits',
      digits: 0,
      goal: how === 'random' && percent <= 10 ? 0 : Infinity,
      run: async (context) => digitsWrong(await hearing(context)),
    };
    return [ratio('red'), ratio('nack'), digits];
  }),
  ...[10, 20].map((percent): Bench => ({
    ...common,
    name: `loss.aiortc-${String(percent)}-40ms.missing`,
    unit: '%',
    digits: 0,
    goal: Infinity,
    run: async (context) => {
      const heard = await hearLoss({ percent, how: 'random', roundTripMs: 40 }, 'aiortc', context);
      const missing = ({ received }: Heard) => 100 * (1 - received);
      return {
        value: Math.max(missing(heard.nack), missing(heard.red)),
        bareValue: missing(heard.bare),
        details: lines(heard),
      };
    },
  })),
];

function digitsWrong({ nack, red, bare }: HeardBy): Measurement {
  return {
    value: Math.max(nack.words.digit.wrong, red.words.digit.wrong),
    bareValue: bare.words.digit.wrong,
    details: [],
  };
}

const lines = ({ bare, nack, red }: HeardBy): string[] => [
  line('bare page', bare),
  line('NACK alone, a first connection', nack),
  line('NACK and RED', red),
];

function line(client: string, { invented, inventedBefore, received, words }: Heard): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const sound =
    invented === null
      ? `${percent(received)} of the sound came`
      : `${percent(invented)} invented (${percent(inventedBefore ?? 0)} before the loss)`;
  const of = (kind: 'digit' | 'sentence') =>
    `${String(words[kind].wrong)} of ${String(words[kind].spoken)} ${kind === 'digit' ? 'digits' : 'words of sentences'} wrong`;
  return `${client}: ${sound}, ${of('digit')}, ${of('sentence')}`;
}

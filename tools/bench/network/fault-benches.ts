import {
  addressChange,
  linkDown,
  loss,
  oneWayCut,
  serverKilled,
  silentBlackhole,
  type Fault,
} from '../../../tests/support/network/faults.ts';
import type { ReceiverKind } from '../../../tests/support/network/receivers.ts';
import type { Bench, BenchContext, Measurement } from '../measurement.ts';
import { once } from '../once.ts';
import { meetFault, type Meeting } from './meet-fault.ts';

interface FaultBench {
  fault: Fault;
  receiver?: ReceiverKind;
  /** The goal for the time until the user is told, in milliseconds; without a goal it is not measured. */
  toldGoal?: number;
  flowGoal?: number;
  /**
   * The goal, in milliseconds, for how long the user is told that audio arrives during a fault that lets none
   * arrive.
   */
  saidLiveGoal?: number;
  /** The goal for how often the user is told of a loss where there is none. */
  falseAlarmGoal?: number;
}

const faults: Record<string, FaultBench> = {
  'blackhole-5s': { fault: silentBlackhole(5000), toldGoal: 1000, flowGoal: 300 },
  // The server can only be waited for.
  'blackhole-5s-quiet': { fault: silentBlackhole(5000), receiver: 'whip-quiet', toldGoal: 2000 },
  'blackhole-20s': { fault: silentBlackhole(20_000), toldGoal: 1000, flowGoal: 300 },
  'blackhole-60s': { fault: silentBlackhole(60_000), toldGoal: 1000, flowGoal: 1000 },
  'up-only-5s': { fault: oneWayCut('up', 5000), toldGoal: 1000, flowGoal: 300 },
  'up-only-12s': { fault: oneWayCut('up', 12_000), toldGoal: 1000, flowGoal: 300, saidLiveGoal: 1000 },
  // A server that can only be waited for answers one connectivity check in 2.5 s.
  'up-only-12s-quiet': { fault: oneWayCut('up', 12_000), receiver: 'whip-quiet', toldGoal: 4000 },
  'up-only-40s': { fault: oneWayCut('up', 40_000), toldGoal: 1000, flowGoal: 1000 },
  // The audio never stops, so that there is no flow to wait for.
  'down-only-12s': { fault: oneWayCut('down', 12_000), toldGoal: 1000 },
  'link-down-10s': { fault: linkDown(10_000), toldGoal: 100, flowGoal: 70 },
  'address-change': { fault: addressChange(1000), toldGoal: 100, flowGoal: 1000 },
  'server-killed-3s': { fault: serverKilled(3000), toldGoal: 1000, flowGoal: 1000 },
  'loss-10': { fault: loss(10, 20_000), falseAlarmGoal: 0 },
};

/**
 * The benches of all faults. `network.SCENARIO.told-ms`: from the fault to the first change that the user is
 * told; `flow-ms`: from its end to audio.
 */
export const faultBenches: readonly Bench[] = Object.entries(faults).flatMap(([name, of]) => {
  const meeting = once((context) => meetFault(of, context));
  const figure = (
    what: string,
    goal: number | undefined,
    unit: string,
    read: (of: Meeting['bare']) => number,
  ) =>
    goal === undefined
      ? []
      : [
          {
            name: `network.${name}.${what}`,
            unit,
            goal,
            digits: 0,
            onlyWhenNamed: true,
            limitSeconds: () => 300,
            run: async (context: BenchContext): Promise<Measurement> => {
              const { product, bare, details } = await meeting(context);
              return {
                value: read(product),
                bareValue: read(bare),
                details: what === 'told-ms' ? details : [],
              };
            },
          },
        ];
  return [
    ...figure('told-ms', of.toldGoal, 'ms', ({ toldMs }) => toldMs),
    ...figure('flow-ms', of.flowGoal, 'ms', ({ flowMs }) => flowMs),
    ...figure('said-live-ms', of.saidLiveGoal, 'ms', ({ saidLiveMs }) => saidLiveMs),
    ...figure('false-alarms', of.falseAlarmGoal, 'times', ({ alarms }) => alarms),
  ];
});

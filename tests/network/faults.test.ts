import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LossCause } from '../../utils/domain/recovery-policy.ts';
import { serverKilled, silentBlackhole, type Fault } from '../support/network/faults.ts';
import { networkHindrance } from '../support/network/network.ts';
import type { ReceiverKind } from '../support/network/receivers.ts';
import { createLab, type Lab } from './lab.ts';
import { eventsOf, flowMs, logProblems, phases, silenceMs, toldMs } from './outcome.ts';

type Healing = 'itself' | 'ice-restart' | 'new-connection';

interface Scenario {
  fault: Fault;
  receivers: readonly ReceiverKind[];
  /** What the user may be told as the cause; none where the fault is to pass without a word. */
  told: readonly LossCause[];
  /** What may have healed it. */
  healedBy: readonly Healing[];
}

/** Each fault, and what is expected to come of it. */
const scenarios: Record<string, Scenario> = {
  'a silent blackhole of 5 s': {
    fault: silentBlackhole(5000),
    receivers: ['whip-restart', 'aiortc'],
    told: ['link-silent'],
    healedBy: ['itself', 'ice-restart', 'new-connection'],
  },
  'a server that is killed and comes back after 3 s': {
    fault: serverKilled(3000),
    receivers: ['whip-restart'],
    told: ['link-silent'],
    healedBy: ['new-connection'],
  },
};

const runs = Object.entries(scenarios).flatMap(([name, scenario]) =>
  scenario.receivers.map((receiver) => ({ name, receiver, ...scenario })),
);

const hindrance = await networkHindrance();
if (hindrance !== null) console.warn(`The fault lab did not run: ${hindrance}.`);

describe.skipIf(hindrance !== null)('a session', () => {
  let lab: Lab;
  const figures: object[] = [];
  beforeAll(async () => {
    lab = await createLab();
  });
  afterAll(async () => {
    await lab[Symbol.asyncDispose]();
    console.table(figures);
  });

  it.each(runs)('outlives $name ($receiver)', async ({ name, receiver, fault, told, healedBy }) => {
    const outcome = await lab.run(receiver, fault);
    const causes = eventsOf(outcome, 'recovery-began').map(({ cause }) => cause);
    const healings = eventsOf(outcome, 'recovered').map(({ by }) => by);
    figures.push({
      fault: name,
      receiver,
      'told ms': toldMs(outcome),
      'flow ms': flowMs(outcome),
      'silence ms': silenceMs(outcome),
      causes: causes.join(' '),
      'healed by': healings.join(' '),
      'left behind': outcome.leftBehind,
    });

    expect(phases(outcome)).toEqual(told.length > 0 ? ['live', 'recovering', 'live'] : ['live']);
    expect(causes).toHaveLength(told.length > 0 ? 1 : 0);
    for (const cause of causes) expect(told).toContain(cause);
    for (const by of healings) expect(healedBy).toContain(by);
    expect(logProblems(outcome)).toEqual([]);
    expect(eventsOf(outcome, 'microphone-acquired')).toHaveLength(1);
    if (receiver !== 'aiortc') expect(outcome.leftBehind).toBe(0);
  });
});

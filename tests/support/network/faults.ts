import { setTimeout as passed } from 'node:timers/promises';
import type { Network } from './network.ts';
import type { Receiver } from './receivers.ts';

export interface World {
  network: Network;
  receiver: Receiver;
}

/** Epoch milliseconds: the moment before it began, and the moment from which on everything was there again. */
export interface FaultTimes {
  began: number;
  ended: number;
}

/** Begins, lasts and ends. */
export type Fault = (world: World) => Promise<FaultTimes>;

type Step = (world: World) => Promise<void>;

/** A fault that is over when its end begins: what is slow about the end (a command to run) counts against the client. */
function lasting(ms: number, begin: Step, end: Step): Fault {
  return async (world) => {
    const began = Date.now();
    await begin(world);
    await passed(ms);
    const ended = Date.now();
    await end(world);
    return { began, ended };
  };
}

const everything = 'drop';

/** Nothing passes, and nobody is told. */
export function silentBlackhole(ms: number): Fault {
  return lasting(
    ms,
    ({ network }) => setHomeRules(network, everything),
    ({ network }) => setHomeRules(network),
  );
}

/** The server's processes vanish, and come back as new ones that know nothing; over when they listen again. */
export function serverKilled(ms: number): Fault {
  return async ({ receiver }) => {
    const began = Date.now();
    await receiver.kill();
    await passed(ms);
    await receiver.revive();
    return { began, ended: Date.now() };
  };
}

async function setHomeRules({ home }: Network, ...rules: string[]): Promise<void> {
  await home.setRules(...rules);
}

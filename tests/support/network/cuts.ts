import type { Settings } from '../../../utils/domain/settings/settings.ts';
import { addressChange, flapping, loss, serverKilled, silentBlackhole, type Fault } from './faults.ts';
import type { ReceiverKind } from './receivers.ts';

/** A fault in which nothing that was said may be lost, at receivers that write down what they hear. */
export interface Cut {
  fault: Fault;
  /** How many of {@link recognisers} belong to the quick set, from the first on. */
  quick: number;
  /** Whether the service worker is ended every five seconds throughout. */
  endsWorker?: boolean;
  /**
   * Percents of the speed of speech at which it is sent late, where 125 would take too long: some tenths are then hard to tell
   * apart.
   */
  speedPercent?: number;
  /** Whether spoken digits are sent through it too, and read: a second judge of what arrives. */
  isRead?: boolean;
  /** Whether it is no cut: single packets are lost, which a receiver can neither ask for again nor make up for. */
  isLoss?: boolean;
}

/** The receivers that stand for a recogniser: one without a jitter buffer, one with it, and that one behind TURN. */
export const recognisers = ['aiortc', 'whip-restart', 'relay'] as const satisfies readonly ReceiverKind[];
export type Recogniser = (typeof recognisers)[number];

/** Receivers whose jitter buffer may damage what it plays at the moment of a cut. */
export const hasJitterBuffer = (kind: Recogniser) => kind !== 'aiortc';

/** How what a cut has kept back is sent: all of it. */
export const catchUpOf = ({ speedPercent = 125 }: Pick<Cut, 'speedPercent'>): Settings['catchUp'] => ({
  speedPercent,
  limitSeconds: 100,
  beyond: 'oldest',
});

export const cuts: Record<string, Cut> = {
  'a silent blackhole of 2 s': { fault: silentBlackhole(2000), quick: 1, isRead: true },
  'a silent blackhole of 7 s': { fault: silentBlackhole(7000), quick: 0 },
  'a silent blackhole of 20 s': { fault: silentBlackhole(20_000), quick: 0, isRead: true },
  'a silent blackhole of 60 s': { fault: silentBlackhole(60_000), quick: 0, speedPercent: 150, isRead: true },
  'another address, after a second without any': { fault: addressChange(1000), quick: 0 },
  'a server that is killed and comes back after 3 s': { fault: serverKilled(3000), quick: 0 },
  'six blackholes of 2 s, each after 3 s without one': {
    fault: flapping(6, { awayMs: 2000, thereMs: 3000 }),
    quick: 0,
  },
  'a silent blackhole of 7 s, while its service worker ends every 5 s': {
    fault: silentBlackhole(7000),
    quick: 0,
    endsWorker: true,
  },
  'a loss of 20 %': { fault: loss(20, 20_000), quick: 0, isLoss: true },
};

import { setTimeout as passed } from 'node:timers/promises';
import { waitFor } from '../browser/wait-for.ts';
import { processTree } from '../process-tree.ts';
import type { Network } from './network.ts';
import { TURN_PORT, TURNS_PORT, type Receiver } from './receivers.ts';

export interface World {
  network: Network;
  receiver: Receiver;
  browserPid: number;
  /** Closes the document in which the session lives. */
  closeHost(): Promise<void>;
  /** Resolves when audio has flowed for a while since a time in epoch milliseconds. */
  untilHealed(since: number): Promise<void>;
}

/**
 * Epoch milliseconds of the moment before the fault began, and of the moment from which on a client can
 * recover.
 */
export interface FaultTimes {
  began: number;
  ended: number;
}

/** A fault that begins, lasts and ends; `restore` of the network removes what it leaves behind. */
export type Fault = (world: World) => Promise<FaultTimes>;

type Step = (world: World) => unknown;

/** A fault that is over when its end begins: a slow command at its end counts against the client. */
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

/** A fault that stays; the client can recover from it at once. */
function lastingOn(begin: Step, before: Step = () => undefined): Fault {
  return async (world) => {
    await before(world);
    const began = Date.now();
    await begin(world);
    return { began, ended: began };
  };
}

const homeRules =
  (...rules: string[]): Step =>
  ({ network }) =>
    network.home.setRules(...rules);

const nothing = homeRules();
const lossOf = (percent: number) => homeRules(`numgen random mod 100 < ${String(percent)} drop`);

/** Matches DTLS, which differs from STUN and media in the first byte (RFC 7983). */
const dtls = 'meta l4proto udp @th,64,8 >= 20 @th,64,8 <= 63';

/** No packet passes, and no side is told. */
export const silentBlackhole = (ms: number) => lasting(ms, homeRules('drop'), nothing);

/** Blackholes with a time between them, one after the other, whether or not a session has healed meanwhile. */
export function flapping(times: number, { awayMs, thereMs }: { awayMs: number; thereMs: number }): Fault {
  return async (world) => {
    const began = Date.now();
    let ended = began;
    for (let time = 0; time < times; time += 1) {
      if (time > 0) await passed(thereMs);
      ({ ended } = await silentBlackhole(awayMs)(world));
    }
    return { began, ended };
  };
}

/**
 * No packet passes in one direction: nothing that the browser sends arrives, while what the server sends
 * still comes, or the other way round.
 */
export const oneWayCut = (way: 'up' | 'down', ms: number) =>
  lasting(ms, homeRules(`${way === 'up' ? 'iifname' : 'oifname'} home0 drop`), nothing);

/** The link is down, which the operating system sees. */
export const linkDown = (ms: number) =>
  lasting(
    ms,
    ({ network }) => network.home.takeDown(),
    ({ network }) => network.home.bringUp(),
  );

/** The first network is left, and the second one comes after a gap. */
export const addressChange = (gapMs: number) =>
  lasting(
    gapMs,
    ({ network }) => network.home.leave(),
    ({ network }) => network.other.join(),
  );

/** The second network has been there for a while when the first is left. */
export const addressChangeWithOverlap = (overlapMs: number) =>
  lastingOn(
    ({ network }) => network.home.leave(),
    async ({ network }) => {
      await network.other.join();
      await passed(overlapMs);
    },
  );

/** The NAT forgets all its mappings. */
export const mappingsForgotten = lastingOn(({ network }) => network.home.forgetMappings());

/** Only TCP passes, and of that only signalling and TURN: no media over TCP (RFC 6544). */
export const udpBlocked = lastingOn(({ network, receiver }) => {
  const ports = [TURN_PORT, TURNS_PORT, Number(new URL(receiver.url).port)];
  const isNone = `iifname home0 tcp dport != { ${ports.join(', ')} }`;
  return network.home.setRules('meta l4proto udp drop', `${isNone} drop`);
});

/** A share of all packets is lost, in both directions. */
export const loss = (percent: number, ms: number) => lasting(ms, lossOf(percent), nothing);

/** Bursts of 100 ms, in which every packet is lost in both directions, take up a share of the time in percent. */
export const lossInBursts = (percent: number, ms: number) =>
  lasting(
    ms,
    ({ network }) => network.home.link?.setBursts(percent / 100),
    ({ network }) => network.home.link?.setBursts(0),
  );

/** The round trip takes 20 ms, then 400, then 20 again. */
export const slowness = (ms: number): Fault => {
  const delay =
    (roundTripMs: number): Step =>
    ({ network }) =>
      network.home.link?.setDelay(roundTripMs / 2);
  const slow = lasting(ms, delay(400), delay(20));
  return async (world) => {
    await delay(20)(world);
    await passed(3000);
    return slow(world);
  };
};

export const narrowness = (bits: number, ms: number) =>
  lasting(
    ms,
    ({ network }) => network.home.link?.setRate(bits),
    ({ network }) => network.home.link?.setRate(0),
  );

/**
 * Every packet of the client is delayed by another time, up to `mostMs`: no order of packets is kept at such
 * a jitter.
 */
export const unevenness = (mostMs: number, ms: number) =>
  lasting(
    ms,
    ({ network }) => network.home.link?.setSpread(mostMs),
    ({ network }) => network.home.link?.setSpread(0),
  );

/**
 * The server's processes are killed, and started again without any memory; the fault is over when they
 * listen.
 */
export function serverKilled(ms: number): Fault {
  return async ({ receiver }) => {
    const began = Date.now();
    await receiver.kill();
    await passed(ms);
    await receiver.revive();
    return { began, ended: Date.now() };
  };
}

/**
 * The server is killed, refuses publishers after its return, says for how long, and takes them after its
 * first refusal.
 */
export function serverOverloaded(retryAfterSeconds: number): Fault {
  return async ({ receiver }) => {
    const began = Date.now();
    await receiver.behave({ status: 503, retryAfter: String(retryAfterSeconds) });
    await receiver.kill();
    await receiver.revive();
    await waitFor(
      'a refusal',
      async () => (await receiver.report()).requests.some(({ status }) => status === 503),
      { deadlineMs: 30_000 },
    );
    await receiver.behave({ status: undefined });
    return { began, ended: Date.now() };
  };
}

/**
 * The server is killed and comes back at once; it answers every offer, but for a while no connection is
 * established.
 */
export const serverWithoutMedia = (ms: number) =>
  lasting(
    ms,
    async ({ network, receiver }) => {
      await receiver.kill();
      await network.home.setRules(`${dtls} drop`);
      await receiver.revive();
    },
    nothing,
  );

/**
 * The server closes its first session at a limit that was set before (see `ageLimitMs`), which ends the
 * fault.
 */
export const sessionExpired: Fault = async ({ receiver }) => {
  const began = await waitFor(
    'the server to close its session',
    async () => ((await receiver.report()).sessions[0]?.alive ? 0 : Date.now()),
    { deadlineMs: 60_000, everyMs: 20 },
  );
  return { began, ended: began };
};

/** Milliseconds for which a browser keeps a name's address, however short its time to live is (measured). */
const nameIsKnownForMs = 65_000;

/** Names cannot be resolved, and when the browser has forgotten them the server is killed and comes back. */
export const namesGone =
  (ms: number): Fault =>
  async (world) => {
    const { network, receiver } = world;
    await network.home.setRules('udp dport 53 drop', 'tcp dport 53 drop');
    await passed(nameIsKnownForMs);
    const restart = async () => {
      await receiver.kill();
      await receiver.revive();
    };
    const times = await lasting(ms, restart, () => undefined)(world);
    const { requests } = await receiver.report();
    if (requests.some(({ at }) => at > times.began)) throw new Error('The browser still knew the name.');
    const ended = Date.now();
    await nothing(world);
    return { ...times, ended };
  };

/** The TURN server is started again with another password. */
export const turnPasswordChanged = lastingOn(({ receiver }) =>
  receiver.changeTurnPassword('another password'),
);

/** All processes of the browser are stopped, as when a lid is closed. */
export const browserStopped = (ms: number) =>
  lasting(
    ms,
    ({ browserPid }) => signalTree(browserPid, 'SIGSTOP'),
    ({ browserPid }) => signalTree(browserPid, 'SIGCONT'),
  );

/** The offscreen document is closed without a word to any other context. */
export const hostClosed = lastingOn(({ closeHost }) => closeHost());

/** Several faults one after the other, each when the one before is healed. */
export function inTurn(...faults: readonly Fault[]): Fault {
  return async (world) => {
    let began: number | null = null;
    let ended = 0;
    for (const fault of faults) {
      if (began !== null) await world.untilHealed(ended);
      const times = await fault(world);
      began ??= times.began;
      ended = times.ended;
    }
    return { began: began ?? ended, ended };
  };
}

function signalTree(root: number, signal: NodeJS.Signals): void {
  for (const pid of processTree(root)) process.kill(pid, signal);
}

/** Removes what a fault has left behind. */
export async function restore({ home, other }: Network): Promise<void> {
  await home.setRules();
  home.link?.setDelay(0);
  home.link?.setRate(0);
  home.link?.setSpread(0);
  home.link?.setBursts(0);
  await home.join();
  await other.leave();
}

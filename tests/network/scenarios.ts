import type { Warning } from '../../utils/domain/warnings/warning-kinds.ts';
import type { LossCause } from '../../utils/domain/recovery/recovery-policy.ts';
import {
  addressChange,
  addressChangeWithOverlap,
  browserStopped,
  hostClosed,
  inTurn,
  linkDown,
  loss,
  mappingsForgotten,
  namesGone,
  narrowness,
  oneWayCut,
  serverKilled,
  serverOverloaded,
  serverWithoutMedia,
  sessionExpired,
  silentBlackhole,
  slowness,
  turnPasswordChanged,
  udpBlocked,
  unevenness,
} from '../support/network/faults.ts';
import type { Experiment } from '../support/network/lab.ts';
import type { ReceiverKind } from '../support/network/receivers.ts';

export type Healing = 'itself' | 'ice-restart' | 'new-connection' | 'roll-over';

/** A fault, and what is expected to follow from it. */
export interface Scenario extends Omit<Experiment, 'receiver'> {
  /** The receivers at which the results may differ; those of the quick set come first. */
  receivers: readonly [ReceiverKind, ...ReceiverKind[]];
  /** How many of the receivers belong to the quick set. */
  quick: number;
  /** The causes that the user may be told; `nothing` where the fault has to pass without a word. */
  told: readonly LossCause[] | 'nothing';
  /** Whether it may also pass unnoticed, because the network itself decides that. */
  isToldMaybe?: boolean;
  /** Whether nothing is acknowledged before the fault's end, so that nothing may count as healed. */
  isDeadThroughout?: boolean;
  /** How often the user is told; once by default. */
  times?: number;
  /** The ways in which the connection may heal. */
  healedBy: readonly Healing[];
  /**
   * Whether another host continues the session: its own was lost, which an alarm finds out, or the popup at
   * once.
   */
  isResumed?: boolean;
  /** The transport to TURN that audio takes in the end, while it takes a direct path until the fault. */
  fallsBackTo?: 'tcp' | 'tls';
  /** Warnings that are raised, and cleared when the fault is over; where this is absent, any may be. */
  warns?: readonly Warning[];
  /** The only further warnings that may be raised. */
  mayWarn?: readonly Warning[];
}

const everyReceiver = ['whip-restart', 'whip', 'aiortc', 'relay'] as const;
const sooner = ['itself', 'ice-restart', 'new-connection'] as const;
const silent = ['link-silent', 'disconnected'] as const;
/** Warnings that a busy machine, with its simulated network, may cause on any path. */
const ofTheMachine = ['high-jitter'] as const;

/**
 * Scenarios in which one direction is cut. Where only the way back is dead, the user is told, because nobody
 * can know that the audio arrives. It goes on for as long as the browser sends over a path without answers:
 * Chromium 156 pauses it after 6.6 s (measured).
 */
function oneWayCuts(way: 'up' | 'down', quick: readonly number[]): Record<string, Scenario> {
  const cuts = [5, 12, 40].map((seconds, index): [string, Scenario] => [
    `only the way ${way} dead for ${String(seconds)} s`,
    {
      fault: oneWayCut(way, seconds * 1000),
      // `whip-quiet` is noticed within four seconds: it answers only connectivity checks, once in 2.5 s.
      receivers: ['aiortc', 'whip-restart', 'whip', 'relay', 'whip-quiet', 'janus'],
      quick: quick[index] ?? 0,
      told: silent,
      isDeadThroughout: true,
      healedBy: sooner,
    },
  ]);
  return Object.fromEntries(cuts);
}

export const scenarios: Record<string, Scenario> = {
  ...oneWayCuts('up', [2]),
  ...oneWayCuts('down', []),
  'a silent blackhole of 0.1 s': {
    fault: silentBlackhole(100),
    receivers: everyReceiver,
    quick: 1,
    told: 'nothing',
    healedBy: [],
  },
  'a silent blackhole of 2 s': {
    fault: silentBlackhole(2000),
    receivers: everyReceiver,
    quick: 0,
    told: silent,
    // Without feedback or a data channel, the far side is heard so seldom that two seconds may be chance.
    isToldMaybe: true,
    healedBy: sooner,
  },
  'a silent blackhole of 5 s': {
    fault: silentBlackhole(5000),
    receivers: ['whip-restart', 'aiortc', 'whip', 'relay', 'whip-quiet', 'janus'],
    quick: 2,
    told: silent,
    healedBy: sooner,
  },
  'a silent blackhole of 20 s': {
    fault: silentBlackhole(20_000),
    receivers: ['whip', 'whip-restart', 'aiortc', 'relay'],
    quick: 1,
    told: silent,
    healedBy: sooner,
  },
  'a silent blackhole of 60 s': {
    fault: silentBlackhole(60_000),
    receivers: everyReceiver,
    quick: 0,
    told: silent,
    healedBy: sooner,
  },
  'a silent blackhole of 300 s': {
    fault: silentBlackhole(300_000),
    receivers: everyReceiver,
    quick: 0,
    told: silent,
    healedBy: sooner,
  },
  'a link that is down for 3 s': {
    fault: linkDown(3000),
    receivers: ['whip-restart'],
    quick: 1,
    told: ['network-lost'],
    healedBy: sooner,
  },
  'a link that is down for 10 s': {
    fault: linkDown(10_000),
    receivers: everyReceiver,
    quick: 0,
    told: ['network-lost'],
    healedBy: sooner,
  },
  'another address, after a second without any': {
    fault: addressChange(1000),
    receivers: everyReceiver,
    quick: 1,
    told: ['network-lost', ...silent],
    // The new network may be noticed only after a connection has healed over it: a second one, or the first
    // by its own search for a path.
    healedBy: ['roll-over', ...sooner],
  },
  'another address, which was there before the first went': {
    fault: addressChangeWithOverlap(3000),
    receivers: everyReceiver,
    quick: 1,
    told: ['network-lost', ...silent],
    isToldMaybe: true,
    healedBy: ['roll-over', ...sooner],
  },
  'another address, at Janus, which takes one publisher and says 403 to a second': {
    fault: addressChange(1000),
    receivers: ['janus'],
    quick: 1,
    told: ['network-lost', ...silent],
    healedBy: ['roll-over', ...sooner],
  },
  'another address, at a server that says 403 to a second publisher': {
    fault: addressChange(1000),
    receivers: ['whip'],
    quick: 0,
    behaviour: { onePublisher: true, busyStatus: 403 },
    told: ['network-lost', ...silent],
    healedBy: ['new-connection', 'itself'],
  },
  'another address, a second after the first went as Start was pressed': {
    fault: addressChange(1000),
    receivers: everyReceiver,
    quick: 0,
    isAtStart: true,
    told: 'nothing',
    healedBy: ['roll-over'],
  },
  'a link that goes down for 3 s as Start is pressed': {
    fault: linkDown(3000),
    receivers: everyReceiver,
    quick: 0,
    isAtStart: true,
    told: 'nothing',
    healedBy: ['roll-over'],
  },
  'a silent blackhole of 3 s from Start on': {
    fault: silentBlackhole(3000),
    receivers: everyReceiver,
    quick: 0,
    isAtStart: true,
    told: 'nothing',
    healedBy: ['roll-over'],
  },
  'a NAT that forgets its mappings': {
    fault: mappingsForgotten,
    receivers: everyReceiver,
    quick: 0,
    told: silent,
    isToldMaybe: true,
    healedBy: sooner,
  },
  'UDP that is blocked from now on, with TURN over TCP': {
    fault: udpBlocked,
    receivers: ['turn-tcp'],
    quick: 1,
    told: silent,
    healedBy: sooner,
    fallsBackTo: 'tcp',
  },
  'UDP that is blocked from now on, with TURN over TLS': {
    fault: udpBlocked,
    receivers: ['turn-tls'],
    quick: 0,
    told: silent,
    healedBy: sooner,
    fallsBackTo: 'tls',
  },
  'a loss of 2 %': {
    fault: loss(2, 20_000),
    receivers: everyReceiver,
    quick: 0,
    told: 'nothing',
    warns: [],
    mayWarn: ofTheMachine,
    healedBy: [],
  },
  'a loss of 10 %': {
    fault: loss(10, 20_000),
    receivers: ['aiortc'],
    quick: 1,
    told: 'nothing',
    warns: ['high-loss'],
    mayWarn: ofTheMachine,
    healedBy: [],
  },
  // Packets that are repaired in time are not reported as lost, so that reports may stay below the warning.
  'a loss of 10 %, of which the server asks for what is lost': {
    fault: loss(10, 20_000),
    receivers: ['whip-restart', 'whip', 'relay', 'whip-quiet'],
    quick: 0,
    told: 'nothing',
    warns: [],
    mayWarn: [...ofTheMachine, 'high-loss'],
    healedBy: [],
  },
  'a loss of 30 %': {
    fault: loss(30, 20_000),
    receivers: everyReceiver,
    quick: 0,
    told: 'nothing',
    warns: ['high-loss'],
    mayWarn: ofTheMachine,
    healedBy: [],
  },
  'a round trip of 400 ms instead of 20': {
    fault: slowness(10_000),
    receivers: everyReceiver,
    quick: 0,
    told: 'nothing',
    warns: ['high-round-trip-time'],
    mayWarn: ofTheMachine,
    healedBy: [],
  },
  'a way that takes each packet up to a second longer, by chance': {
    fault: unevenness(1000, 20_000),
    receivers: everyReceiver,
    quick: 0,
    told: 'nothing',
    warns: ['high-jitter'],
    mayWarn: ['high-round-trip-time', 'high-loss'],
    healedBy: [],
  },
  // Wide enough for the browser's 30 kbit/s of Opus and the headers of its packets.
  'a link of 64 kbit/s': {
    fault: narrowness(64_000, 20_000),
    receivers: everyReceiver,
    quick: 0,
    told: 'nothing',
    warns: [],
    // Packets that a busy machine holds back come all at once, and queue here for seconds.
    mayWarn: [...ofTheMachine, 'high-round-trip-time'],
    healedBy: [],
  },
  // The browser sends as much on a narrow link (measured, down to 12 kbit/s): the excess is lost, and no low
  // bitrate shows.
  'a link of 24 kbit/s': {
    fault: narrowness(24_000, 20_000),
    receivers: ['whip-restart', 'whip'],
    quick: 0,
    told: silent,
    isToldMaybe: true,
    warns: ['high-loss', 'high-round-trip-time'],
    mayWarn: ofTheMachine,
    healedBy: sooner,
  },
  'a server that is killed and comes back after 3 s': {
    fault: serverKilled(3000),
    receivers: [...everyReceiver, 'janus'],
    quick: 1,
    told: silent,
    healedBy: ['new-connection'],
  },
  'a server that is killed and comes back after 60 s': {
    fault: serverKilled(60_000),
    receivers: everyReceiver,
    quick: 0,
    told: silent,
    healedBy: ['new-connection'],
  },
  'a server that comes back too busy, and says for how long': {
    fault: serverOverloaded(3),
    receivers: ['whip-restart'],
    quick: 1,
    told: silent,
    healedBy: ['new-connection'],
  },
  'a server that comes back with answers and without media for 12 s': {
    fault: serverWithoutMedia(12_000),
    receivers: ['whip-restart', 'whip'],
    quick: 1,
    told: silent,
    healedBy: ['new-connection'],
  },
  'a server that closes every session at the age of 15 s': {
    fault: sessionExpired,
    receivers: ['whip-restart', 'whip'],
    quick: 1,
    behaviour: { ageLimitMs: 15_000 },
    told: ['closed', 'failed', ...silent],
    healedBy: ['new-connection'],
  },
  'names that lead nowhere for 10 s, while the server restarts': {
    fault: namesGone(10_000),
    receivers: ['named'],
    quick: 0,
    told: silent,
    healedBy: ['new-connection'],
  },
  'another password at the TURN server': {
    fault: turnPasswordChanged,
    receivers: ['relay'],
    quick: 0,
    told: silent,
    healedBy: [],
    endsBy: 'turn-unauthorized',
  },
  'a browser that stands still for 8 s': {
    fault: browserStopped(8000),
    receivers: ['whip-restart'],
    quick: 1,
    told: ['network-lost', ...silent],
    isToldMaybe: true,
    healedBy: sooner,
  },
  // The document is closed, and its process is not killed: that would end the whole extension
  // (ARCHITECTURE.md, "When a part dies"), and with it the alarm that finds the loss within 35 s. The end of
  // the process is tested in faults.test.ts (loaded again by hand) and in
  // tests/browser/installed-by-policy.test.ts (loaded again by the browser, three seconds later).
  'the loss of its offscreen document': {
    fault: hostClosed,
    receivers: ['whip-restart', 'aiortc'],
    quick: 0,
    // Told as a recovery, whose cause is in the log as `session-resumed`.
    told: [],
    healedBy: ['new-connection'],
    isResumed: true,
  },
  'a silence, a restart of the server and a loss of 10 %, while its service worker ends every 5 s': {
    fault: inTurn(silentBlackhole(5000), serverKilled(3000), loss(10, 10_000)),
    receivers: ['whip-restart', 'aiortc'],
    quick: 0,
    endsWorker: true,
    times: 2,
    told: silent,
    healedBy: sooner,
  },
  'a browser that stands still for 60 s': {
    fault: browserStopped(60_000),
    receivers: everyReceiver,
    quick: 0,
    told: ['network-lost', 'failed', 'closed', ...silent],
    isToldMaybe: true,
    healedBy: sooner,
  },
};

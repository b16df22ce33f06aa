import { checksAnsweredWithinMs } from './widest-limits.ts';
import type { ConnectionStatus } from './connection-status.ts';
import { noEvidence, type LinkEvidence } from './link-evidence.ts';
import { unknownHealth, type LinkHealth } from './link-health.ts';
import { readEveryMs } from './link-pace.ts';
import { noTrail, type ProofTrail } from './proof-trail.ts';
import { answersOftenWithinMs, proofLimits } from './proof-limits.ts';
import type { ProofLimits } from './widest-limits.ts';

/** Milliseconds between two readings of the figures while the first media is waited for. */
export const startIntervalMs = 50;

/** How a link is watched; times are in milliseconds. */
export interface LinkRules {
  /** The usual time between two readings of its figures. */
  checkIntervalMs: number;
  /** The time that `disconnected` may last. */
  disconnectedLimitMs: number;
  /**
   * Whether the figures are read more often than every `checkIntervalMs` while the far side is overdue, and it is asked, and
   * whether a lost path is searched.
   */
  searches: boolean;
}

/** What is known of one connection's link. Times are epoch milliseconds. */
export interface LinkState {
  rules: LinkRules;
  status: ConnectionStatus;
  iceConnectionState: RTCIceConnectionState;
  /** Whether it ever was connected. */
  wasConnected: boolean;
  /** Whether the exchange with the server is over: until then the server may need another connection in its place. */
  isAnswered: boolean;
  /** Whether the far side gives transport feedback, see `HealthTick`. */
  givesFeedback: boolean;
  /** When media was acknowledged for the first time; null before it. */
  acknowledgedAt: number | null;
  evidence: LinkEvidence;
  /** How far what was sent is known to have arrived. */
  trail: ProofTrail;
  /** The trail's `sentUntil` on a monotonic clock, since the computer's may be set before somebody asks; null before the first proof. */
  provenSteady: number | null;
  /**
   * The first sound of the connection: when it was seen to leave, in the first reading after media was acknowledged, or that something
   * which left later has arrived. The first acknowledgement may be older than the first sound; null before it.
   */
  firstSound: { leftAt: number } | 'arrived' | null;
  /** The last sound of the connection: when it has surely left, or that it has arrived; null while sound is sent. */
  lastSound: { leftAt: number } | 'arrived' | null;
  /** The shortest time without a proof that was reported last, in milliseconds; 0 before. */
  gapsFromMs: number;
  health: LinkHealth;
  /** The planned milliseconds from the last check to the next. */
  everyMs: number;
  /** When keepalives left, oldest first; null while the far side can't be asked. */
  askedAt: readonly number[] | null;
  /** Since when the link is lost or doubted; null while it is not. */
  outSince: number | null;
  isLost: boolean;
  /** Whether the far side has closed its end: packets that still come are from before. */
  hasEnded: boolean;
  isRestarting: boolean;
  /** The path before an ICE restart that was begun, until the far side is heard again. */
  restartedFrom: { pairId: string | null } | null;
  /** The pair and the codec that were reported last, each as one text; empty before. */
  pair: string;
  codec: string;
}

/** The link of a connection that has just been made. */
export function newLink(rules: LinkRules): LinkState {
  return {
    rules,
    status: 'new',
    iceConnectionState: 'new',
    wasConnected: false,
    isAnswered: false,
    givesFeedback: false,
    acknowledgedAt: null,
    evidence: noEvidence,
    trail: noTrail,
    provenSteady: null,
    firstSound: null,
    lastSound: null,
    gapsFromMs: 0,
    health: unknownHealth,
    everyMs: startIntervalMs,
    askedAt: null,
    outSince: null,
    isLost: false,
    hasEnded: false,
    isRestarting: false,
    restartedFrom: null,
    pair: '',
    codec: '',
  };
}

/** Milliseconds until `now` since the far side last acknowledged something; null before the first time. */
export function lastHeardMsAgo({ evidence: { heardAt } }: LinkState, now: number): number | null {
  return heardAt === null ? null : Math.max(0, now - heardAt);
}

/** Whole milliseconds until `steadyNow` on a monotonic clock since what was sent is known to have arrived; null where nothing is. */
export function provenMsAgo({ provenSteady }: LinkState, steadyNow: number): number | null {
  return provenSteady === null ? null : Math.max(0, Math.ceil(steadyNow - provenSteady));
}

/** Whether the far side answers often: by transport feedback, or to keepalives. */
export function answersOften({ givesFeedback, askedAt }: LinkState): boolean {
  return givesFeedback || askedAt !== null;
}

/** Milliseconds within which a far side that hears us acknowledges something. */
export function answersWithinMs(link: LinkState): number {
  return answersOften(link) ? answersOftenWithinMs : checksAnsweredWithinMs;
}

/** The longest time between two readings, in milliseconds. */
export function longestIntervalMs({ rules: { checkIntervalMs, searches } }: LinkState): number {
  return searches ? Math.min(checkIntervalMs, readEveryMs) : checkIntervalMs;
}

/** The age up to which the last evidence of each proof is as new as this far side lets it be. */
export function linkProofLimits(link: LinkState, now: number): ProofLimits {
  return proofLimits(link.evidence, {
    answersOften: answersOften(link),
    everyMs: longestIntervalMs(link),
    now,
  });
}

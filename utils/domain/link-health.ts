import type { ConnectionStatus } from './connection-status.ts';
import type { LinkEvidence } from './link-evidence.ts';

/**
 * What the figures say of a link: `good`; `weak`, when the far side is overdue; `silent`, when chance can no longer
 * explain that; `gone`, when the browser has given it up.
 */
export type LinkVerdict = 'good' | 'weak' | 'silent' | 'gone';

/** What is known of a link's habits, from one look at its figures to the next. Times are epoch milliseconds. */
export interface LinkHealth {
  verdict: LinkVerdict;
  judgedAt: number | null;
  heardAt: number | null;
  /** The last gaps between two signs of the far side, in milliseconds, newest last. */
  gaps: readonly number[];
  /** Of what we send, as the far side counted, from 0 to 1: up at once, down slowly. */
  loss: number;
  /** The counters when the loss was last measured. */
  measured: { packetsSent: number; packetsLost: number } | null;
}

export const unknownHealth: LinkHealth = {
  verdict: 'good',
  judgedAt: null,
  heardAt: null,
  gaps: [],
  loss: 0,
  measured: null,
};

export interface HealthTick {
  at: number;
  /** Milliseconds from one tick to the next, as planned. */
  everyMs: number;
  status: ConnectionStatus;
  evidence: LinkEvidence;
}

const remembered = 20;

/** What a healthy link without a channel of its own does (measured with aiortc): assumed until this one is known. */
const slowest = { usualMs: 900, longestMs: 1500 };

/** A hiccup of a wireless link is no silence, however talkative the far side is otherwise. */
const leastSilenceMs = 1000;

/** No link is taken to be better than this: a loss not yet measured must not become an alarm. */
const leastLoss = 0.005;

/** What may pass for chance. */
const oneInAMillion = 1e-6;

/** Two seconds of sound: reports of the far side are up to a few seconds apart. */
const packetsPerMeasurement = 100;

/** The share of a new measurement where it is the lower: what was bad a moment ago may be so again. */
const betterShare = 0.3;

/**
 * Judges a link by one more look at its figures. A tick that itself came late judges nothing: then it was us who
 * were away, and what is heard meanwhile waits to be read.
 */
export function judgeLink(before: LinkHealth, { at, everyMs, status, evidence }: HealthTick): LinkHealth {
  const wasLate = before.judgedAt !== null && at - before.judgedAt > 2 * everyMs;
  const learned = measureLoss(listen(before, evidence.heardAt, wasLate), evidence);
  const after = { ...learned, judgedAt: at };
  if (status === 'failed' || status === 'closed') return { ...after, verdict: 'gone' };
  if (wasLate || after.heardAt === null) return after;
  return { ...after, verdict: verdictAfter(at - after.heardAt, after) };
}

function listen(health: LinkHealth, heardAt: number | null, wasLate: boolean): LinkHealth {
  if (heardAt === null || heardAt === health.heardAt) return health;
  // The gap that ends a silence, and one that we slept through, are no habit of the link.
  if (health.heardAt === null || health.verdict === 'silent' || wasLate) return { ...health, heardAt };
  const gaps = [...health.gaps, heardAt - health.heardAt].slice(-remembered);
  return { ...health, heardAt, gaps };
}

function measureLoss(health: LinkHealth, { stats }: LinkEvidence): LinkHealth {
  if (typeof stats?.packetsLost !== 'number') return health;
  const now = { packetsSent: stats.packetsSent, packetsLost: stats.packetsLost };
  if (!health.measured) return { ...health, measured: now };
  const sent = now.packetsSent - health.measured.packetsSent;
  const lost = now.packetsLost - health.measured.packetsLost;
  // The far side's count says nothing new while it is not heard.
  if (sent < packetsPerMeasurement || health.verdict !== 'good') return health;
  const measured = Math.min(1, Math.max(0, lost / sent));
  const better = health.loss + betterShare * (measured - health.loss);
  return { ...health, loss: Math.max(measured, better), measured: now };
}

function verdictAfter(silenceMs: number, { gaps, loss }: LinkHealth): LinkVerdict {
  const known = gaps.length >= remembered / 2;
  const longest = known ? Math.min(slowest.longestMs, Math.max(...gaps)) : slowest.longestMs;
  const usual = known ? Math.min(slowest.usualMs, mean(gaps)) : slowest.usualMs;
  if (silenceMs < Math.max(longest, leastSilenceMs)) return 'good';
  // A sign of the far side answers a packet of ours, so that it is missed when either is lost.
  const missed = 1 - (1 - Math.max(loss, leastLoss)) ** 2;
  const misses = 1 + Math.floor((silenceMs - longest) / usual);
  return missed ** misses <= oneInAMillion ? 'silent' : 'weak';
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

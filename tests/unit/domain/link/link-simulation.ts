import type { FarSidePacketKind } from '../../../../utils/domain/link/far-side-packets.ts';
import { noEvidence, weighEvidence, type LinkEvidence } from '../../../../utils/domain/link/link-evidence.ts';
import {
  judgeLink,
  unknownHealth,
  type LinkHealth,
  type LinkVerdict,
} from '../../../../utils/domain/link/link-health.ts';
import { askTimes, nextReadingMs } from '../../../../utils/domain/link/link-pace.ts';
import { createFigures } from './far-side-figures.ts';

/** The round-trip time in milliseconds. */
export interface Span {
  from: number;
  to: number;
}

interface Pace {
  shortest: number;
  longest: number;
}

export interface SimulatedLink {
  /**
   * The least and the greatest number of milliseconds between two reports that the far side sends by the
   * clock.
   */
  reports: Pace;
  /**
   * The least and the greatest number of milliseconds between two packets of transport feedback, if the far
   * side gives any.
   */
  feedback?: Pace;
  /** Whether the far side has agreed to give transport feedback. */
  givesFeedback?: boolean;
  /** Whether the far side acknowledges keepalives. */
  channel: boolean;
  /** Whether the far side asks for lost packets again, and so counts them as received. */
  repairs?: boolean;
  /** Whether the browser checks the path by itself: every 2.5 s, and more often while it is not answered. */
  checks?: boolean;
  /** The least and the greatest number of milliseconds between two checks on a path that answers: 2.5 s where absent. */
  checksEvery?: Pace;
  /**
   * Whether the link begins as one of libwebrtc does: its checks come more often until some answers have told the round trip, and
   * the far side's first report comes after the shortest time.
   */
  isFresh?: boolean;
  /** The milliseconds between two readings by the user's setting; 500 where absent. */
  usualMs?: number;
  /** Whether the figures are read more often where the far side is overdue: true where absent. */
  searches?: boolean;
  /** The round-trip time in milliseconds. */
  roundTrip: number;
  /** The share of packets lost in each direction, from 0 to 1. */
  loss: number;
  seed: number;
  forMs: number;
  /** Times in which no packet gets through, or none in one direction: `up` is what we send. */
  outages?: readonly (Span & { only?: 'up' | 'down' | undefined })[];
  /** Times in which our own thread stands still. */
  busy?: readonly Span[];
}

export interface Reading {
  at: number;
  verdict: LinkVerdict;
  heardAt: number | null;
  evidence: LinkEvidence;
  /** How often the far side is asked from this reading until the next one. */
  asked: number;
  /** When the last fifty keepalives left; null where the far side is not asked. */
  askedAt: readonly number[] | null;
}

const everyMs = 500;
const packetMs = 20;
/**
 * Milliseconds between two connectivity checks, on a path that answers and on one that does not, or has given too few answers
 * to know its round trip; the browser looks every 480 ms.
 */
const checkMs = { answered: 2500, unanswered: 900, readings: 480, settledAfter: 5 };

/** Mulberry32: the same numbers for the same seed, everywhere. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Watches a link as the product does, in simulated time; returns every reading of it with its verdict. */
export function watchSimulatedLink(link: SimulatedLink): Reading[] {
  const { reports, feedback, channel, roundTrip, loss, forMs, outages = [], busy = [] } = link;
  const random = randomOf(link.seed);
  const outageAt = (at: number) => outages.find(({ from, to }) => at >= from && at < to);
  const passes = (way: 'up' | 'down', at: number) => {
    const isLost = random() < loss;
    const outage = outageAt(at);
    return !isLost && (outage === undefined || (outage.only !== undefined && outage.only !== way));
  };
  const goesUp = (at: number) => passes('up', at);
  const comesDown = (at: number) => passes('down', at);
  const answers = (at: number) => goesUp(at) && comesDown(at + roundTrip);
  const randomIn = ({ shortest, longest }: Pace) => shortest + random() * (longest - shortest);

  const readings: Reading[] = [];
  const figures = createFigures();
  // The connection is established by this check.
  figures.arrive('check-answer', 0);
  let evidence = noEvidence;
  let health: LinkHealth = unknownHealth;
  /** The packets that the far side sent; `lost` is what its reports count. */
  let arrivals: { at: number; kind: FarSidePacketKind; lost?: number; jitter?: number }[] = [];
  let askedAt = null as readonly number[] | null;
  let lastAskedAt = -Infinity;
  let allAskedAt: readonly number[] | null = null;
  let nextReport = link.isFresh ? reports.shortest : 0;
  let nextFeedback = feedback ? 0 : Infinity;
  let nextPacket = 0;
  let jitter = 0;
  let lost = 0;
  let knownLost = 0;
  let nextCheck = 0;
  let planned = everyMs;
  const arrive = (kind: FarSidePacketKind, at: number) => arrivals.push({ at: at + roundTrip, kind });
  // The far side notices a loss by the packets that arrive after it.
  const countLossesUntil = (at: number) => {
    for (; nextPacket <= at; nextPacket += packetMs) {
      if (goesUp(nextPacket)) {
        knownLost = lost;
        jitter += 1;
      } else lost += 1;
    }
  };
  figures.set({ pairId: 'one', roundTripTime: roundTrip / 1000 });
  for (let at = 0; at <= forMs;) {
    for (; nextReport <= at; nextReport += randomIn(reports)) {
      countLossesUntil(nextReport);
      const report = {
        at: nextReport + roundTrip,
        kind: 'receiver-report',
        lost: knownLost,
        jitter,
      } as const;
      if (comesDown(nextReport)) arrivals.push(report);
    }
    while (feedback && nextFeedback <= at) {
      if (answers(nextFeedback)) arrive('transport-feedback', nextFeedback);
      nextFeedback += randomIn(feedback);
    }
    for (; link.checks && nextCheck <= at;) {
      figures.set({ requestsSent: figures.stats().requestsSent + 1 });
      const isAnswered = answers(nextCheck);
      if (isAnswered) arrive('check-answer', nextCheck);
      const { checksEvery } = link;
      const isSettled = !link.isFresh || (figures.stats().responsesOf['one'] ?? 0) > checkMs.settledAfter;
      const answeredMs = checksEvery
        ? randomIn(checksEvery)
        : isSettled
          ? checkMs.answered
          : checkMs.unanswered;
      nextCheck += isAnswered ? answeredMs : checkMs.unanswered + random() * checkMs.readings;
    }
    countLossesUntil(at);
    const came = arrivals.filter((each) => each.at <= at).toSorted((one, other) => one.at - other.at);
    arrivals = arrivals.filter((each) => each.at > at);
    for (const { at: arrivedAt, kind, lost: packetsLost, jitter: reportedJitter } of came) {
      figures.arrive(kind, arrivedAt);
      if (packetsLost === undefined) continue;
      figures.set({ packetsLost: link.repairs ? 0 : packetsLost, jitter: reportedJitter ?? null });
      // What is sent again is lost as often, and then sent once more.
      if (link.repairs) figures.set({ retransmittedPacketsSent: Math.round(packetsLost / (1 - loss)) });
    }
    const { retransmittedPacketsSent } = figures.stats();
    figures.set({ packetsSent: Math.ceil(at / packetMs) + retransmittedPacketsSent });
    const givesFeedback = link.givesFeedback ?? false;
    const hearsAnswers = at === 0 || (!givesFeedback && askedAt === null);
    evidence = weighEvidence(evidence, figures.stats(), at, { hearsAnswers });
    const { signAt } = evidence;
    askedAt = askedAt?.filter((each) => each > (signAt ?? 0)) ?? null;
    health = judgeLink(health, {
      at,
      everyMs: planned,
      status: 'connected',
      givesFeedback,
      evidence,
      askedAt,
    });
    const answersOften = channel || link.givesFeedback === true;
    const usualMs = link.usualMs ?? everyMs;
    planned =
      link.searches === false ? usualMs : nextReadingMs(health, { usualMs, urgent: false, answersOften });
    const known = allAskedAt;
    const times = channel ? askTimes(at - lastAskedAt, planned) : [];
    for (const ms of times) {
      lastAskedAt = at + ms;
      askedAt = [...(askedAt ?? []), lastAskedAt];
      allAskedAt = [...(allAskedAt ?? []), lastAskedAt].slice(-50);
      if (answers(lastAskedAt)) arrive('keepalive-answer', lastAskedAt);
    }
    const { verdict } = health;
    readings.push({ at, verdict, heardAt: evidence.heardAt, evidence, asked: times.length, askedAt: known });
    const next = at + planned;
    at = busy.find(({ from, to }) => next > from && next < to)?.to ?? next;
  }
  return readings;
}

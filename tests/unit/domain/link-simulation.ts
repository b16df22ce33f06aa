import {
  judgeLink,
  nextAskMs,
  nextLookMs,
  unknownHealth,
  type LinkHealth,
  type LinkVerdict,
} from '../../../utils/domain/link-health.ts';
import { readMediaStats } from '../../../utils/domain/media-stats.ts';

/** Milliseconds. */
export interface Span {
  from: number;
  to: number;
}

export interface SimulatedLink {
  /** Milliseconds between two signs that the far side gives by itself, at least and at most. */
  signs: { shortest: number; longest: number };
  /** Whether it has agreed to report every few packets. */
  givesFeedback?: boolean;
  /** Whether it acknowledges keepalives. */
  channel: boolean;
  /** Whether the browser checks the path as it does by itself: every 2.5 s, and more often while it is not answered. */
  checks?: boolean;
  /** Milliseconds. */
  roundTrip: number;
  /** In each direction, from 0 to 1. */
  loss: number;
  seed: number;
  forMs: number;
  /** Nothing gets through. */
  outages?: readonly Span[];
  /** Our own thread stands still. */
  busy?: readonly Span[];
}

export interface Look {
  at: number;
  verdict: LinkVerdict;
}

const everyMs = 500;
const packetMs = 20;
/** From one connectivity check to the next, on a path that answers and on one that does not; it looks every 480 ms. */
const checkMs = { answered: 2500, unanswered: 900, looks: 480 };

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

/** Watches a link as the product does, in simulated time; every look at it with its verdict. */
export function watchSimulatedLink(link: SimulatedLink): Look[] {
  const { signs, channel, roundTrip, loss, forMs, outages = [], busy = [] } = link;
  const random = randomOf(link.seed);
  const isOut = (at: number) => outages.some(({ from, to }) => at >= from && at < to);
  const passes = (at: number) => random() >= loss && !isOut(at);
  const answers = (at: number) => passes(at) && passes(at + roundTrip);

  const looks: Look[] = [];
  let health: LinkHealth = unknownHealth;
  /** Of what the far side sent; `lost` is what its reports count, null in what is no report. */
  let arrivals: { at: number; lost: number | null; isAnswer?: true }[] = [{ at: 0, lost: 0 }];
  let reportedAt = 0;
  let probedAt: number[] | null = null;
  let packetsReceived = 0;
  let heardAt = 0;
  let nextSign = 0;
  let nextPacket = 0;
  let lost = 0;
  let packetsLost = 0;
  let nextCheck = 0;
  let requestsSent = 0;
  let planned = everyMs;
  const countLossesUntil = (at: number) => {
    for (; nextPacket <= at; nextPacket += packetMs) if (!passes(nextPacket)) lost += 1;
  };
  for (let at = 0; at <= forMs;) {
    for (; nextSign <= at; nextSign += signs.shortest + random() * (signs.longest - signs.shortest)) {
      countLossesUntil(nextSign);
      if (answers(nextSign)) arrivals.push({ at: nextSign + roundTrip, lost });
    }
    for (; link.checks && nextCheck <= at;) {
      countLossesUntil(nextCheck);
      requestsSent += 1;
      const isAnswered = answers(nextCheck);
      if (isAnswered) arrivals.push({ at: nextCheck + roundTrip, lost: null, isAnswer: true });
      nextCheck += isAnswered ? checkMs.answered : checkMs.unanswered + random() * checkMs.looks;
    }
    countLossesUntil(at);
    const came = arrivals.filter((each) => each.at <= at);
    arrivals = arrivals.filter((each) => each.at > at);
    packetsReceived += came.filter(({ isAnswer }) => !isAnswer).length;
    const readBefore = looks.at(-1)?.at ?? 0;
    for (const each of came) {
      // The browser does not say when an answer came.
      heardAt = Math.max(heardAt, each.isAnswer ? readBefore + 1 : each.at);
      if (each.lost === null) continue;
      packetsLost = each.lost;
      reportedAt = each.at;
    }

    const packetsSent = Math.ceil(at / packetMs);
    const counted = { packetsSent, packetsLost, packetsReceived, reportedAt, requestsSent, pairId: 'one' };
    const stats = { ...readMediaStats([]), ...counted, roundTripTime: roundTrip / 1000 };
    health = judgeLink(health, {
      at,
      everyMs: planned,
      status: 'connected',
      givesFeedback: link.givesFeedback ?? false,
      evidence: { sentAt: at, heardAt, readAt: at, stats },
      probedAt: probedAt?.filter((each) => each > heardAt) ?? null,
    });
    looks.push({ at, verdict: health.verdict });

    const answersOften = channel || link.givesFeedback === true;
    planned = nextLookMs(health, { usualMs: everyMs, urgent: false, answersOften });
    if (channel) {
      const askMs = nextAskMs(planned);
      for (const askedAt of [at, ...(askMs === null ? [] : [at + askMs])]) {
        probedAt = [...(probedAt ?? []), askedAt].filter((each) => each > heardAt);
        if (answers(askedAt)) arrivals.push({ at: askedAt + roundTrip, lost: null });
      }
    }
    const next = at + planned;
    at = busy.find(({ from, to }) => next > from && next < to)?.to ?? next;
  }
  return looks;
}

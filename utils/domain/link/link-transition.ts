import { doing, followedBy, type Step } from '../steps/step.ts';
import { connectionStatus, type ConnectionStatus } from './connection-status.ts';
import { togetherMs } from './far-side-packets.ts';
import { checksAnsweredWithinMs } from './widest-limits.ts';
import type { LinkEffect } from './link-effect.ts';
import { weighEvidence } from './link-evidence.ts';
import type { LinkInput } from './link-fact.ts';
import { judgeLink } from './link-health.ts';
import { askTimes, nextReadingMs } from './link-pace.ts';
import type { LinkReport } from './link-report.ts';
import {
  answersOften,
  lastHeardMsAgo,
  longestIntervalMs,
  provenMsAgo,
  startIntervalMs,
  type LinkState,
} from './link-state.ts';
import { followTrail, shortestGapMs } from './proof-trail.ts';

/*
 *    new --(connected, and media is acknowledged)--> heard --(too long nothing)--> silent
 *     |                                              |   ^                           |
 *     |                            (failed, closed,  |   +---------(heard)-----------+
 *     |                     too long disconnected)   |   |                           |
 *     +--(failed)--> never connected                 +-> lost <----------------------+
 */

type LinkStep = Step<LinkState, LinkEffect>;
type FactOf<Type extends LinkInput['type']> = Extract<LinkInput, { type: Type }>;

/**
 * Milliseconds from the first acknowledgement on in which the first sound is looked for often: a gap ends with it. Many far sides can
 * only be asked some hundredths of a second later, and one that answers connectivity checks alone is not heard sooner by it.
 */
const newForMs = 1000;

/** Milliseconds within which what was captured has left: it is encoded in pieces of 20 ms, and sent in its turn. */
const leavesWithinMs = 60;

/** The number of unanswered keepalives that are kept: more say nothing new. */
const mostKeepalives = 50;

/**
 * A connection's link: what each fact about it leads to. `failed` and `closed` are a loss at once, `disconnected` when it
 * outlasts its limit (webrtc-pc section 4.3.3: it may heal). The link is judged on after a loss, since even `failed` may heal
 * by itself (measured: 2 s after the network was back).
 */
export function linkTransition(link: LinkState, input: LinkInput): LinkStep {
  switch (input.type) {
    case 'states-read':
      return statesRead(link, input);
    case 'figures-read':
      return figuresRead(link, input);
    case 'checked':
      return planCheck(link, input.at);
    case 'asked':
      return doing({
        ...link,
        askedAt: input.isSent ? [...(link.askedAt ?? []), input.at].slice(-mostKeepalives) : null,
      });
    case 'disconnected-limit-passed':
      return lose(link, input.at);
    case 'doubted':
      return doubt(link, input.at);
    case 'answered': {
      const { givesFeedback } = input;
      const isHeard = !link.isAnswered && link.acknowledgedAt !== null;
      return doing({ ...link, isAnswered: true, givesFeedback }, ...reportsIf(isHeard, acknowledged));
    }
    case 'sound-ended':
      return doing({ ...link, lastSound: { leftAt: input.at + leavesWithinMs } }, { type: 'check' });
    case 'far-end-closed':
      if (link.hasEnded) return doing(link);
      return followedBy(searchOrNot({ ...link, hasEnded: true }), (next) =>
        doing(next, report(lost(next, 'closed', input.at))),
      );
    case 'ice-restart-began': {
      const restartedFrom = { pairId: link.evidence.stats?.pairId ?? null };
      return doing({ ...link, isRestarting: true, restartedFrom });
    }
    case 'ice-restart-refused':
      return doing({ ...link, restartedFrom: null });
    case 'ice-restart-ended':
      return searchOrNot({ ...link, isRestarting: false });
  }
}

function statesRead(
  link: LinkState,
  { at, connectionState, iceConnectionState }: FactOf<'states-read'>,
): LinkStep {
  const status = connectionStatus(connectionState, iceConnectionState);
  const read = { ...link, iceConnectionState };
  if (status === link.status) return doing(read);
  const wasConnected = link.wasConnected || status === 'connected';
  const changed = followedBy(searchOrNot({ ...read, status, wasConnected }), (next) =>
    doing<LinkState, LinkEffect>(
      next,
      report({ type: 'status-changed', status, connectionState, iceConnectionState }),
      { type: 'end-limit' },
    ),
  );
  if (status === 'failed' || status === 'closed') return followedBy(changed, (next) => lose(next, at));
  if (status !== 'disconnected') return changed;
  const ms = link.rules.disconnectedLimitMs;
  return followedBy(changed, (next) => doing(next, { type: 'limit-disconnected', ms }));
}

function figuresRead(
  link: LinkState,
  { at, steadyAt, stats, soundReceivedAt }: FactOf<'figures-read'>,
): LinkStep {
  const hearsAnswers = link.acknowledgedAt === null || !answersOften(link);
  const evidence = weighEvidence(link.evidence, stats, at, { soundReceivedAt, hearsAnswers });
  const pair = stats.pair ? Object.values(stats.pair).join(' ') : link.pair;
  const codec = stats.codec ? Object.values(stats.codec).join(' ') : link.codec;
  const followed = followDelivery({ ...link, evidence }, { at, steadyAt });
  const reports: LinkEffect[] = [
    ...(stats.pair && pair !== link.pair
      ? [report({ type: 'candidate-pair-selected', pair: stats.pair })]
      : []),
    ...(stats.codec && codec !== link.codec ? [report({ type: 'codec-selected', codec: stats.codec })] : []),
  ];
  const read = followedBy(followed, (next) => doing({ ...next, pair, codec }, ...reports));
  return followedBy(read, (next) => (link.acknowledgedAt === null ? awaitMedia(next, at) : judge(next, at)));
}

/** Follows how far what was sent is known to have arrived. */
function followDelivery(link: LinkState, { at, steadyAt }: { at: number; steadyAt: number }): LinkStep {
  const { evidence, askedAt, trail, gapsFromMs } = link;
  const shortestMs = shortestGapMs(answersOften(link), longestIntervalMs(link));
  const isNew = link.acknowledgedAt !== null && shortestMs !== gapsFromMs && isHabitKnown(link, at);
  const { givesFeedback } = link;
  const next = followTrail(trail, {
    at,
    evidence,
    shortestMs,
    askedAt,
    answersOften: answersOften(link),
    givesFeedback,
  });
  // The moment before: the proof that ends a gap is not the one after which it began.
  const stopped = { type: 'delivery-stopped', provenMsAgo: provenMsAgo(link, steadyAt) ?? 0 } as const;
  const { sentUntil } = next.trail;
  const isFurther = sentUntil !== null && sentUntil !== trail.sentUntil;
  const provenSteady = isFurther ? steadyAt - Math.max(0, at - sentUntil) : link.provenSteady;
  const firstSound = followFirstSound(link, sentUntil, at);
  const hasArrived = firstSound === 'arrived' && link.firstSound !== 'arrived' && !link.hasEnded;
  const isFound = link.outSince !== null && isFurther && !hasArrived && next.changes.length === 0;
  const lastSound = arrivedBy(sentUntil, link.lastSound);
  const isLast = lastSound === 'arrived' && link.lastSound !== 'arrived';
  const followed = { trail: next.trail, provenSteady, firstSound, lastSound };
  const proven = { ...link, ...followed, gapsFromMs: isNew ? shortestMs : gapsFromMs };
  return doing(
    proven,
    ...reportsIf(isNew, { type: 'gaps-watched', fromMs: shortestMs }),
    ...next.changes.flatMap((change) =>
      change === 'broke' ? [report(stopped)] : reportsIf(!link.hasEnded && !hasArrived, resumed),
    ),
    ...reportsIf(hasArrived, resumed),
    ...reportsIf(isFound, { type: 'delivery-proven', provenMsAgo: provenMsAgo(proven, steadyAt) ?? 0 }),
    ...reportsIf(isLast, { type: 'last-sound-arrived' }),
  );
}

/** Follows the first sound of a connection that is in use: what it replaces may have left a gap, which ends when sound arrives again. */
function followFirstSound(
  { firstSound, evidence, acknowledgedAt, isAnswered }: LinkState,
  sentUntil: number | null,
  at: number,
): LinkState['firstSound'] {
  if (firstSound === 'arrived' || acknowledgedAt === null || !isAnswered) return firstSound;
  if (firstSound === null) return evidence.sentAt === at ? { leftAt: at } : null;
  return arrivedBy(sentUntil, firstSound);
}

/** A sound that has left, or arrived where everything that was sent until a later moment has. */
function arrivedBy<Sound extends LinkState['lastSound']>(
  sentUntil: number | null,
  sound: Sound,
): Sound | 'arrived' {
  if (sound === null || sound === 'arrived') return sound;
  return sentUntil !== null && sentUntil >= sound.leftAt ? 'arrived' : sound;
}

/** Whether it is known how often the far side answers: a channel to ask it by may open a moment after the first media. */
function isHabitKnown(link: LinkState, at: number): boolean {
  return answersOften(link) || at - (link.acknowledgedAt ?? at) > checksAnsweredWithinMs;
}

function awaitMedia(link: LinkState, at: number): LinkStep {
  const { sentAt, heardAt } = link.evidence;
  if (!link.wasConnected || sentAt === null || heardAt === null) return doing(link);
  return doing({ ...link, acknowledgedAt: at }, ...reportsIf(link.isAnswered, acknowledged));
}

function judge(link: LinkState, at: number): LinkStep {
  const { everyMs, status, evidence, givesFeedback, askedAt } = link;
  const signAt = evidence.signAt ?? 0;
  const unanswered = askedAt?.filter((each) => each > signAt) ?? null;
  const health = judgeLink(link.health, {
    at,
    everyMs,
    status,
    evidence,
    givesFeedback,
    askedAt: unanswered,
  });
  const judged = { ...link, health };
  const isNewlySilent = health.verdict === 'silent' && link.outSince === null;
  const silent = { type: 'link-silent', lastHeardMsAgo: lastHeardMsAgo(link, at) } as const;
  const doubted = isNewlySilent
    ? doing({ ...judged, outSince: at }, ...reportsIf(!link.hasEnded, silent))
    : doing<LinkState, LinkEffect>(judged);
  return followedBy(doubted, heardAgain);
}

function heardAgain(link: LinkState): LinkStep {
  const { outSince, status, evidence, restartedFrom, hasEnded } = link;
  if (outSince === null || status !== 'connected' || (evidence.heardAt ?? 0) <= outSince) return doing(link);
  const heard = { ...link, outSince: null, isLost: false };
  if (hasEnded) return doing(heard);
  const isRenewed = restartedFrom !== null && restartedFrom.pairId !== (evidence.stats?.pairId ?? null);
  return doing(
    { ...heard, restartedFrom: null },
    report({ type: 'link-heard', by: isRenewed ? 'ice-restart' : 'itself' }),
  );
}

function lose(link: LinkState, at: number): LinkStep {
  if (link.isLost) return doing(link);
  return followedBy(doubt({ ...link, isLost: true }, at), (next) => {
    if (next.hasEnded) return doing(next);
    if (!next.wasConnected) return doing(next, { type: 'report-never-connected' });
    return doing(next, report(lost(next, next.status, at)));
  });
}

/** The link is checked at once, so that a reading in between separates what came before the doubt from what comes after. */
function doubt(link: LinkState, at: number): LinkStep {
  return link.outSince === null ? doing({ ...link, outSince: at }, { type: 'check' }) : doing(link);
}

function planCheck(link: LinkState, at: number): LinkStep {
  const ms = untilNextCheckMs(link, at);
  const planned = { ...link, everyMs: ms };
  if (link.acknowledgedAt === null || !link.rules.searches) {
    return doing(planned, { type: 'check-after', ms, askAfterMs: [] });
  }
  const lastAt = link.askedAt?.at(-1);
  const times = lastAt === undefined ? [0] : askTimes(at - lastAt, ms);
  const now: LinkEffect[] = times[0] === 0 ? [{ type: 'ask' }] : [];
  return doing(
    planned,
    { type: 'check-after', ms, askAfterMs: times.filter((afterMs) => afterMs > 0) },
    ...now,
  );
}

function untilNextCheckMs(link: LinkState, at: number): number {
  const { rules, health, outSince, evidence, firstSound, lastSound } = link;
  if (link.acknowledgedAt === null) return startIntervalMs;
  if (!rules.searches) return rules.checkIntervalMs;
  const signAt = evidence.signAt ?? 0;
  const isNew = firstSound !== 'arrived' && at - link.acknowledgedAt < newForMs;
  const isEnding = lastSound !== null && lastSound !== 'arrived';
  const isProving = isNew || isEnding || (outSince !== null && signAt > outSince && at - signAt < togetherMs);
  return nextReadingMs(health, {
    usualMs: rules.checkIntervalMs,
    urgent: outSince !== null,
    answersOften: answersOften(link),
    isProving,
  });
}

function searchOrNot(link: LinkState): LinkStep {
  const { rules, iceConnectionState, isAnswered, isRestarting, hasEnded, acknowledgedAt } = link;
  const isOut = !['connected', 'completed', 'closed'].includes(iceConnectionState);
  const isFree = isAnswered && !isRestarting && !hasEnded;
  const isOn = rules.searches && isOut && isFree && acknowledgedAt !== null;
  return doing(link, { type: 'search-path', isOn });
}

const acknowledged: LinkReport = { type: 'media-acknowledged' };
const resumed: LinkReport = { type: 'delivery-resumed' };

function lost(link: LinkState, status: ConnectionStatus, at: number): LinkReport {
  return { type: 'connection-lost', status, lastHeardMsAgo: lastHeardMsAgo(link, at) };
}

function report(fact: LinkReport): LinkEffect {
  return { type: 'report', fact };
}

function reportsIf(isTold: boolean, fact: LinkReport): LinkEffect[] {
  return isTold ? [report(fact)] : [];
}

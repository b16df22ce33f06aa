import type { Failure } from '../failure/failure.ts';
import { conditionToldBy, worseFigure, type Warning } from '../warnings/warning-kinds.ts';
import type { SessionEvent } from '../log/session-event.ts';
import { sessionTimeline, type Interruption, type SessionTimeline } from './session-timeline.ts';
import { lengthOfAll } from './stretches.ts';

export type InterruptionCause = 'link-silent' | 'network-lost' | 'connection-lost';
/** How an interruption ended; `not-yet` in a running session. */
export type Healing = NonNullable<Interruption['by']> | 'not' | 'not-yet';

/** One sentence of a session's story, as data; lengths in milliseconds, `at` in epoch milliseconds. */
export type StorySentence =
  | { say: 'starting' | 'held' | 'no-warning' | 'no-other-warning' }
  | { say: 'live-so-far' | 'live-stopped' | 'live-cut-off'; ms: number }
  | { say: 'never-live-stopped' | 'never-live-cut-off' | 'slow-start'; ms: number }
  | { say: 'live-failed' | 'never-live-failed'; ms: number; failure: Failure }
  | { say: 'interruption'; at: number; ms: number; cause: InterruptionCause; healing: Healing }
  | { say: 'interruptions'; count: number; ms: number; longestAt: number; longestMs: number }
  | { say: 'rolled-over'; count: number }
  | { say: 'caught-up'; at: number; ms: number; levelAfterMs: number }
  | { say: 'caught-up-often'; count: number; ms: number }
  | { say: 'hole'; count: number; ms: number }
  | { say: 'stood-in'; at: number; label: string }
  | { say: 'muted-by-user' | 'muted' | 'silent' | 'missing'; ms: number }
  | { say: 'slept'; at: number; ms: number }
  | { say: 'log-cut'; at: number }
  | { say: 'warning'; warning: Warning; ms: number; worst: number };

/** Milliseconds: a longer start is told as slow. */
const slowStartMs = 5000;
/** The number of interruptions that are told one by one. */
const toldOneByOne = 3;

/** The story of a session, sentence by sentence; `now` is the end of a running session. */
export function sessionStory(events: readonly SessionEvent[], now: number): StorySentence[] {
  const timeline = sessionTimeline(events, now);
  const wasLive = timeline.phases.some(({ phase }) => phase === 'live');
  const interruptions = interruptionSentences(timeline);
  const others = [...otherSentences(events), ...microphoneSentences(timeline)];
  const warnings = warningSentences(timeline);
  const told = [...interruptions, ...others, ...warnings, ...cut(events)];
  return [
    opening(events, timeline),
    ...slowStart(events),
    ...interruptions,
    ...others,
    ...warnings,
    ...cut(events),
    ...(wasLive && warnings.length === 0 ? [quiet(events, timeline, told.length > 0)] : []),
  ];
}

/** The last sentence of a session in which nothing was wrong, or nothing further than was told. */
function quiet(
  events: readonly SessionEvent[],
  { running }: SessionTimeline,
  somethingTold: boolean,
): StorySentence {
  if (somethingTold) return { say: 'no-other-warning' };
  if (running) return { say: 'no-warning' };
  const calm = events.some((event) => event.kind === 'session-ended' && event.by === 'user');
  return { say: calm ? 'held' : 'no-other-warning' };
}

function opening(events: readonly SessionEvent[], timeline: SessionTimeline): StorySentence {
  const liveFrom = timeline.phases.find(({ phase }) => phase === 'live')?.from;
  const ms = timeline.to - (liveFrom ?? timeline.from);
  const end = events.findLast((event) => event.kind === 'session-ended');
  const failure = events.findLast((event) => event.kind === 'session-failed')?.failure;
  if (!end) return liveFrom === undefined ? { say: 'starting' } : { say: 'live-so-far', ms };
  if (end.by === 'failure' && failure) {
    return { say: liveFrom === undefined ? 'never-live-failed' : 'live-failed', ms, failure };
  }
  if (end.by === 'user') return { say: liveFrom === undefined ? 'never-live-stopped' : 'live-stopped', ms };
  return { say: liveFrom === undefined ? 'never-live-cut-off' : 'live-cut-off', ms };
}

function slowStart(events: readonly SessionEvent[]): StorySentence[] {
  const live = events.find((event) => event.kind === 'live');
  return live && live.afterMs > slowStartMs ? [{ say: 'slow-start', ms: live.afterMs }] : [];
}

/** Says that the log was too long to be kept in full. */
function cut(events: readonly SessionEvent[]): StorySentence[] {
  const at = events.find(({ kind }) => kind === 'log-cut')?.at;
  return at === undefined ? [] : [{ say: 'log-cut', at }];
}

function interruptionSentences({ interruptions, summed, running }: SessionTimeline): StorySentence[] {
  if (interruptions.length === 0 || (interruptions.length <= toldOneByOne && summed.times === 0)) {
    return interruptions.map(({ from, to, cause, by }) => ({
      say: 'interruption',
      at: from,
      ms: to - from,
      cause: cause === 'link-silent' || cause === 'network-lost' ? cause : 'connection-lost',
      healing: by ?? (running ? 'not-yet' : 'not'),
    }));
  }
  const listed = interruptions.reduce((one, other) => (lengthOf(other) > lengthOf(one) ? other : one));
  const { longest } = summed;
  const isListed = lengthOf(listed) >= longest.ms;
  return [
    {
      say: 'interruptions',
      count: interruptions.length + summed.times,
      ms: lengthOfAll(interruptions) + summed.ms,
      longestAt: isListed ? listed.from : longest.at,
      longestMs: isListed ? lengthOf(listed) : longest.ms,
    },
  ];
}

function otherSentences(events: readonly SessionEvent[]): StorySentence[] {
  const rolledOver = events.filter(({ kind }) => kind === 'rolled-over').length;
  const holes = events.filter((event) => event.kind === 'session-resumed');
  const sleep = events
    .filter((event) => event.kind === 'clock-jumped')
    .reduce<{ at: number; byMs: number } | null>(
      (longest, jump) => (jump.byMs > (longest?.byMs ?? 0) ? jump : longest),
      null,
    );
  const stoodIn = events.find((event) => event.kind === 'microphone-replaced' && event.why === 'lost');
  const sentences: StorySentence[] = [];
  if (holes.length > 0) {
    sentences.push({
      say: 'hole',
      count: holes.length,
      ms: holes.reduce((sum, { holeMs }) => sum + Math.max(0, holeMs), 0),
    });
  }
  if (sleep) sentences.push({ say: 'slept', at: sleep.at, ms: sleep.byMs });
  if (rolledOver > 0) sentences.push({ say: 'rolled-over', count: rolledOver });
  if (stoodIn?.kind === 'microphone-replaced') {
    sentences.push({ say: 'stood-in', at: stoodIn.at, label: stoodIn.label });
  }
  return [...sentences, ...caughtUpSentences(events)];
}

/** Tells of what was sent late until nothing was left; what was broken off is told by the losses. */
function caughtUpSentences(events: readonly SessionEvent[]): StorySentence[] {
  let began: number | null = null;
  const done: { at: number; ms: number; levelAfterMs: number }[] = [];
  for (const event of events) {
    if (event.kind === 'catch-up-began') began = event.at;
    else if (event.kind === 'catch-up-ended' && began !== null) {
      if (event.leftMs === 0)
        done.push({ at: began, ms: event.deliveredMs, levelAfterMs: Math.max(0, event.at - began) });
      began = null;
    }
  }
  const [only] = done;
  if (!only) return [];
  if (done.length === 1) return [{ say: 'caught-up', ...only }];
  return [
    {
      say: 'caught-up-often',
      count: done.length,
      ms: done.reduce((sum, each) => sum + each.levelAfterMs, 0),
    },
  ];
}

function microphoneSentences(timeline: SessionTimeline): StorySentence[] {
  // The warning about the same silence tells it already.
  const told = new Set<unknown>(timeline.warnings.map(({ warning }) => conditionToldBy(warning)));
  return (['muted-by-user', 'muted', 'silent', 'missing'] as const).flatMap((condition) => {
    if (told.has(condition)) return [];
    const ms = lengthOfAll(timeline.microphone.filter((band) => band.condition === condition));
    return ms > 0 ? [{ say: condition, ms }] : [];
  });
}

function warningSentences({ warnings }: SessionTimeline): StorySentence[] {
  const kinds = [...new Set(warnings.map(({ warning }) => warning))];
  return kinds.map((warning) => {
    const bands = warnings.filter((band) => band.warning === warning);
    const figures = bands.map((band) => band.worst);
    const worst = figures.reduce((one, other) => worseFigure(warning, one, other));
    return { say: 'warning', warning, ms: lengthOfAll(bands), worst };
  });
}

function lengthOf({ from, to }: { from: number; to: number }): number {
  return to - from;
}

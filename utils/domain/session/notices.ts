import type { Failure } from '../failure/failure.ts';
import type { SessionQuestion } from './session-question.ts';
import { questionOf, isRunning, type SessionState } from './session-state.ts';
import type { MicrophoneCondition } from '../microphone/microphone-condition.ts';

/** The content of a notification, as data. */
export type NoticeWords =
  | { say: 'question'; question: SessionQuestion }
  | { say: 'muted-unanswered' }
  | { say: 'spoke-while-muted' }
  | { say: 'session-failed'; failure: Failure }
  | { say: 'connection-lost'; forMs: number }
  | { say: 'connection-back'; afterMs: number }
  | { say: 'microphone-not-heard'; condition: Exclude<MicrophoneCondition, 'sounding'> };

/** The subjects of a session's notifications; there is at most one notification for each. */
export const noticeThings = ['session', 'loss', 'microphone', 'question', 'mute'] as const;
export type NoticeThing = (typeof noticeThings)[number];

/** How far one occurrence of a subject has been told. */
interface Standing {
  sessionId: string;
  /** Identifies the occurrence, so that the next one is told again. */
  occurrence: string;
  /** Epoch milliseconds of the beginning. */
  since: number;
  /** `shown`: a notification is shown. `seen`: it was told, and no notification is shown. */
  told: 'not-yet' | 'shown' | 'seen';
}

/** What has been told so far; plain data, because it outlives the service worker. */
export type NoticeMemory = Partial<Record<NoticeThing, Standing>>;

export interface NoticeSituation {
  state: SessionState;
  /** Epoch milliseconds of the beginning. */
  now: number;
  /** Whether a page is open that shows the same, or the user wants no notifications. */
  isNotNeeded: boolean;
}

export type NoticeEffect = { type: 'show'; id: string; words: NoticeWords } | { type: 'clear'; id: string };

export interface NoticesJudged {
  memory: NoticeMemory;
  effects: NoticeEffect[];
  /** Epoch milliseconds when to judge again even without an event; null where nothing is waited for. */
  nextAt: number | null;
}

/** A present condition, to be told once it has lasted for `afterMs` milliseconds. */
interface Current {
  sessionId: string;
  occurrence: string;
  /** Epoch milliseconds of the beginning. */
  since: number;
  afterMs: number;
  words(now: number): NoticeWords;
}

/** Milliseconds that a loss lasts before it is worth an interruption: most heal sooner. */
const lossToldAfterMs = 10_000;

/** Milliseconds that a microphone gives no sound before that is told: people mute by a key for a cough. */
const microphoneToldAfterMs = 15_000;

const backPrefix = 'back from ';

/**
 * Decides what is told by notifications. Each occurrence of a subject is told once; its notification is
 * replaced by the next one on the same subject, and cleared when the subject is over or a page is open that
 * shows it. What becomes due while such a page is open counts as told.
 */
export function judgeNotices(
  before: NoticeMemory,
  { state, now, isNotNeeded }: NoticeSituation,
): NoticesJudged {
  const memory: NoticeMemory = {};
  const effects: NoticeEffect[] = [];
  let nextAt: number | null = null;

  for (const thing of noticeThings) {
    const past = before[thing];
    const current = currentOf(thing, state, past, now);
    const isSame =
      current !== null && past?.occurrence === current.occurrence && past.sessionId === current.sessionId;
    const shown = past?.told === 'shown' ? noticeId(thing, past.sessionId) : null;
    const standing: Standing | null = isSame ? notAhead(past, now) : current && begin(current, now);
    if (current && standing?.told === 'not-yet') {
      const dueAt = standing.since + current.afterMs;
      if (now < dueAt) nextAt = Math.min(nextAt ?? dueAt, dueAt);
      else if (isNotNeeded) standing.told = 'seen';
      else {
        standing.told = 'shown';
        effects.push({ type: 'show', id: noticeId(thing, current.sessionId), words: current.words(now) });
      }
    } else if (standing?.told === 'shown' && isNotNeeded) standing.told = 'seen';
    if (standing) memory[thing] = standing;
    const stands = standing?.told === 'shown' ? noticeId(thing, standing.sessionId) : null;
    if (shown !== null && shown !== stands) effects.push({ type: 'clear', id: shown });
  }
  return { memory, effects, nextAt };
}

/** What the button of a notification does; null where it has none. */
export type NoticeButton = 'go-on' | 'unmute';

/** The action that a click on the button of this notification asks for. */
export function buttonOfNotice(id: string): NoticeButton | null {
  if (id.startsWith('question:')) return 'go-on';
  return id.startsWith('mute:') ? 'unmute' : null;
}

/** The session that a notification tells of; null for a notification of something else. */
export function sessionOfNotice(id: string): string | null {
  const [thing, sessionId] = [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)];
  return noticeThings.some((each) => each === thing) && sessionId !== '' ? sessionId : null;
}

function noticeId(thing: NoticeThing, sessionId: string): string {
  return `${thing}:${sessionId}`;
}

function begin({ sessionId, occurrence, since }: Current, now: number): Standing {
  return notAhead({ sessionId, occurrence, since, told: 'not-yet' }, now);
}

/** The same standing, with a beginning that a clock which was set back does not put into the future. */
function notAhead(standing: Standing, now: number): Standing {
  return { ...standing, since: Math.min(standing.since, now) };
}

function currentOf(
  thing: NoticeThing,
  state: SessionState,
  past: Standing | undefined,
  now: number,
): Current | null {
  switch (thing) {
    case 'session':
      return failureOf(state);
    case 'loss':
      return lossOf(state, past, now);
    case 'microphone':
      return microphoneOf(state, past, now);
    case 'question':
      return askedOf(state);
    case 'mute':
      return speechOf(state, now);
  }
}

function failureOf(state: SessionState): Current | null {
  if (state.phase !== 'failed') return null;
  const { session, endedAt, failure } = state;
  return {
    sessionId: session.id,
    occurrence: String(endedAt),
    since: endedAt,
    afterMs: Number.NEGATIVE_INFINITY,
    words: () => ({ say: 'session-failed', failure }),
  };
}

/** The notice of a loss; after one that was told, the notice that the loss is over. */
function lossOf(state: SessionState, past: Standing | undefined, now: number): Current | null {
  if (state.phase === 'recovering') {
    const { running, since } = state;
    return {
      sessionId: running.session.id,
      occurrence: String(since),
      since,
      afterMs: lossToldAfterMs,
      words: (at) => ({ say: 'connection-lost', forMs: at - since }),
    };
  }
  if (state.phase !== 'live' || past?.sessionId !== state.running.session.id || past.told === 'not-yet')
    return null;
  const isBack = past.occurrence.startsWith(backPrefix);
  const lostAt = past.since;
  return {
    sessionId: past.sessionId,
    occurrence: isBack ? past.occurrence : backPrefix + past.occurrence,
    since: now,
    afterMs: 0,
    words: (at) => ({ say: 'connection-back', afterMs: at - lostAt }),
  };
}

/** The notice of a microphone that gives no sound; the user's own mute is no trouble. */
function microphoneOf(state: SessionState, past: Standing | undefined, now: number): Current | null {
  if (!isRunning(state) || state.phase === 'starting') return null;
  const { session, muted, microphone: condition } = state.running;
  if (muted || condition === 'sounding') return null;
  // A microphone that changes from muted to missing has been unheard all the time.
  const since = past?.sessionId === session.id ? past.since : now;
  return {
    sessionId: session.id,
    occurrence: condition,
    since,
    afterMs: microphoneToldAfterMs,
    words: () => ({ say: 'microphone-not-heard', condition }),
  };
}

/** The notice of a question, or that nobody has answered it. */
function askedOf(state: SessionState): Current | null {
  const question = questionOf(state);
  if (!question || !isRunning(state)) return null;
  const { askedAt, mutedAt } = question;
  return {
    sessionId: state.running.session.id,
    occurrence: mutedAt === null ? `asked ${String(askedAt)}` : `muted ${String(mutedAt)}`,
    since: mutedAt ?? askedAt,
    afterMs: 0,
    words: () => (mutedAt === null ? { say: 'question', question } : { say: 'muted-unanswered' }),
  };
}

/** The notice that somebody has spoken since the mute: told once, for the user may well know. */
function speechOf(state: SessionState, now: number): Current | null {
  if (!isRunning(state)) return null;
  const { session, muted, spokeWhileMuted } = state.running;
  if (!muted || !spokeWhileMuted) return null;
  return {
    sessionId: session.id,
    occurrence: 'spoke',
    since: now,
    afterMs: 0,
    words: () => ({ say: 'spoke-while-muted' }),
  };
}

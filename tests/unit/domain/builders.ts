import type { LinkReading, SessionFact, SessionInput } from '../../../utils/domain/session/session-fact.ts';
import { noGaps, type Gaps } from '../../../utils/domain/session/gaps.ts';
import type { SessionHead, StateOf } from '../../../utils/domain/session/session-state.ts';
import { ofPhase, runningWith, type Changes } from '../../support/running.ts';

export function sessionHead(overrides: Partial<SessionHead> = {}): SessionHead {
  return {
    id: 'session-1',
    startedAt: 1000,
    profile: { id: 'loopback', name: 'Loopback', kind: 'loopback' },
    policy: 'stop-and-tell',
    ...overrides,
  };
}

/** Nothing that a fact of the connection in use would have to be read with. */
const noLink: LinkReading = {
  canRestartIce: false,
  takesOnePublisher: false,
  lastHeardMsAgo: null,
  provenMsAgo: 0,
};

/** A gap that lasts, noticed at a moment at which everything sent was known to have arrived. */
export function gapNoticedAt(at: number): Gaps {
  return { ...noGaps(), since: at - 100, noticedAt: at, countedTo: at - 100 };
}

/** A fact whose reading of the connection in use may be left out, and the first line of a log with it. */
export type BareFact = SessionFact extends infer Fact
  ? Fact extends { link: LinkReading }
    ? Omit<Fact, 'link'> & { link?: Partial<LinkReading> }
    : Fact extends { begun: unknown }
      ? Omit<Fact, 'begun'>
      : Fact
  : never;

/** The whole fact, at its moment in epoch milliseconds. */
export function inputOf(at: number, fact: BareFact): SessionInput {
  const link = { ...noLink, ...('link' in fact ? fact.link : {}) };
  const begun = { kind: 'session-resumed', holeMs: 0 };
  return { at, begun, ...fact, link } as unknown as SessionInput;
}

export function starting(changes: Changes<StateOf<'starting'>> = {}): StateOf<'starting'> {
  const running = runningWith(sessionHead(), changes);
  return {
    phase: 'starting',
    running,
    awaiting: ['microphone', 'answer', 'media'],
    attempt: 1,
    retryAt: null,
    isNetworkChanging: false,
    wasAccepted: false,
    ...ofPhase(changes, running),
  };
}

export function live(changes: Changes<StateOf<'live'>> = {}): StateOf<'live'> {
  const running = runningWith(sessionHead(), changes);
  return { phase: 'live', running, liveSince: 2000, replacing: null, ...ofPhase(changes, running) };
}

export function recovering(changes: Changes<StateOf<'recovering'>> = {}): StateOf<'recovering'> {
  const interruptions = { count: 1, ms: 0, countedTo: 0 };
  const running = runningWith(sessionHead({ policy: 'recover' }), { interruptions, ...changes });
  return {
    phase: 'recovering',
    running,
    liveSince: 2000,
    since: 5000,
    cause: 'link-silent',
    rung: 'hold',
    attempt: 0,
    refusals: 0,
    retryAt: 6000,
    askedMs: null,
    replacing: null,
    ...ofPhase(changes, running),
  };
}

export function stopping(ending: StateOf<'stopping'>['ending'] = { by: 'user' }): StateOf<'stopping'> {
  return { phase: 'stopping', session: sessionHead(), ending };
}

export function failed(overrides: Partial<StateOf<'failed'>> = {}): StateOf<'failed'> {
  return {
    phase: 'failed',
    session: sessionHead(),
    endedAt: 9000,
    failure: { reason: 'connection-lost', status: 'failed' },
    ...overrides,
  };
}

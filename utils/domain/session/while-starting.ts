import type { Failure } from '../failure/failure.ts';
import { connectAgainMs, lossFailure, lossOf } from '../recovery/recovery-policy.ts';
import type { Awaited, StateOf } from './session-state.ts';
import type { SessionInput } from './session-fact.ts';
import { doing } from '../steps/step.ts';
import { end, logged, unchanged, type Transition } from './transition.ts';
import { whileRunning } from './while-running.ts';

/**
 * What an input means to a starting session. It waits for three things side by side, and has nothing to
 * recover: a failure makes it connect again, or ends it.
 */
export function whileStarting(state: StateOf<'starting'>, input: SessionInput): Transition {
  switch (input.type) {
    case 'microphone-acquired':
      return arrived(state, 'microphone', input.at);
    case 'answer-applied':
      return arrived(state, 'answer', input.at);
    case 'media-acknowledged':
      return arrived(state, 'media', input.at);
    case 'connection-lost':
      return judgeStart(state, lossFailure(lossOf(input.status)), input.at);
    case 'connection-failed':
      return attemptFailed(state, input.failure, input.at);
    case 'server-ended':
      return end(state, { by: 'failure', failure: { reason: 'server-ended' } });
    case 'network-changed':
      if (input.online) return unchanged(state);
      return doing({ ...state, isNetworkChanging: true }, { type: 'doubt-link' });
    case 'addresses-changed':
      return input.change === 'gone' ? unchanged(state) : startAnew(state);
    case 'slept':
      return doing(state, { type: 'compare-addresses' });
    case 'retry-due':
    case 'retry-requested':
      if (state.retryAt === null) return unchanged(state);
      return { state: { ...state, retryAt: null }, effects: [{ type: 'connect', attempt: state.attempt }] };
    case 'connect-deadline-passed':
      return end(state, { by: 'failure', failure: unconnected(state, input.failure) });
    default:
      return whileRunning(state, input);
  }
}

function arrived(state: StateOf<'starting'>, what: Awaited, at: number): Transition {
  // Between two connections of a start, no connection exists that could be heard.
  if (what !== 'microphone' && state.retryAt !== null) return unchanged(state);
  const awaiting = state.awaiting.filter((each) => each !== what);
  if (awaiting.length > 0) return { state: { ...state, awaiting }, effects: [] };
  const { running } = state;
  const line = { kind: 'live', afterMs: at - running.session.startedAt } as const;
  return logged([line], unchanged({ phase: 'live', running, liveSince: at, replacing: null }));
}

function attemptFailed(state: StateOf<'starting'>, failure: Failure, at: number): Transition {
  const next = judgeStart(state, failure, at);
  if (next.state.phase !== 'starting') return next;
  const nextInMs = (next.state.retryAt ?? at) - at;
  return logged([{ kind: 'attempt-failed', attempt: state.attempt, failure, nextInMs }], next);
}

/**
 * Judges a failure while starting: where the network is changing, another connection follows until the
 * deadline.
 */
function judgeStart(state: StateOf<'starting'>, failure: Failure, at: number): Transition {
  const { isNetworkChanging } = state;
  const wasAccepted = state.wasAccepted || isAccepted(state);
  const startedMsAgo = at - state.running.session.startedAt;
  const ms = connectAgainMs({ failure, startedMsAgo, isNetworkChanging, wasAccepted });
  if (ms === null) return end(state, { by: 'failure', failure });
  return { state: { ...anew(state), retryAt: at + ms }, effects: [{ type: 'wait-to-retry', ms }] };
}

/**
 * Connects again at once, in place of a connection under way, whose request may be stuck until the deadline
 * in the network that has gone.
 */
function startAnew(state: StateOf<'starting'>): Transition {
  const next = { ...anew(state), retryAt: null, isNetworkChanging: true };
  return { state: next, effects: [{ type: 'connect', attempt: next.attempt, isElsewhere: true }] };
}

/** The state for the next connection of a start. */
function anew(state: StateOf<'starting'>): StateOf<'starting'> {
  const kept = state.awaiting.filter((each) => each === 'microphone');
  // A connection that is waited for has been counted.
  const attempt = state.retryAt === null ? state.attempt + 1 : state.attempt;
  const wasAccepted = state.wasAccepted || isAccepted(state);
  return { ...state, awaiting: [...kept, 'answer', 'media'], attempt, wasAccepted };
}

/** Whether the connection under way has its answer. */
function isAccepted({ awaiting }: StateOf<'starting'>): boolean {
  return !awaiting.includes('answer');
}

/**
 * The failure of a start without any connection: where the network has gone and none came, no server could be
 * asked.
 */
function unconnected({ isNetworkChanging, awaiting }: StateOf<'starting'>, failure: Failure): Failure {
  return isNetworkChanging && awaiting.includes('answer') ? { reason: 'server-unreachable' } : failure;
}

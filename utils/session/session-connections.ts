import {
  openConnection,
  type Connection,
  type ConnectionDeps,
  type ConnectionFact,
} from '../connection/connection.ts';
import { untilReachable } from '../connection/reachability.ts';
import type { ConnectionStatus } from '../domain/connection-status.ts';
import type { Failure } from '../domain/failure.ts';
import { frameMs } from '../domain/frame.ts';
import type { LearnedFacts } from '../domain/learned-facts.ts';
import { noEvidence } from '../domain/link-evidence.ts';
import type { SessionEventBody } from '../domain/session-event.ts';
import type { SessionFact } from '../domain/session-state.ts';
import type { Profile } from '../domain/settings.ts';
import type { StartRequest } from '../domain/start-request.ts';
import type { Signalling, TextReceived } from '../signalling/signalling.ts';
import type { SignallingDeps } from '../signalling/signalling-deps.ts';

/** Milliseconds for an attempt while the server answers; at the start there may be a prompt to wait for, here not. */
const attemptDeadlineMs = 8000;

/** A silence that is to be healed is looked for at least this often, in milliseconds. */
const healthIntervalMs = 250;

export interface SessionConnectionsDeps {
  createSignalling(
    profile: Profile,
    learned: LearnedFacts,
    handlers: Pick<SignallingDeps, 'onLearned' | 'onText' | 'onServerMessage'>,
  ): Signalling;
  /** A certificate made ahead, if there is one; each is used once. */
  takeCertificate(): RTCCertificate | undefined;
  connection: ConnectionDeps;
  /** From 0 to 1. */
  random(): number;
}

export interface SessionConnectionsOutlets {
  dispatch(fact: SessionFact): void;
  record(body: SessionEventBody): void;
  onStatus(status: ConnectionStatus): void;
  onLost(status: ConnectionStatus, lastHeardMsAgo: number | null): void;
  onText(text: TextReceived): void;
}

/** A connection and its own way to the server; the connection is null until there is something to connect for. */
interface Line {
  signalling: Signalling;
  connection: Connection | null;
}

/**
 * The connections of one session: the one in use, and while that is lost at most one more that is to replace it. Make
 * before break: the first is closed when the second is heard, unless the server takes one publisher only.
 */
export function createSessionConnections(
  request: StartRequest,
  deps: SessionConnectionsDeps,
  { dispatch, record, onStatus, onLost, onText }: SessionConnectionsOutlets,
) {
  const { profile, recovery, watch } = request;
  const checkIntervalMs =
    recovery.mode === 'recover' ? Math.min(healthIntervalMs, watch.checkIntervalMs) : watch.checkIntervalMs;
  const { now } = deps.connection;
  let learned = request.learned;
  let track: MediaStreamTrack | null = null;
  let current: Line | null = null;
  let replacement: Line | null = null;
  let attempting: AbortController | null = null;
  let deadline: ReturnType<typeof setTimeout> | undefined;
  let connectingSince = now();
  const goodbyes = new Set<Promise<void>>();

  function learn(facts: LearnedFacts): void {
    learned = facts;
    record({ kind: 'profile-learned', profileId: profile.id, facts });
  }

  function newLine(): Line {
    const line: Line = {
      connection: null,
      signalling: deps.createSignalling(profile, learned, {
        onLearned: (facts) => learn(learned.onePublisher ? { ...facts, onePublisher: true } : facts),
        onText,
        onServerMessage(message) {
          record({ kind: 'server-message-received', message });
          if (message === 'error') return;
          const failure: Failure = { reason: 'server-ended' };
          if (line === current) dispatch({ type: 'connection-failed', failure });
          if (line === replacement) failAttempt(failure);
        },
      }),
    };
    return line;
  }

  function open(line: Line, isReplacement = false): void {
    const { signalling } = line;
    const { errorThreshold } = watch;
    const opened = openConnection(
      {
        profile,
        signalling,
        checkIntervalMs,
        // A frame is 10 ms, so the threshold is also how long `disconnected` may last.
        disconnectedLimitMs: errorThreshold * frameMs,
        certificate: deps.takeCertificate(),
        isReplacement,
        onFact(fact) {
          if (fact.type === 'replacement-needed') {
            open(line, true);
            void close(opened);
          } else if (line === replacement) hearReplacement(fact);
          else hear(fact);
        },
      },
      deps.connection,
    );
    line.connection = opened;
    if (track) void opened.send(track);
  }

  /** Settles when the server knows; whoever must not wait for that need not. */
  function close(connection: Connection | null | undefined): Promise<void> {
    if (!connection) return Promise.resolve();
    const goodbye = connection.close().finally(() => goodbyes.delete(goodbye));
    goodbyes.add(goodbye);
    return goodbye;
  }

  function hear(fact: Exclude<ConnectionFact, { type: 'replacement-needed' }>): void {
    switch (fact.type) {
      case 'media-acknowledged':
        clearTimeout(deadline);
        return dispatch({ type: 'media-acknowledged' });
      case 'answer-applied':
        note(fact);
        return dispatch({ type: 'answer-applied' });
      case 'status-changed': {
        const { type: _, ...change } = fact;
        onStatus(fact.status);
        return record({ kind: 'connection-status-changed', ...change });
      }
      case 'candidate-pair-selected':
      case 'ice-server-failed':
        return note(fact);
      case 'failed':
        return dispatch({ type: 'connection-failed', failure: fact.failure });
      case 'fell-silent':
        return dispatch({ type: 'link-silent' });
      case 'heard-again':
        return dispatch({ type: 'link-heard' });
      case 'lost':
        return onLost(fact.status, fact.lastHeardMsAgo);
    }
  }

  function hearReplacement(fact: Exclude<ConnectionFact, { type: 'replacement-needed' }>): void {
    switch (fact.type) {
      case 'media-acknowledged':
        return dispatch({ type: 'replacement-acknowledged' });
      case 'failed':
        return failAttempt(fact.failure);
      case 'lost':
        return failAttempt({ reason: 'connection-lost', status: fact.status });
      case 'answer-applied':
      case 'candidate-pair-selected':
      case 'ice-server-failed':
        return note(fact);
      case 'status-changed':
      case 'fell-silent':
      case 'heard-again':
        return;
    }
  }

  function note(
    fact: Extract<
      ConnectionFact,
      { type: 'answer-applied' | 'candidate-pair-selected' | 'ice-server-failed' }
    >,
  ): void {
    switch (fact.type) {
      case 'answer-applied':
        return record({ kind: 'answer-applied', afterMs: now() - connectingSince });
      case 'candidate-pair-selected':
        return record({ kind: 'candidate-pair-selected', pair: fact.pair });
      case 'ice-server-failed': {
        const { type: _, ...error } = fact;
        return record({ kind: 'ice-server-failed', ...error });
      }
    }
  }

  function failAttempt(failure: Failure): void {
    dropAttempt();
    dispatch({ type: 'replacement-failed', failure, oldLives: current !== null, jitter: deps.random() });
  }

  function dropAttempt(): void {
    attempting?.abort();
    attempting = null;
    clearTimeout(deadline);
    void close(replacement?.connection);
    replacement = null;
  }

  async function closeOld(): Promise<void> {
    const old = current;
    current = null;
    await close(old?.connection);
  }

  async function tryAgain(attempt: number, signal: AbortSignal): Promise<void> {
    const line = newLine();
    await untilReachable({ ask: (asking) => line.signalling.warmUp(asking), random: deps.random, signal });
    if (learned.onePublisher) {
      void closeOld();
      await Promise.all(goodbyes);
    }
    signal.throwIfAborted();
    record({ kind: 'attempt-began', attempt });
    connectingSince = now();
    replacement = line;
    open(line);
    deadline = setTimeout(
      () => failAttempt(line.connection?.connectFailure() ?? { reason: 'connect-timeout' }),
      Math.min(attemptDeadlineMs, watch.connectDeadlineMs),
    );
  }

  return {
    evidence: () => current?.connection?.evidence() ?? noEvidence,
    lastHeardMsAgo: () => current?.connection?.lastHeardMsAgo() ?? null,

    /** Somebody else has doubts about the connection in use: tell when it is heard again. */
    doubt: () => current?.connection?.doubt(),

    /** Sends this track from now on, by every connection there is and will be. */
    async send(next: MediaStreamTrack): Promise<void> {
      track = next;
      await Promise.all([current, replacement].flatMap((line) => line?.connection?.send(next) ?? []));
    },

    connect(): void {
      const line = newLine();
      current = line;
      open(line);
      deadline = setTimeout(() => {
        const failure: Failure = line.connection?.connectFailure() ?? { reason: 'connect-timeout' };
        dispatch({ type: 'connect-deadline-passed', failure });
      }, watch.connectDeadlineMs);
    },

    /** As soon as the server answers, and instead of any other attempt. */
    attempt(attempt: number): void {
      dropAttempt();
      attempting = new AbortController();
      const { signal } = attempting;
      tryAgain(attempt, signal).catch((reason: unknown) => {
        if (!signal.aborted) throw reason;
      });
    },

    dropAttempt,

    /** This server takes one publisher only: from now on, also in later sessions, the old one goes first. */
    giveUpOld(): void {
      learn({ ...learned, onePublisher: true });
      void closeOld();
    },

    adoptReplacement(): void {
      clearTimeout(deadline);
      attempting = null;
      void closeOld();
      current = replacement;
      replacement = null;
      if (current?.connection) onStatus(current.connection.status());
    },

    /** Stops sending at once; settles when every server has been told goodbye, or its deadline has passed. */
    async close(): Promise<void> {
      dropAttempt();
      void closeOld();
      await Promise.all(goodbyes);
    },
  };
}

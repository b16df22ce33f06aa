import type { ConnectionDeps } from '../connection/connection.ts';
import type { Knock } from '../connection/knock.ts';
import { untilReachable } from '../connection/reachability.ts';
import type { ConnectionStatus } from '../domain/connection-status.ts';
import type { Failure } from '../domain/failure.ts';
import type { LearnedFacts } from '../domain/learned-facts.ts';
import { noEvidence } from '../domain/link-evidence.ts';
import { iceRestartMs } from '../domain/recovery-policy.ts';
import type { Lifetime } from '../domain/roll-over-policy.ts';
import type { SessionEventBody } from '../domain/session-event.ts';
import type { SessionFact } from '../domain/session-state.ts';
import type { StartRequest } from '../domain/start-request.ts';
import type { TextReceived } from '../signalling/signalling.ts';
import { createLine, type Line, type LineDeps, type LineFact } from './session-line.ts';

/** Milliseconds for an attempt while the server answers; at the start there may be a prompt to wait for, here not. */
const attemptDeadlineMs = 8000;

/** A server that has answered is not asked again for so long, in milliseconds. */
const answerHoldsMs = 500;

/** How long a goodbye is waited for whose request, or whose answer, may be lost in the network of before, in milliseconds. */
const goodbyeMs = 500;

/** `dropped` where something else came in between: a loss, or the end of the session. */
export type RollOverOutcome = 'done' | 'dropped' | { failure: Failure };

export interface SessionConnectionsDeps extends LineDeps {
  /** One that knows of a network which has changed a moment ago; it costs more than others. */
  createFreshPeerConnection: ConnectionDeps['createPeerConnection'];
  /** From 0 to 1. */
  random(): number;
  knock: Knock;
}

export interface SessionConnectionsOutlets {
  dispatch(fact: SessionFact): void;
  record(body: SessionEventBody): void;
  onStatus(status: ConnectionStatus): void;
  onLost(status: ConnectionStatus, lastHeardMsAgo: number | null): void;
  onText(text: TextReceived): void;
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
  const { profile, watch } = request;
  const { now } = deps.connection;
  const goodbyes = new Set<Promise<void>>();
  let learned = request.learned;
  let track: MediaStreamTrack | null = null;
  let current: Line | null = null;
  let replacement: Line | null = null;
  /** An attempt at a new connection, or an ICE restart that is waited for. */
  let attempting: AbortController | null = null;
  /** Epoch milliseconds when the connection in use was heard for the first time. */
  let heardSince: number | null = null;
  /** Epoch milliseconds when the server last answered a question. */
  let answeredAt = 0;
  /** Of a roll-over under way: told what becomes of it. */
  let rolling: ((outcome: RollOverOutcome) => void) | null = null;
  let deadline: ReturnType<typeof setTimeout> | undefined;
  /** Of the connection that was in use, while none is: how long ago it was heard is still true. */
  let past = noEvidence;

  function learn(facts: LearnedFacts): void {
    learned = facts;
    record({ kind: 'profile-learned', profileId: profile.id, facts });
  }

  const freshDeps: LineDeps = {
    ...deps,
    connection: { ...deps.connection, createPeerConnection: deps.createFreshPeerConnection },
  };

  function newLine(lineDeps = freshDeps): Line {
    const line = createLine(request, learned, lineDeps, {
      record,
      onText,
      onLearned: (facts) => learn(learned.onePublisher ? { ...facts, onePublisher: true } : facts),
      onServerEnded() {
        const heardForMs = heardSince === null ? 0 : now() - heardSince;
        if (line === current) dispatch({ type: 'server-ended', heardForMs });
        if (line === replacement) failAttempt({ reason: 'server-ended' });
      },
      onFact: (fact) => (line === replacement ? hearReplacement(fact) : hear(fact)),
    });
    return line;
  }

  function hear(fact: LineFact): void {
    switch (fact.type) {
      case 'media-acknowledged':
        clearTimeout(deadline);
        heardSince = now();
        return dispatch({ type: 'media-acknowledged' });
      case 'answer-applied':
        return dispatch({ type: 'answer-applied' });
      case 'status-changed': {
        const { type: _, ...change } = fact;
        onStatus(fact.status);
        return record({ kind: 'connection-status-changed', ...change });
      }
      case 'failed':
        // The server knows that it is over before another one is asked for.
        closeOld();
        return dispatch({ type: 'connection-failed', failure: fact.failure });
      case 'fell-silent':
        return dispatch({ type: 'link-silent' });
      case 'heard-again':
        return dispatch({ type: 'link-heard', by: fact.by });
      case 'lost':
        return onLost(fact.status, fact.lastHeardMsAgo);
    }
  }

  function hearReplacement(fact: LineFact): void {
    switch (fact.type) {
      case 'media-acknowledged':
        return dispatch({ type: 'replacement-acknowledged' });
      case 'failed':
        return failAttempt(fact.failure);
      case 'lost':
        return failAttempt({ reason: 'connection-lost', status: fact.status });
      case 'answer-applied':
      case 'status-changed':
      case 'fell-silent':
      case 'heard-again':
        return;
    }
  }

  function failAttempt(failure: Failure): void {
    const isRollOver = rolling !== null;
    endRollOver({ failure });
    dropAttempt();
    if (!isRollOver)
      dispatch({ type: 'replacement-failed', failure, oldLives: current !== null, jitter: deps.random() });
  }

  function endRollOver(outcome: RollOverOutcome): void {
    rolling?.(outcome);
    rolling = null;
  }

  function dropAttempt(): void {
    endRollOver('dropped');
    attempting?.abort();
    attempting = null;
    clearTimeout(deadline);
    close(replacement);
    replacement = null;
  }

  const evidence = () => current?.connection()?.evidence() ?? past;

  function closeOld(): void {
    past = { ...evidence(), stats: null };
    close(current);
    current = null;
  }

  /** Whoever must wait until the server knows waits for `goodbyes`. */
  function close(line: Line | null): void {
    if (!line) return;
    const goodbye = line.close().finally(() => goodbyes.delete(goodbye));
    goodbyes.add(goodbye);
  }

  /** A loopback is never out of reach. */
  const knock = (knocking: AbortSignal) =>
    profile.kind === 'loopback' ? Promise.resolve(true) : deps.knock(profile.url, knocking);

  async function untilAnswered(ask: Line['warmUp'], signal: AbortSignal): Promise<void> {
    if (Math.abs(now() - answeredAt) < answerHoldsMs) return;
    await untilReachable({ ask, knock, random: deps.random, signal });
    answeredAt = now();
  }

  async function tryAgain(attempt: number, signal: AbortSignal): Promise<void> {
    const line = newLine();
    await untilAnswered(line.warmUp, signal);
    if (learned.onePublisher) {
      closeOld();
      await Promise.all(goodbyes);
    }
    signal.throwIfAborted();
    record({ kind: 'attempt-began', attempt });
    open(line);
  }

  function openFirst(lineDeps?: LineDeps): void {
    current = newLine(lineDeps);
    current.open(track);
  }

  function open(line: Line): void {
    replacement = line;
    line.open(track);
    deadline = setTimeout(
      () => failAttempt(whyNotConnected(line)),
      Math.min(attemptDeadlineMs, watch.connectDeadlineMs),
    );
  }

  async function tryRestart(signal: AbortSignal): Promise<void> {
    const connection = current?.connection();
    const roundTripTime = evidence().stats?.roundTripTime ?? null;
    const ask = (asking: AbortSignal) => current?.warmUp(asking) ?? Promise.resolve(true);
    await untilAnswered(ask, signal);
    signal.throwIfAborted();
    record({ kind: 'ice-restart-began' });
    const fail = () => {
      if (signal.aborted) return;
      clearTimeout(deadline);
      record({ kind: 'ice-restart-failed' });
      dispatch({ type: 'ice-restart-failed' });
    };
    // The exchange goes on after that: also a late one may be what heals.
    deadline = setTimeout(fail, iceRestartMs(roundTripTime, learned.onePublisher === true));
    const agreed = (await connection?.restartIce()) ?? false;
    if (!agreed) fail();
  }

  /** Instead of any other attempt. */
  function attemptBy(tries: (signal: AbortSignal) => Promise<void>): void {
    dropAttempt();
    attempting = new AbortController();
    const { signal } = attempting;
    tries(signal).catch((reason: unknown) => {
      if (!signal.aborted) throw reason;
    });
  }

  return {
    evidence,
    lastHeardMsAgo: () => current?.connection()?.lastHeardMsAgo() ?? null,

    /** Somebody else has doubts about the connection in use: tell when it is heard again. */
    doubt: () => current?.connection()?.doubt(),

    /** Sends this track from now on, by every connection there is and will be. */
    async send(next: MediaStreamTrack): Promise<void> {
      track = next;
      await Promise.all([current?.send(next), replacement?.send(next)]);
    },

    /** The first connection, or the next after one that came to nothing; the deadline is one for all of them. */
    connect(attempt: number, isElsewhere = false): void {
      deadline ??= setTimeout(
        () => dispatch({ type: 'connect-deadline-passed', failure: whyNotConnected(current) }),
        watch.connectDeadlineMs,
      );
      if (attempt === 1) return openFirst(deps);
      closeOld();
      attempting?.abort();
      attempting = new AbortController();
      const { signal } = attempting;
      record({ kind: 'attempt-began', attempt });
      const said = Promise.all(goodbyes);
      const waited = isElsewhere ? Promise.race([said, passed(goodbyeMs)]) : said;
      void waited.then(() => {
        if (!signal.aborted) openFirst();
      });
    },

    canRestartIce: () => current?.connection()?.canRestartIce() ?? false,

    /** Gives the connection in use a new path as soon as the server answers; told of when it comes to nothing. */
    restartIce: () => attemptBy(tryRestart),

    /** A second connection, as soon as the server answers. */
    attempt: (attempt: number) => attemptBy((signal) => tryAgain(attempt, signal)),

    dropAttempt,

    /** This server takes one publisher only: from now on, also in later sessions, the old one goes first. */
    giveUpOld(): void {
      learn({ ...learned, onePublisher: true });
      closeOld();
    },

    takesOnePublisher: () => learned.onePublisher === true,

    /** How long the connection in use can serve, as far as that is known beforehand. */
    lifetimes(): Lifetime[] {
      if (!current) return [];
      const since = current.openedAt();
      const limitMs = (profile.kind === 'loopback' ? null : profile.sessionLimitMs) ?? null;
      const turn = current.connection()?.turnExpiry() ?? null;
      return [
        ...(limitMs === null
          ? []
          : [{ cause: 'session-limit' as const, since, until: since + limitMs, isRenewable: true }]),
        ...(turn === null
          ? []
          : [{ cause: 'turn-expiry' as const, since, until: turn.at, isRenewable: !turn.isOwn }]),
      ];
    },

    /** A second connection beside one that serves; resolves with what became of it. Never rejects. */
    rollOver(): Promise<RollOverOutcome> {
      dropAttempt();
      const { promise, resolve } = Promise.withResolvers<RollOverOutcome>();
      rolling = resolve;
      open(newLine());
      return promise;
    },

    /** `outcome` of the roll-over that it may have begun as. */
    adoptReplacement(outcome: RollOverOutcome): void {
      clearTimeout(deadline);
      attempting = null;
      closeOld();
      current = replacement;
      replacement = null;
      heardSince = now();
      endRollOver(outcome);
      const status = current?.connection()?.status();
      if (status) onStatus(status);
    },

    /** Stops sending at once; settles when every server has been told goodbye, or its deadline has passed. */
    async close(): Promise<void> {
      dropAttempt();
      closeOld();
      await Promise.all(goodbyes);
    },
  };
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function whyNotConnected(line: Line | null): Failure {
  return line?.connection()?.connectFailure() ?? { reason: 'connect-timeout' };
}

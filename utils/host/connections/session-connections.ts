import type { Knock } from './knock.ts';
import type { ConnectionStatus } from '../../domain/link/connection-status.ts';
import { lifetimesOf, type Lifetime } from '../../domain/recovery/roll-over-policy.ts';
import type { SessionEventBody } from '../../domain/log/session-event.ts';
import type { SessionFact } from '../../domain/session/session-state.ts';
import type { StartRequest } from '../../domain/session/start-request.ts';
import type { TextReceived } from '../../signalling/port/signalling.ts';
import { createFirstConnection } from './first-connection.ts';
import { createSessionLearning } from './session-learning.ts';
import type { LineFact } from './session-line.ts';
import { createSessionLines, type SessionLinesDeps } from './session-lines.ts';
import { createSessionReplacement, type RollOverOutcome } from './session-replacement.ts';
import { createUntilAnswered } from './until-answered.ts';

export interface SessionConnectionsDeps extends SessionLinesDeps {
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
  const { profile } = request;
  const { connectDeadlineMs } = request.watch;
  const { random, knock } = deps;

  /** An attempt was refused in a way that means one publisher at a time, if another is taken now that the old one is closed. */
  let isOneSuspected = false;

  const learning = createSessionLearning(request.learned, (facts) =>
    record({ kind: 'profile-learned', profileId: profile.id, facts }),
  );
  const lines = createSessionLines(request, learning, deps, {
    record,
    onText,
    onFact: hear,
    onServerEnded: (heardForMs) => dispatch({ type: 'server-ended', heardForMs }),
    onReplacementFact: (fact) => replacement.hear(fact),
  });
  const first = createFirstConnection({ lines, deadlineMs: connectDeadlineMs, dispatch, record });
  const untilAnswered = createUntilAnswered({ profile, knock, random, now: deps.connection.now });
  const replacement = createSessionReplacement({
    ...{ lines, learning, untilAnswered, connectDeadlineMs, random, dispatch, record },
  });

  /** What the line in use tells. */
  function hear(fact: LineFact): void {
    switch (fact.type) {
      case 'media-acknowledged':
        first.settle();
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
        lines.closeCurrent();
        return dispatch({ type: 'connection-failed', failure: fact.failure });
      case 'fell-silent':
        return dispatch({ type: 'link-silent' });
      case 'heard-again':
        return dispatch({ type: 'link-heard', by: fact.by });
      case 'lost':
        return onLost(fact.status, fact.lastHeardMsAgo);
    }
  }

  return {
    evidence: lines.evidence,
    lastHeardMsAgo: () => lines.connection()?.lastHeardMsAgo() ?? null,

    /** Somebody else has doubts about the connection in use: tell when it is heard again. */
    doubt: () => lines.connection()?.doubt(),

    /** Within which the far side of the connection in use acknowledges something; 0 while there is none. Milliseconds. */
    answersWithinMs: () => lines.connection()?.answersWithinMs() ?? 0,

    /** Sends this track from now on, by every connection there is and will be. */
    send: lines.send,

    /** The first connection, or the next after one that came to nothing; the deadline is one for all of them. */
    connect: first.connect,

    canRestartIce: () => lines.connection()?.canRestartIce() ?? false,

    /** Gives the connection in use a new path as soon as the server answers; told of when it comes to nothing. */
    restartIce: replacement.restartIce,

    /** A second connection, as soon as the server answers. */
    attempt: replacement.attempt,

    dropAttempt: replacement.drop,

    /**
     * The old connection may be what the server takes no second one beside. Where it `isLearned` that another one was taken
     * when it had gone, the old one goes first from then on, also in later sessions.
     */
    giveUpOld(isLearned: boolean): void {
      isOneSuspected = isLearned;
      lines.closeCurrent();
    },

    takesOnePublisher: learning.takesOnePublisher,

    /** How long the connection in use can serve, as far as that is known beforehand. */
    lifetimes(): Lifetime[] {
      const line = lines.current();
      if (!line) return [];
      return lifetimesOf({
        since: line.openedAt(),
        sessionLimitMs: (profile.kind === 'loopback' ? null : profile.sessionLimitMs) ?? null,
        turn: line.connection()?.turnExpiry() ?? null,
      });
    },

    /** A second connection beside one that serves; resolves with what became of it. Never rejects. */
    rollOver: replacement.rollOver,

    /** `outcome` of the roll-over that it may have begun as. */
    adoptReplacement(outcome: RollOverOutcome): void {
      if (isOneSuspected) learning.learnOnePublisher();
      isOneSuspected = false;
      replacement.adopt(outcome);
      const status = lines.connection()?.status();
      if (status) onStatus(status);
    },

    /** Stops sending at once; settles when every server has been told goodbye, or its deadline has passed. */
    async close(): Promise<void> {
      first.stop();
      replacement.drop();
      lines.closeCurrent();
      await lines.goodbyesSaid();
    },
  };
}

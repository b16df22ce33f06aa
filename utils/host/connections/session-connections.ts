import type { NetworkProbe } from './network-probe.ts';
import {
  answersWithinMs,
  lastHeardMsAgo,
  linkProofLimits,
  provenMsAgo,
  type LinkState,
} from '../../domain/link/link-state.ts';
import { widestLimits } from '../../domain/link/proof-limits.ts';
import type { ConnectionStatus } from '../../domain/link/connection-status.ts';
import { lifetimesOf, type Lifetime } from '../../domain/recovery/roll-over-policy.ts';
import { judgeLoss, linkLoss } from '../../domain/link/lossy-link.ts';
import type { Observation } from '../../domain/session/observation.ts';
import type { LinkReading, SessionFact } from '../../domain/session/session-fact.ts';
import type { StartRequest } from '../../domain/session/start-request.ts';
import type { TextReceived } from '../../signalling/port/signalling.ts';
import { createFirstConnection } from './first-connection.ts';
import { createSessionLearning } from './session-learning.ts';
import type { ConnectionFact } from './connection.ts';
import { createOpenConnections, type OpenConnectionsDeps } from './open-connections.ts';
import { createSessionReplacement } from './session-replacement.ts';
import { createUntilAnswered } from './until-answered.ts';

export interface SessionConnectionsDeps extends OpenConnectionsDeps {
  /** Random numbers from 0 to 1. */
  random(): number;
  probe: NetworkProbe;
}

export interface SessionConnectionsOutlets {
  dispatch(fact: SessionFact): void;
  observe(event: Observation): void;
  onStatus(status: ConnectionStatus): void;
  onText(text: TextReceived): void;
}

/**
 * The connections of one session: the one in use, and while that is lost at most one more that is to replace
 * it. Make before break: the first is closed when the second is heard, unless the server takes one publisher
 * only.
 */
export function createSessionConnections(
  request: StartRequest,
  deps: SessionConnectionsDeps,
  { dispatch, observe, onStatus, onText }: SessionConnectionsOutlets,
) {
  const { profile } = request;
  const { connectDeadlineMs } = request.watch;
  const { random, probe } = deps;
  const { now } = deps.peerConnection;

  /**
   * Whether an attempt was refused in a way that means one publisher at a time; proven when another is taken
   * now that the old one is closed.
   */
  let isOneSuspected = false;
  let isClosed = false;

  const learning = createSessionLearning(request.learned, (facts) =>
    observe({ kind: 'profile-learned', profileId: profile.id, facts }),
  );
  const connections = createOpenConnections(request, learning, deps, {
    observe,
    onText,
    onFact: hear,
    onServerEnded: (heardForMs) => dispatch({ type: 'server-ended', heardForMs, link: link() }),
    onReplacementFact: (fact) => replacement.hear(fact),
  });
  /** A figure of the connection in use; another one where there is none. */
  function fromLink<Figure>(figure: (link: LinkState) => Figure, otherwise: Figure): Figure {
    const peer = connections.peer();
    return peer ? figure(peer.link()) : otherwise;
  }
  const link = (): LinkReading => ({
    canRestartIce: connections.peer()?.canRestartIce() ?? false,
    takesOnePublisher: learning.takesOnePublisher(),
    lastHeardMsAgo: fromLink((each) => lastHeardMsAgo(each, now()), null),
    provenMsAgo: fromLink((each) => provenMsAgo(each, now()), null),
  });
  const first = createFirstConnection({ connections, deadlineMs: connectDeadlineMs, dispatch, observe });
  const untilAnswered = createUntilAnswered({ profile, probe, random, now });
  const replacement = createSessionReplacement({
    connections,
    learning,
    untilAnswered,
    connectDeadlineMs,
    random,
    link,
    dispatch,
    observe,
  });

  /** Reports a loss, which the watch and the puller notice within moments of each other. */
  function lose(status: ConnectionStatus): void {
    if (isClosed) return;
    dispatch({ type: 'connection-lost', status, link: link() });
  }

  /** Handles a fact of the connection in use. */
  function hear(fact: ConnectionFact): void {
    switch (fact.type) {
      case 'media-acknowledged':
        first.endDeadline();
        return dispatch({ type: 'media-acknowledged' });
      case 'answer-applied':
        return dispatch({ type: 'answer-applied' });
      case 'status-changed': {
        const { type: _, ...change } = fact;
        onStatus(fact.status);
        return observe({ kind: 'connection-status-changed', ...change });
      }
      case 'failed':
        // Closed first, so that the server knows of the end before another connection is asked for.
        connections.closeCurrent();
        return dispatch({ type: 'connection-failed', failure: fact.failure });
      case 'link-silent':
        return dispatch({ type: 'link-silent', link: link() });
      case 'link-heard':
        return dispatch({ type: 'link-heard', by: fact.by });
      case 'delivery-stopped':
      case 'delivery-resumed':
        return dispatch(fact);
      case 'connection-lost':
        return lose(fact.status);
    }
  }

  let loss = linkLoss(learning.isLossy());

  return {
    evidence: connections.evidence,

    /** Judges once more, by the figures of the connection in use, whether the link is lossy. */
    judgeLoss(): void {
      loss = judgeLoss(loss, connections.evidence().stats);
      learning.learnLossy(loss.isLossy);
    },

    /** Expresses doubt about the connection in use: its next acknowledgement is reported as `link-heard`. */
    doubt: () => connections.peer()?.doubt(),

    /**
     * Milliseconds within which the far side of the connection in use acknowledges something; 0 without a
     * connection.
     */
    answersWithinMs: () => fromLink(answersWithinMs, 0),

    /** The age up to which the evidence of the connection in use is as new as it can be. */
    proofLimits: () => fromLink((each) => linkProofLimits(each, now()), widestLimits),

    /** Sends this track from now on, over every present and future connection. */
    send: connections.send,

    /** Makes the first connection, or the next after one that failed; all share one deadline. */
    connect: first.connect,

    link,

    /** Reports a loss of the connection in use that was noticed elsewhere. */
    lose,

    /** Restarts ICE on the connection in use as soon as the server answers; a failure is reported. */
    restartIce: replacement.restartIce,

    /** Makes a second connection as soon as the server answers. */
    attempt: replacement.attempt,

    dropAttempt: replacement.drop,

    /**
     * Closes the old connection, because the server may take no second one beside it. Where it `isLearned`
     * that another one is taken after that, the old one is closed first from then on, also in later sessions.
     */
    giveUpOld(isLearned: boolean): void {
      isOneSuspected = isLearned;
      connections.closeCurrent();
    },

    /** The lifetimes of the connection in use, as far as they are known beforehand. */
    lifetimes(): Lifetime[] {
      const current = connections.current();
      if (!current) return [];
      return lifetimesOf({
        since: current.openedAt(),
        sessionLimitMs: (profile.kind === 'loopback' ? null : profile.sessionLimitMs) ?? null,
        turn: current.peer()?.turnExpiry() ?? null,
      });
    },

    /** Makes a second connection beside one that serves, at once. */
    rollOver: replacement.rollOver,

    /** Uses the second connection from now on. */
    adoptReplacement(): void {
      if (isOneSuspected) learning.learnOwn({ onePublisher: true });
      isOneSuspected = false;
      replacement.adopt();
      const status = connections.peer()?.status();
      if (status) onStatus(status);
    },

    /**
     * Stops sending at once; resolves when every server has confirmed the close, or its deadline has passed.
     */
    async close(): Promise<void> {
      isClosed = true;
      first.stop();
      replacement.drop();
      connections.closeCurrent();
      await connections.allReleased();
    },
  };
}

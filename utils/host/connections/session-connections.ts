import type { NetworkProbe } from './network-probe.ts';
import type { Edges } from '../../async/edges.ts';
import type { ConnectionStatus } from '../../domain/link/connection-status.ts';
import type { Observation } from '../../domain/session/observation.ts';
import type { ConnectionEffect } from '../../domain/session/session-effect.ts';
import type { SessionFact } from '../../domain/session/session-fact.ts';
import type { SessionState } from '../../domain/session/session-state.ts';
import type { StartRequest } from '../../domain/session/start-request.ts';
import { proofOfText, type TextMessage } from '../../domain/transcript/text-message.ts';
import type { TextSource } from '../transcript/session-transcript.ts';
import { createLifetimeCheck } from './lifetime-check.ts';
import { createFirstConnection } from './first-connection.ts';
import { createLastSound } from './last-sound.ts';
import { createLinkInUse } from './link-in-use.ts';
import { createLinkVerification } from './link-verification.ts';
import { createSessionLearning } from './session-learning.ts';
import type { ConnectionFact } from './connection.ts';
import { createOpenConnections, type OpenConnections, type OpenConnectionsDeps } from './open-connections.ts';
import { createReleases } from './releases.ts';
import { createSessionReplacement } from './session-replacement.ts';
import { createUntilAnswered } from './until-answered.ts';

export interface SessionConnectionsDeps extends OpenConnectionsDeps, Edges {
  probe: NetworkProbe;
}

export interface SessionConnectionsOutlets {
  state(): SessionState;
  dispatch(fact: SessionFact): void;
  observe(event: Observation): void;
  onStatus(status: ConnectionStatus): void;
  onText(message: TextMessage, source: TextSource): void;
  /** Called when a connection is closed. */
  onClosed(source: TextSource): void;
}

/**
 * The connections of one session: the one in use, and while that is lost at most one more that is to replace
 * it. Make before break: the first is closed when the second is heard, unless the server takes one publisher
 * only.
 */
export function createSessionConnections(
  request: StartRequest,
  deps: SessionConnectionsDeps,
  { state, dispatch, observe, onStatus, onText, onClosed }: SessionConnectionsOutlets,
) {
  const { profile } = request;
  const { connectDeadlineMs } = request.watch;

  let isClosed = false;

  const learning = createSessionLearning(request.learned, (facts) =>
    observe({ kind: 'profile-learned', profileId: profile.id, facts }),
  );
  const releases = createReleases();
  const connections = createOpenConnections(request, { learning, releases }, deps, {
    observe,
    onText(message, source) {
      if (proofOfText(message) === 'completed') learning.textReceived();
      onText(message, source);
    },
    onClosed,
    onFact: hear,
    onServerEnded: (heardForMs) => dispatch({ type: 'server-ended', heardForMs, link: link.reading() }),
    onReplacementFact: (fact) => replacement.hear(fact),
  });
  const link = createLinkInUse({ ...deps, profile, connections, learning });
  const peer = () => connections.current()?.peer();
  const doubt = () => peer()?.doubt();
  const verification = createLinkVerification({ ...deps, link, doubt, dispatch });
  const checkLifetimes = createLifetimeCheck({ ...deps, link, state, dispatch });
  const shared = { ...deps, connections, releases, connectDeadlineMs, dispatch, observe };
  const lastSound = createLastSound(shared);
  const first = createFirstConnection(shared);
  const untilAnswered = createUntilAnswered({ ...deps, profile });
  const replacement = createSessionReplacement({ ...shared, learning, untilAnswered, link });

  /** Reports a loss, which the watch and the puller notice within moments of each other. */
  function lose(status: ConnectionStatus): void {
    if (isClosed) return;
    dispatch({ type: 'connection-lost', status, link: link.reading() });
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
        // Closed first, so that the server knows of the end before another connection is requested.
        connections.closeCurrent();
        return dispatch({ type: 'connection-failed', failure: fact.failure });
      case 'link-silent':
        return dispatch({ type: 'link-silent', link: link.reading() });
      case 'link-heard':
        return dispatch({ type: 'link-heard', by: fact.by });
      case 'delivery-stopped':
      case 'delivery-resumed':
      case 'delivery-proven':
        return dispatch(fact);
      case 'last-sound-arrived':
        return lastSound.arrived();
      case 'connection-lost':
        return lose(fact.status);
    }
  }

  /** Uses the second connection from now on. */
  function adoptReplacement(): void {
    learning.anotherWasTaken();
    replacement.adopt();
    const status = peer()?.status();
    if (status) onStatus(status);
  }

  return {
    link,
    /** The connections themselves, which take the track and are sources of text. */
    open: connections as Pick<OpenConnections, 'current' | 'send'>,
    /** Signals the end of a turn to servers that need it. */
    endTurn: () => peer()?.endTurn(),

    /** Reports a loss of the connection in use that was noticed elsewhere. */
    lose,

    /** Judges packet loss, once a second; `arrives` says whether what is sent is known to arrive. */
    judgeLoss: (arrives: boolean) => learning.judgeLoss(arrives ? link.evidence().stats : null),
    checkLifetimes,
    /** Waits for the proof of the last sound, after which none is sent: see {@link createLastSound}. */
    unprovenMs: lastSound.unprovenMs,

    perform(effect: ConnectionEffect): void {
      switch (effect.type) {
        case 'connect':
          return first.connect(effect.attempt, effect.isElsewhere);
        case 'doubt-link':
          return doubt();
        case 'verify-link':
          return verification.begin();
        case 'check-lifetimes':
          return checkLifetimes();
        case 'roll-over':
          return replacement.rollOver();
        case 'restart-ice':
          return replacement.restartIce();
        case 'attempt':
          return replacement.attempt(effect.attempt);
        case 'close-old':
          learning.suspectOnePublisher(effect.isLearned);
          return connections.closeCurrent();
        case 'adopt-replacement':
        case 'complete-roll-over':
          return adoptReplacement();
        case 'drop-attempt':
          return replacement.drop();
      }
    },

    /**
     * Stops sending at once; resolves when every server has confirmed the close, or its deadline has passed.
     */
    async close(): Promise<void> {
      isClosed = true;
      verification.end();
      first.stop();
      replacement.drop();
      connections.closeCurrent();
      await releases.settled();
    },
  };
}

import type { PeerConnectionDeps } from './peer-connection.ts';
import type { OldSession } from '../../domain/recovery/attempt-verdict.ts';
import { noEvidence } from '../../domain/link/link-evidence.ts';
import type { LeftOut } from '../../domain/profiles/left-out.ts';
import type { Observation } from '../../domain/session/observation.ts';
import type { StartRequest } from '../../domain/session/start-request.ts';
import type { TextMessage } from '../../domain/transcript/text-message.ts';
import type { createReleases } from './releases.ts';
import type { createSessionLearning } from './session-learning.ts';
import {
  createConnection,
  type Connection,
  type ConnectionDeps,
  type ConnectionOptions,
  type ConnectionFact,
} from './connection.ts';

export interface OpenConnectionsDeps extends ConnectionDeps {
  /** Makes a peer connection that sees a network change of a moment ago; it costs more than others. */
  createFreshPeerConnection: PeerConnectionDeps['createPeerConnection'];
}

/** The parts of a session that its connections share. */
export interface SharedParts {
  learning: ReturnType<typeof createSessionLearning>;
  releases: Pick<ReturnType<typeof createReleases>, 'add' | 'areAnswered' | 'forgetUnknown'>;
}

export interface OpenConnectionsOutlets {
  observe(event: Observation): void;
  onText(message: TextMessage, connection: Connection): void;
  /** Called when a connection is closed; no more text comes over it. */
  onClosed(connection: Connection): void;
  /** Called with the facts of the connection in use. */
  onFact(fact: ConnectionFact): void;
  /** Called when the server ends the connection in use, which was heard for so many milliseconds. */
  onServerEnded(heardForMs: number): void;
  /**
   * Called with the facts of the connection that is to replace the one in use; when the server ends that connection, it
   * has failed.
   */
  onReplacementFact(fact: ConnectionFact): void;
}

export type OpenConnections = ReturnType<typeof createOpenConnections>;

/**
 * The open connections of one session: the one in use, and at most one replacement. Sends the track over both, tells
 * their facts apart, and closes those that are over.
 */
export function createOpenConnections(
  request: StartRequest,
  { learning, releases }: SharedParts,
  deps: OpenConnectionsDeps,
  { observe, onText, onClosed, onFact, onServerEnded, onReplacementFact }: OpenConnectionsOutlets,
) {
  const { now } = deps;
  const freshDeps: ConnectionDeps = { ...deps, createPeerConnection: deps.createFreshPeerConnection };
  let track: MediaStreamTrack | null = null;
  let current: Connection | null = null;
  let replacement: Connection | null = null;
  /** The parts of offers that have worked: media was acknowledged on a connection with them. */
  const proved = new Set<LeftOut>();
  /** Epoch milliseconds when the connection in use was heard for the first time. */
  let heardSince: number | null = null;
  /**
   * The evidence of the last connection while none is in use, because the time of the last acknowledgement stays true.
   */
  let past = noEvidence;

  /** The last log entry about gaps; every connection would repeat it. */
  let watchedFromMs: number | null = null;

  function observeOnce(event: Observation): void {
    if (event.kind === 'gaps-watched') {
      if (event.fromMs === watchedFromMs) return;
      watchedFromMs = event.fromMs;
    }
    observe(event);
  }

  function newConnection(connectionDeps = freshDeps, options: Partial<ConnectionOptions> = {}): Connection {
    const connection = createConnection(
      request,
      learning.facts(),
      { ...connectionDeps, ...options, proved },
      {
        observe: observeOnce,
        onText: (message) => onText(message, connection),
        onLearned: learning.learn,
        onProtectionRefused: () => learning.learnOwn({ lossProtectionRefused: true }),
        onServerEnded() {
          if (connection === current) onServerEnded(heardSince === null ? 0 : now() - heardSince);
          if (connection === replacement)
            onReplacementFact({ type: 'failed', failure: { reason: 'server-ended' } });
        },
        onFact(fact) {
          if (fact.type === 'media-acknowledged')
            connection
              .peer()
              ?.provedParts()
              .forEach((part) => proved.add(part));
          if (connection === replacement) return onReplacementFact(fact);
          if (fact.type === 'media-acknowledged') heardSince = now();
          return onFact(fact);
        },
      },
    );
    return connection;
  }

  function close(connection: Connection | null): void {
    if (!connection) return;
    releases.add(connection);
    onClosed(connection);
  }

  function closeCurrent(): void {
    past = { ...(current?.peer()?.link().evidence ?? past), stats: null };
    close(current);
    current = null;
  }

  return {
    /** The connection in use; null while there is none. */
    current: () => current,
    /** What the server may still hold of earlier connections, besides a failed attempt. */
    old(): OldSession {
      if (current) return 'lives';
      return releases.areAnswered() ? 'gone' : 'unreleased';
    },
    /** The evidence of the last connection, while none is in use. */
    pastEvidence: () => past,

    /** Sends this track from now on, over every present and future connection. */
    async send(next: MediaStreamTrack): Promise<void> {
      track = next;
      await Promise.all([current?.send(next), replacement?.send(next)]);
    },

    /** Opens a connection and uses it at once; `isFresh` where the network may have changed a moment ago. */
    open({ isFresh }: { isFresh: boolean }): void {
      releases.forgetUnknown();
      // The rest of the start's deadline is the limit of each request.
      current = newConnection(isFresh ? freshDeps : deps, {
        postDeadlineMs: request.watch.connectDeadlineMs,
      });
      current.open(track);
    },

    closeCurrent,

    /** Creates a connection without opening it: its signalling can probe the server. */
    prepareReplacement: () => newConnection(),

    openReplacement(connection: Connection): void {
      replacement = connection;
      connection.open(track);
    },

    dropReplacement(): void {
      close(replacement);
      replacement = null;
    },

    /** Makes the replacement, which was heard, the connection in use. */
    adoptReplacement(): void {
      closeCurrent();
      releases.forgetUnknown();
      current = replacement;
      replacement = null;
      heardSince = now();
    },
  };
}

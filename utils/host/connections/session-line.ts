import { openConnection, type Connection, type ConnectionDeps } from './connection.ts';
import type { ConnectionFact } from './connection-fact.ts';
import { toFailure, type Failure } from '../../domain/failure/failure.ts';
import { frameMs } from '../../domain/frames/frame.ts';
import type { LearnedFacts } from '../../domain/profiles/learned-facts.ts';
import type { SessionEventBody } from '../../domain/log/session-event.ts';
import type { Profile } from '../../domain/profiles/profile.ts';
import type { StartRequest } from '../../domain/session/start-request.ts';
import type { Signalling, TextReceived } from '../../signalling/port/signalling.ts';
import type { SignallingDeps } from '../../signalling/port/signalling-deps.ts';

export interface LineDeps {
  createSignalling(
    profile: Profile,
    learned: LearnedFacts,
    handlers: Pick<SignallingDeps, 'offersKeepalive' | 'onLearned' | 'onText' | 'onServerMessage'>,
  ): Signalling;
  /** A certificate made ahead, if there is one; each is used once. */
  takeCertificate(): RTCCertificate | undefined;
  connection: ConnectionDeps;
}

/** A server may refuse candidates that follow, turn out to need a data channel, and refuse it: each costs a connection once. */
const mostReplacements = 3;

/** What a line tells besides what it logs by itself. */
export type LineFact = Exclude<
  ConnectionFact,
  { type: 'replacement-needed' | 'candidate-pair-selected' | 'codec-selected' | 'ice-server-failed' }
>;

export interface LineOutlets {
  record(body: SessionEventBody): void;
  onLearned(facts: LearnedFacts): void;
  onText(text: TextReceived): void;
  /** The server said that it ends. */
  onServerEnded(): void;
  onFact(fact: LineFact): void;
}

export type Line = ReturnType<typeof createLine>;

/**
 * A way to the server of its own, and the connection over it: one, or a second in its place where the server needs that
 * to take us at all.
 */
export function createLine(
  { profile, recovery, watch }: StartRequest,
  learned: LearnedFacts,
  deps: LineDeps,
  { record, onLearned, onText, onServerEnded, onFact }: LineOutlets,
) {
  const { now } = deps.connection;
  // Where a loss ends the session, a silence alone is too early a word.
  const searches = recovery.mode === 'recover';
  const signalling = deps.createSignalling(profile, learned, {
    offersKeepalive: searches,
    onLearned,
    onText,
    onServerMessage(message) {
      record({ kind: 'server-message-received', message });
      if (message !== 'error') onServerEnded();
    },
  });
  /** Those whose place another one took. */
  const past: Connection[] = [];
  let isClosed = false;
  let connection: Connection | null = null;
  let replacements = 0;
  let track: MediaStreamTrack | null = null;
  let openedAt = now();

  function connect(): void {
    try {
      openNext();
    } catch (reason) {
      fail(reason);
    }
  }

  /** Told later, since whoever opens a line does not expect its end in the same moment. */
  function fail(reason: unknown): void {
    queueMicrotask(() => {
      if (!isClosed) onFact({ type: 'failed', failure: toFailure(reason) });
    });
  }

  /** One that is just being closed takes no track any more; any other that takes none is of no use. */
  async function give(to: Connection, next: MediaStreamTrack): Promise<void> {
    try {
      await to.send(next);
    } catch (reason) {
      if (to === connection) fail(reason);
    }
  }

  function openNext(): void {
    const before = connection;
    const next = openConnection(
      {
        profile,
        signalling,
        checkIntervalMs: watch.checkIntervalMs,
        searches,
        // A frame is 10 ms, so the threshold is also how long `disconnected` may last.
        disconnectedLimitMs: watch.errorThreshold * frameMs,
        certificate: deps.takeCertificate(),
        isReplaceable: replacements < mostReplacements,
        onFact: hear,
      },
      deps.connection,
    );
    connection = next;
    if (track) void give(next, track);
    if (!before) return;
    past.push(before);
    // Whether that comes to anything is asked when the line is closed.
    before.close().catch(() => undefined);
  }

  function hear(fact: ConnectionFact): void {
    switch (fact.type) {
      case 'replacement-needed':
        replacements += 1;
        return connect();
      case 'candidate-pair-selected':
        return record({ kind: 'candidate-pair-selected', pair: fact.pair });
      case 'codec-selected':
        return record({ kind: 'codec-selected', codec: fact.codec });
      case 'ice-server-failed': {
        const { type: _, ...error } = fact;
        return record({ kind: 'ice-server-failed', ...error });
      }
      case 'answer-applied':
        record({ kind: 'answer-applied', afterMs: now() - openedAt });
        return onFact(fact);
      default:
        return onFact(fact);
    }
  }

  const all = () => (connection ? [...past, connection] : past);

  return {
    warmUp: (signal: AbortSignal) => signalling.warmUp(signal),

    /** Begins to connect, and to send this track, if there is one yet. */
    open(first: MediaStreamTrack | null): void {
      track = first;
      openedAt = now();
      connect();
    },

    /** Null until it was opened. */
    connection: () => connection,
    /** Epoch milliseconds. */
    openedAt: () => openedAt,
    /** Why it is not connected yet, as far as is known. */
    connectFailure: (): Failure => connection?.connectFailure() ?? { reason: 'connect-timeout' },

    async send(next: MediaStreamTrack): Promise<void> {
      track = next;
      if (connection) await give(connection, next);
    },

    /**
     * Stops sending at once; settles when the server knows, or its deadline has passed. Called again, it tells again those
     * that have not answered.
     */
    async close(): Promise<void> {
      isClosed = true;
      await Promise.allSettled(all().map((each) => each.close()));
    },
    /** Whether the server is known to have let go of all; null where its protocol has no word for that. */
    isReleased(): boolean | null {
      const released = all().map((each) => each.isReleased());
      if (released.includes(false)) return false;
      return released.includes(null) ? null : true;
    },
  };
}

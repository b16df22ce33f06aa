import { openPeerConnection, type PeerConnection, type PeerConnectionDeps } from './peer-connection.ts';
import type { PeerConnectionFact } from './peer-connection-fact.ts';
import { inTime } from '../../async/in-time.ts';
import { toFailure } from '../../domain/failure/failure.ts';
import { sortIceServers } from '../../domain/profiles/ice-server-list.ts';
import type { LeftOut } from '../../domain/profiles/left-out.ts';
import type { LearnedFacts } from '../../domain/profiles/learned-facts.ts';
import type { Observation } from '../../domain/session/observation.ts';
import type { Profile } from '../../domain/profiles/profile.ts';
import { observationOf, observeOnce, type ObservedFact } from './connection-log.ts';
import { linkRules } from './link-rules.ts';
import { lossProtection } from './loss-protection.ts';
import { createOfferRepeats } from './offer-repeats.ts';
import type { StartRequest } from '../../domain/session/start-request.ts';
import type { TextMessage } from '../../domain/transcript/text-message.ts';
import type { Signalling } from '../../signalling/port/signalling.ts';
import type { SignallingDeps } from '../../signalling/port/signalling-deps.ts';

/** Milliseconds that `replaceTrack` may take: longer than in any browser. */
const sendDeadlineMs = 5000;

/** The callbacks and limits that a connection gives to its signalling. */
type ConnectionHandlers =
  | 'postDeadlineMs'
  | 'keepalive'
  | 'onLearned'
  | 'onText'
  | 'onServerMessage'
  | 'onIceServerLeftOut'
  | 'onCredentialsWithheld'
  | 'granted'
  | 'onSessionUrlUnused';

export interface ConnectionDeps extends PeerConnectionDeps {
  createSignalling(
    profile: Profile,
    learned: LearnedFacts,
    handlers: Pick<SignallingDeps, ConnectionHandlers>,
  ): Signalling;
  /** Takes a certificate made ahead, if there is one; each is used once. */
  takeCertificate(): RTCCertificate | undefined;
}

/** The facts that a connection reports, besides those that it logs by itself. */
export type ConnectionFact = Exclude<PeerConnectionFact, ObservedFact | { type: 'replacement-needed' }>;

export interface ConnectionOutlets {
  observe(event: Observation): void;
  onLearned(facts: LearnedFacts): void;
  /** Called when only an offer without loss protection has led to a connection. */
  onProtectionRefused(): void;
  onText(message: TextMessage): void;
  /** Called when the server has ended the connection. */
  onServerEnded(): void;
  onFact(fact: ConnectionFact): void;
}

export interface ConnectionOptions {
  /** The parts of offers that have worked in this session: a connection with them was heard. */
  proved: ReadonlySet<LeftOut>;
  /** Milliseconds that the request with the offer may take, where that is more than for other requests. */
  postDeadlineMs?: number;
}

export type Connection = ReturnType<typeof createConnection>;

/**
 * A connection to the server: one signalling and its peer connection, which is replaced by another where the server
 * accepts only a different offer.
 */
export function createConnection(
  request: StartRequest,
  learned: LearnedFacts,
  { proved, postDeadlineMs, now, ...deps }: ConnectionDeps & ConnectionOptions,
  { observe, onLearned, onProtectionRefused, onText, onServerEnded, onFact }: ConnectionOutlets,
) {
  const { profile, watch, granted = [] } = request;
  const rules = linkRules(request);
  const once = observeOnce(observe);
  const signalling = deps.createSignalling(profile, learned, {
    keepalive: rules.searches ? (proved.has('data-channel') ? 'proved' : 'unproved') : 'unwanted',
    postDeadlineMs,
    granted,
    onLearned,
    onText,
    ...once,
    onServerMessage(message, words) {
      observe({ kind: 'server-message-received', message, ...words });
      if (message !== 'error') onServerEnded();
    },
  });
  /** The peer connections that were replaced. */
  const past: PeerConnection[] = [];
  let isClosed = false;
  let peer: PeerConnection | null = null;
  const repeats = createOfferRepeats();
  let track: MediaStreamTrack | null = null;
  let [openedAt, connectedAt]: [number, number | null] = [now(), null];

  function connect(): void {
    try {
      openNext();
    } catch (reason) {
      fail(reason);
    }
  }

  /** Reports a failure in a microtask, because a caller of `open` does not expect its end before it returns. */
  function fail(reason: unknown): void {
    queueMicrotask(() => {
      if (!isClosed) onFact({ type: 'failed', failure: toFailure(reason) });
    });
  }

  /** Gives a track to a peer connection. A closing one ignores it; any other that rejects it has failed. */
  async function give(to: PeerConnection, next: MediaStreamTrack): Promise<void> {
    try {
      const tooLate = () => new Error('the sender does not take the track');
      await inTime(to.send(next), { deadlineMs: sendDeadlineMs, tooLate });
    } catch (reason) {
      if (to === peer) fail(reason);
    }
  }

  function openNext(): void {
    const before = peer;
    const next = openPeerConnection(
      {
        profile,
        signalling,
        rules,
        connectDeadlineMs: watch.connectDeadlineMs,
        certificate: deps.takeCertificate(),
        isReplaceable: repeats.isAnotherPossible(),
        proved,
        protection: lossProtection(profile, learned, repeats.leftOut()),
        onFact: hear,
      },
      { ...deps, now },
    );
    peer = next;
    if (track) void give(next, track);
    if (before) past.push(before);
    // The confirmation of this close is asked for when the connection itself is closed.
    before?.close().catch(() => undefined);
  }

  function hear(fact: PeerConnectionFact): void {
    switch (fact.type) {
      case 'replacement-needed':
        if (isClosed) return;
        repeats.add(fact);
        observe({ kind: 'offer-repeated', without: fact.without, failure: fact.failure });
        return connect();
      case 'candidate-pair-selected':
      case 'codec-selected':
      case 'gaps-watched':
      case 'ice-server-failed':
        return observe(observationOf(fact));
      case 'answer-applied':
        observe({ kind: 'answer-applied', afterMs: now() - openedAt });
        return onFact(fact);
      case 'media-acknowledged':
        // The only difference between the two offers shows what the server refuses.
        if (repeats.lastLeftOut() === 'loss-protection') onProtectionRefused();
        return onFact(fact);
      default:
        if (fact.type === 'status-changed' && fact.connectionState === 'connected') connectedAt ??= now();
        return onFact(fact);
    }
  }

  const all = () => (peer ? [...past, peer] : past);

  return {
    warmUp: (signal: AbortSignal) => signalling.warmUp(signal),

    /** Begins to connect; the track, where there is one yet, is sent as soon as possible. */
    open(first: MediaStreamTrack | null): void {
      track = first;
      openedAt = now();
      if (profile.kind !== 'loopback')
        sortIceServers(profile.iceServers).leftOut.forEach(once.onIceServerLeftOut);
      connect();
    },

    /** The peer connection of the last offer; null until the connection was opened. */
    peer: () => peer,
    /**
     * Epoch milliseconds when the connection was opened, and when sound was first sent over it; equal until it is
     * connected.
     */
    openedAt: () => openedAt,
    soundSince: () => connectedAt ?? openedAt,
    /** Why there is no connection yet, as far as is known. */
    connectFailure: () => repeats.explain(peer?.connectFailure()),

    async send(next: MediaStreamTrack): Promise<void> {
      track = next;
      if (peer) await give(peer, next);
    },

    /**
     * Stops sending at once; resolves when the server has confirmed the close, or its deadline has passed. A later call
     * repeats the closes that got no answer.
     */
    async close(): Promise<void> {
      isClosed = true;
      await Promise.allSettled(all().map((each) => each.close()));
    },
    /** Whether the server has confirmed every close; null where its protocol has no message for that. */
    isReleased(): boolean | null {
      const released = all().map((each) => each.isReleased());
      if (released.includes(false)) return false;
      return released.includes(null) ? null : true;
    },
  };
}

import { FailureError, type Failure } from '../../domain/failure/failure.ts';
import type { LearnedFacts } from '../../domain/profiles/learned-facts.ts';
import { failureOfOffer } from '../port/failure-of-offer.ts';
import { onceConnected } from '../port/once-connected.ts';
import { NewConnectionNeeded } from '../port/new-connection-needed.ts';
import type { Signalling } from '../port/signalling.ts';
import type { SignallingDeps } from '../port/signalling-deps.ts';
import { takesDataChannel } from '../sdp/takes-data-channel.ts';
import { givesTransportFeedback } from '../sdp/transport-feedback.ts';

/**
 * The channel's id is far from those that either side assigns by itself (RFC 8832, section 6), and below
 * Chromium's 1024 streams. The far side has no such channel: its application sees nothing, but its SCTP
 * acknowledges (measured).
 */
const channelInit: RTCDataChannelInit = { negotiated: true, id: 1000, ordered: false, maxRetransmits: 0 };

type KeepaliveDeps = Pick<SignallingDeps, 'keepalive' | 'learned' | 'onLearned'>;

/** The failure that the channel may have caused, and what proves it: an offer without it is answered, or connects. */
interface Suspicion {
  failure: FailureError;
  provedBy: 'answer' | 'connection';
  /** Whether an offer without the channel has followed: a later one differs in more than the channel. */
  isTried: boolean;
}

/**
 * Adds a data channel to what an adapter offers, whose acknowledgements show that the far side is there, where nothing
 * else of it shows that often enough: a server that gives transport feedback is heard without (RTP extensions for
 * transport-wide congestion control). The first offer has it, because only the answer tells whether it is needed, and a
 * later offer would cost a second session; the offers of later sessions have it only where it is needed.
 *
 * | outcome of an offer with the channel                      | what follows              | learned as a refusal when    |
 * | --------------------------------------------------------- | ------------------------- | ---------------------------- |
 * | the answer takes it, and the connection is made           |                           |                              |
 * | the answer refuses it alone (port 0, RFC 3264 section 6)  | the session goes on       | it is answered so            |
 * | a status that may be about the offer; no usable answer    | one more offer without it | that one is answered         |
 * | a sign that the server has died of it: see `channelDeath` | one more offer without it | that one is answered         |
 * | an answer and no connection (`SignallingSession.doubts`)  | one more offer without it | that one has connected       |
 *
 * Where a connection of the same session had the channel, no failure is attributed to it any more. Where the server
 * refuses both offers, the first refusal is the failure.
 *
 * `openOwn` makes another channel for an adapter whose server may do without: it is offered wherever no refusal of data channels is
 * known, and is left out together with this one.
 */
export function withKeepaliveChannel<Deps extends KeepaliveDeps>(
  deps: Deps,
  create: (deps: Deps) => Signalling,
  openOwn?: (peerConnection: RTCPeerConnection) => void,
): Signalling {
  let facts: LearnedFacts = deps.learned;
  let suspicion: Suspicion | null = null;

  function learn(found: Pick<LearnedFacts, 'transportFeedback' | 'dataChannelRefused'>): void {
    const next = { ...facts, ...found };
    const isNew =
      next.transportFeedback !== facts.transportFeedback ||
      next.dataChannelRefused !== facts.dataChannelRefused;
    if (!isNew) return;
    facts = next;
    deps.onLearned(facts);
  }
  const inner = create({
    ...deps,
    onLearned(known: LearnedFacts) {
      const { dataChannelRefused, transportFeedback } = facts;
      facts = {
        ...known,
        ...(dataChannelRefused === undefined ? {} : { dataChannelRefused }),
        ...(transportFeedback === undefined ? {} : { transportFeedback }),
      };
      deps.onLearned(facts);
    },
  });

  const isPossible = () => !facts.dataChannelRefused && suspicion === null;
  const isOffered = () => deps.keepalive !== 'unwanted' && isPossible() && facts.transportFeedback !== true;

  function suspect(failure: Failure, provedBy: Suspicion['provedBy']): NewConnectionNeeded {
    suspicion = { failure: new FailureError(failure), provedBy, isTried: false };
    return new NewConnectionNeeded('data-channel', failure);
  }

  /** Learns from the answer to an offer, and from the connection where only that can prove a refusal. */
  function learnFrom(peerConnection: RTCPeerConnection, hasChannel: boolean, signal: AbortSignal): void {
    const isRefused = hasChannel ? !takesDataChannel(peerConnection) : suspicion?.provedBy === 'answer';
    learn({
      transportFeedback: givesTransportFeedback(peerConnection),
      ...(isRefused ? { dataChannelRefused: true } : {}),
    });
    if (hasChannel || suspicion?.provedBy !== 'connection' || suspicion.isTried) return;
    suspicion.isTried = true;
    onceConnected(peerConnection, signal, () => learn({ dataChannelRefused: true }));
  }

  return {
    warmUp: (signal) => inner.warmUp(signal),

    async negotiate(peerConnection, signal) {
      const hasChannel = isOffered() || (openOwn !== undefined && isPossible());
      if (hasChannel) openOwn?.(peerConnection);
      const channel = isOffered() ? openKeepaliveChannel(peerConnection) : null;
      try {
        const session = await inner.negotiate(peerConnection, signal);
        learnFrom(peerConnection, hasChannel, signal);
        if (!hasChannel) return session;
        const isUsed = channel !== null && !facts.transportFeedback && !facts.dataChannelRefused;
        return {
          ...session,
          ...(isUsed ? { sendKeepalive: channel.send } : {}),
          ...(deps.keepalive !== 'proved'
            ? {
                doubts: {
                  ...session.doubts,
                  'data-channel': (failure: Failure) => suspect(failure, 'connection'),
                },
              }
            : {}),
        };
      } catch (error) {
        const failure = failureOfOffer(error) ?? channelDeath(error);
        if (failure === null) throw error;
        if (hasChannel && deps.keepalive !== 'proved') throw suspect(failure, 'answer');
        if (suspicion?.provedBy !== 'answer') throw error;
        // The channel alone was not the cause, so that a later answer to an offer without it proves nothing.
        const first = suspicion.failure;
        suspicion = { ...suspicion, provedBy: 'connection', isTried: true };
        throw first;
      }
    },
  };
}

/**
 * Statuses of a proxy that got no answer from the server behind it (RFC 9110, sections 15.6.3 and 15.6.5); 520 is Cloudflare's where
 * that server has broken off.
 */
const noAnswerBehind = new Set([502, 504, 520]);

/**
 * The failure where a server may have died of an offer with the channel, as one that was built without SCTP may, else null: a
 * proxy says that there is no answer from behind it (503 too: RFC 9110, section 15.6.4), or the connection ended without one.
 * A server that says when to come again is only busy.
 */
function channelDeath(error: unknown): Failure | null {
  const failure = error instanceof FailureError ? error.failure : null;
  switch (failure?.reason) {
    case 'server-error':
      return noAnswerBehind.has(failure.status) ? failure : null;
    case 'server-overloaded':
      return failure.status === 503 && failure.retryAfterMs === null ? failure : null;
    case 'server-unreachable':
      return failure.why === 'dropped' ? failure : null;
    default:
      return null;
  }
}

/**
 * Adds the channel where the adapter offers a data channel of its own anyway: both share one SCTP
 * association, so the offer is the same with it.
 */
export function withKeepaliveBeside(
  { keepalive }: Pick<SignallingDeps, 'keepalive'>,
  inner: Signalling,
): Signalling {
  if (keepalive === 'unwanted') return inner;
  return {
    warmUp: (signal) => inner.warmUp(signal),
    async negotiate(peerConnection, signal) {
      const channel = openKeepaliveChannel(peerConnection);
      const session = await inner.negotiate(peerConnection, signal);
      return givesTransportFeedback(peerConnection) ? session : { ...session, sendKeepalive: channel.send };
    },
  };
}

function openKeepaliveChannel(peerConnection: Pick<RTCPeerConnection, 'createDataChannel'>) {
  const channel = peerConnection.createDataChannel('keepalive', channelInit);
  const payload = new Uint8Array(1);
  return {
    send(): boolean {
      if (channel.readyState !== 'open') return false;
      // Messages that wait for a dead network would only arrive all at once when it is back.
      if (channel.bufferedAmount === 0) channel.send(payload);
      return true;
    },
  };
}

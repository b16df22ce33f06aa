import { FailureError } from '../domain/failure.ts';
import type { LearnedFacts } from '../domain/learned-facts.ts';
import { NewConnectionNeeded } from './new-connection-needed.ts';
import { sdpSections } from './sdp-sections.ts';
import type { Signalling } from './signalling.ts';
import type { SignallingDeps } from './signalling-deps.ts';

/**
 * Far from the ids that either side hands out by itself (RFC 8832 section 6), and below the 1024 streams of Chromium.
 * The far side has no such channel: its application sees nothing, its SCTP acknowledges all the same (measured).
 */
const channelInit: RTCDataChannelInit = { negotiated: true, id: 1000, ordered: false, maxRetransmits: 0 };

type KeepaliveDeps = Pick<SignallingDeps, 'offersKeepalive' | 'learned' | 'onLearned'>;

/**
 * Adds a data channel to what an adapter offers, whose acknowledgements show that the far side is there, where nothing
 * else of it shows that often enough: a server that gives transport feedback is heard without (RTP extensions for
 * transport-wide congestion control), and from the next session on is offered none.
 *
 * An offer that is refused with it is made once more without, on a new peer connection; taken that way, it is made so from
 * then on. A server that refuses both is told by its first refusal.
 */
export function withKeepaliveChannel<Deps extends KeepaliveDeps>(
  deps: Deps,
  create: (deps: Deps) => Signalling,
): Signalling {
  let facts: LearnedFacts = deps.learned;
  let refusal: FailureError | null = null;

  const learn = (news: LearnedFacts) => {
    facts = { ...facts, ...news };
    deps.onLearned(facts);
  };
  const inner = create({
    ...deps,
    onLearned(known: LearnedFacts) {
      const { dataChannelRefused, transportFeedback } = facts;
      facts = {
        ...known,
        ...(dataChannelRefused ? { dataChannelRefused } : {}),
        ...(transportFeedback ? { transportFeedback } : {}),
      };
      deps.onLearned(facts);
    },
  });

  const isOffered = () =>
    deps.offersKeepalive && !facts.dataChannelRefused && !facts.transportFeedback && !refusal;

  /** The offer without the channel was taken. */
  function acceptWithout(): void {
    if (refusal) learn({ dataChannelRefused: true });
    refusal = null;
  }

  return {
    warmUp: (signal) => inner.warmUp(signal),

    async negotiate(peerConnection, signal) {
      const channel = isOffered() ? openKeepaliveChannel(peerConnection) : null;
      try {
        const session = await inner.negotiate(peerConnection, signal);
        if (!channel) {
          acceptWithout();
          return session;
        }
        if (!givesTransportFeedback(peerConnection)) return { ...session, sendKeepalive: channel.send };
        learn({ transportFeedback: true });
        return session;
      } catch (error) {
        if (error instanceof NewConnectionNeeded) {
          if (!channel) acceptWithout();
          throw error;
        }
        const status = refusedWith(error);
        if (status === null) throw error;
        if (!channel) throw refusal ?? error;
        refusal = error as FailureError;
        throw new NewConnectionNeeded(status);
      }
    },
  };
}

/**
 * Adds the channel where the adapter offers one of its own anyway: both share one SCTP association, so that the offer is
 * the same with it.
 */
export function withKeepaliveBeside(
  { offersKeepalive }: Pick<SignallingDeps, 'offersKeepalive'>,
  inner: Signalling,
): Signalling {
  if (!offersKeepalive) return inner;
  return {
    warmUp: (signal) => inner.warmUp(signal),
    async negotiate(peerConnection, signal) {
      const channel = openKeepaliveChannel(peerConnection);
      const session = await inner.negotiate(peerConnection, signal);
      return givesTransportFeedback(peerConnection) ? session : { ...session, sendKeepalive: channel.send };
    },
  };
}

/**
 * The status of a refusal that may be about what was offered, else null: 401, 403, 404, 409, 410 and 429 have reasons of
 * their own, and 500 is what a server may say that only never thought of data channels.
 */
function refusedWith(error: unknown): number | null {
  const failure = error instanceof FailureError ? error.failure : null;
  if (failure?.reason === 'server-refused') return failure.status;
  return failure?.reason === 'server-error' && failure.status <= 501 ? failure.status : null;
}

function openKeepaliveChannel(peerConnection: Pick<RTCPeerConnection, 'createDataChannel'>) {
  const channel = peerConnection.createDataChannel('keepalive', channelInit);
  const payload = new Uint8Array(1);
  return {
    send(): boolean {
      if (channel.readyState !== 'open') return false;
      // What waits for a dead network would only arrive all at once when that is back.
      if (channel.bufferedAmount === 0) channel.send(payload);
      return true;
    },
  };
}

function givesTransportFeedback({
  remoteDescription,
}: Pick<RTCPeerConnection, 'remoteDescription'>): boolean {
  return sdpSections(remoteDescription?.sdp ?? '').some(
    ([media = '', ...lines]) =>
      media.startsWith('m=audio ') && lines.some((line) => /^a=rtcp-fb:\S+ transport-cc\s*$/.test(line)),
  );
}

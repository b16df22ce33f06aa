import { FailureError } from '../../domain/failure/failure.ts';
import type { LearnedFacts } from '../../domain/profiles/learned-facts.ts';
import { NewConnectionNeeded } from '../port/new-connection-needed.ts';
import type { Signalling, SignallingSession } from '../port/signalling.ts';
import type { SignallingDeps } from '../port/signalling-deps.ts';
import { givesTransportFeedback } from '../sdp/transport-feedback.ts';

/**
 * The channel's id is far from those that either side assigns by itself (RFC 8832, section 6), and below
 * Chromium's 1024 streams. The far side has no such channel: its application sees nothing, but its SCTP
 * acknowledges (measured).
 */
const channelInit: RTCDataChannelInit = { negotiated: true, id: 1000, ordered: false, maxRetransmits: 0 };

/** Milliseconds after which a connection that has not been established will not be. */
const connectsWithinMs = 5000;

type KeepaliveDeps = Pick<SignallingDeps, 'offersKeepalive' | 'now' | 'learned' | 'onLearned'>;

/**
 * Adds a data channel to an adapter's offer, whose acknowledgements show that the far side is there, where
 * other packets do
 * not show it often enough: a server that gives transport feedback is heard without it (RTP extensions for
 * transport-wide
 * congestion control). A server of which nothing is known yet is offered a channel only where servers of its
 * protocol
 * usually take data channels.
 *
 * An offer that is refused with the channel is made once more without it, on a new peer connection; where
 * that is taken,
 * offers are made so from then on. A server that refuses both is reported by its first refusal. A server
 * whose first answer
 * shows that it has to be asked is made the offer once more with the channel: the session begins a little
 * later, once, so
 * that no silence is noticed late.
 */
export function withKeepaliveChannel<Deps extends KeepaliveDeps>(
  deps: Deps,
  { isUsual }: { isUsual: boolean },
  create: (deps: Deps) => Signalling,
): Signalling {
  let facts: LearnedFacts = deps.learned;
  let refusal: FailureError | null = null;

  function learn({ transportFeedback = facts.transportFeedback, dataChannelRefused }: LearnedFacts): void {
    if (transportFeedback === facts.transportFeedback && !dataChannelRefused) return;
    facts = {
      ...facts,
      ...(transportFeedback === undefined ? {} : { transportFeedback }),
      ...(dataChannelRefused ? { dataChannelRefused } : {}),
    };
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

  function isOffered(): boolean {
    if (!deps.offersKeepalive || facts.dataChannelRefused || refusal) return false;
    return isUsual ? facts.transportFeedback !== true : facts.transportFeedback === false;
  }

  /**
   * The facts that follow from a taken offer: the channel was refused where an offer without it is taken
   * after a refusal.
   */
  function whatWasRefused(hasChannel: boolean): LearnedFacts {
    const wasRefused = !hasChannel && refusal !== null;
    refusal = null;
    return wasRefused ? { dataChannelRefused: true } : {};
  }

  /**
   * Suspects the channel where no connection is established: a server may take the offer and spoil its own
   * answer, as by candidates under the channel's m-line.
   */
  function suspectChannel(peerConnection: RTCPeerConnection, session: SignallingSession): SignallingSession {
    const since = deps.now();
    let wasConnected = peerConnection.connectionState === 'connected';
    peerConnection.addEventListener('connectionstatechange', () => {
      wasConnected ||= peerConnection.connectionState === 'connected';
    });
    return {
      ...session,
      end() {
        if (!wasConnected && deps.now() - since >= connectsWithinMs) learn({ dataChannelRefused: true });
        return session.end();
      },
    };
  }

  async function askForChannel(session: SignallingSession): Promise<never> {
    await session.end();
    throw new NewConnectionNeeded();
  }

  return {
    warmUp: (signal) => inner.warmUp(signal),

    async negotiate(peerConnection, signal) {
      const channel = isOffered() ? openKeepaliveChannel(peerConnection) : null;
      try {
        const session = await inner.negotiate(peerConnection, signal);
        const transportFeedback = givesTransportFeedback(peerConnection);
        learn({ transportFeedback, ...whatWasRefused(channel !== null) });
        if (!channel) return isOffered() ? await askForChannel(session) : session;
        const sendKeepalive = transportFeedback ? {} : { sendKeepalive: channel.send };
        return suspectChannel(peerConnection, { ...session, ...sendKeepalive });
      } catch (error) {
        if (error instanceof NewConnectionNeeded) {
          const answered = peerConnection.remoteDescription !== null;
          learn({
            ...(answered ? { transportFeedback: givesTransportFeedback(peerConnection) } : {}),
            ...whatWasRefused(channel !== null),
          });
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
 * Adds the channel where the adapter offers a data channel of its own anyway: both share one SCTP
 * association, so the offer is the same with it.
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
 * The status of a refusal that may be about the offer, else null: 401, 403, 404, 409, 410 and 429 have
 * meanings of their own, and 500 may come from a server that does not expect data channels.
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
      // Messages that wait for a dead network would only arrive all at once when it is back.
      if (channel.bufferedAmount === 0) channel.send(payload);
      return true;
    },
  };
}

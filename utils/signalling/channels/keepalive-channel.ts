import { FailureError } from '../../domain/failure/failure.ts';
import type { LearnedFacts } from '../../domain/profiles/learned-facts.ts';
import { NewConnectionNeeded } from '../port/new-connection-needed.ts';
import type { Signalling, SignallingSession } from '../port/signalling.ts';
import type { SignallingDeps } from '../port/signalling-deps.ts';
import { givesTransportFeedback } from '../sdp/transport-feedback.ts';

/**
 * Far from the ids that either side hands out by itself (RFC 8832 section 6), and below the 1024 streams of Chromium.
 * The far side has no such channel: its application sees nothing, its SCTP acknowledges all the same (measured).
 */
const channelInit: RTCDataChannelInit = { negotiated: true, id: 1000, ordered: false, maxRetransmits: 0 };

/** A connection that has not come about by then does not, in milliseconds. */
const connectsWithinMs = 5000;

type KeepaliveDeps = Pick<SignallingDeps, 'offersKeepalive' | 'now' | 'learned' | 'onLearned'>;

/**
 * Adds a data channel to what an adapter offers, whose acknowledgements show that the far side is there, where nothing
 * else of it shows that often enough: a server that gives transport feedback is heard without (RTP extensions for
 * transport-wide congestion control). A server of which nothing is known yet is offered one only where those of its
 * protocol take data channels as a rule.
 *
 * An offer that is refused with it is made once more without, on a new peer connection; taken that way, it is made so from
 * then on. A server that refuses both is told by its first refusal. And one whose first answer shows that it has to be
 * asked is made the offer once more with the channel: the session begins a little later, once, so that no silence is told
 * late.
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

  /** What it means that an offer was taken: one without the channel, where that was refused before. */
  function whatWasRefused(hasChannel: boolean): LearnedFacts {
    const wasRefused = !hasChannel && refusal !== null;
    refusal = null;
    return wasRefused ? { dataChannelRefused: true } : {};
  }

  /** A server may take the offer and spoil its own answer, as by candidates under the channel's m-line. */
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

import type { Edges } from '../../async/edges.ts';
import { connectionStatus } from '../../domain/link/connection-status.ts';
import { toFailure, type Failure } from '../../domain/failure/failure.ts';
import type { LinkRules } from '../../domain/link/link-state.ts';
import { afterServerEnd } from '../../domain/recovery/recovery-policy.ts';
import type { Profile } from '../../domain/profiles/profile.ts';
import type { LeftOut } from '../../domain/profiles/left-out.ts';
import type { NewConnectionNeeded } from '../../signalling/port/new-connection-needed.ts';
import type { Signalling, SignallingSession } from '../../signalling/port/signalling.ts';
import { surelyGivesTransportFeedback } from '../../signalling/sdp/transport-feedback.ts';
import type { PeerConnectionFact } from './peer-connection-fact.ts';
import { followCandidates } from './follow-candidates.ts';
import { followConnecting, hasPath } from './follow-connecting.ts';
import { followDtlsClose } from './follow-dtls-close.ts';
import {
  agreedProtection,
  askForProtection,
  type LossProtection,
  type LossProtectionDeps,
} from './loss-protection.ts';
import { createOfferDoubts } from './offer-doubts.ts';
import { createPathSearch } from './path-search.ts';
import { rtcConfiguration } from './rtc-configuration.ts';
import { relayExpiry } from './relay-expiry.ts';
import { createRestartIce } from './restart-ice.ts';
import { createWatch } from './watch.ts';

export interface PeerConnectionOptions {
  profile: Profile;
  signalling: Signalling;
  /** How its link is watched. */
  rules: LinkRules;
  /** The time that the connection has until media is acknowledged, in milliseconds. */
  connectDeadlineMs: number;
  certificate?: RTCCertificate | undefined;
  /** Whether the connection may ask for another one in its place. */
  isReplaceable: boolean;
  /** The parts of offers with which a connection of this session was heard: no failure is attributed to them. */
  proved: ReadonlySet<LeftOut>;
  protection: LossProtection;
  onFact(fact: PeerConnectionFact): void;
}

export interface PeerConnectionDeps extends LossProtectionDeps, Pick<Edges, 'now' | 'steady' | 'after'> {
  createPeerConnection(configuration: RTCConfiguration): RTCPeerConnection;
  createMediaStream(): MediaStream;
}

const lastWords = new Set<PeerConnectionFact['type']>(['replacement-needed', 'failed']);

/** One peer connection with its signalling, from its offer to its close. */
export type PeerConnection = ReturnType<typeof openPeerConnection>;

/**
 * Begins to connect at once; the results are reported by `onFact`. The track is lent, and never stopped here.
 *
 * @throws the browser's error where it makes no more connections
 */
export function openPeerConnection(options: PeerConnectionOptions, deps: PeerConnectionDeps) {
  const { profile, signalling, onFact } = options;
  const aborter = new AbortController();
  const { signal } = aborter;
  const peerConnection = deps.createPeerConnection(rtcConfiguration(profile, options.certificate));
  const transceiver = addTransceiver(peerConnection, deps);
  const { sender } = transceiver;
  const { protection } = options;
  askForProtection(peerConnection, transceiver, protection, deps);

  const report = (fact: PeerConnectionFact) => {
    if (signal.aborted) return;
    if (lastWords.has(fact.type)) aborter.abort();
    onFact(fact);
  };

  // Created first, so that it sees every candidate before other listeners.
  const search = createPathSearch({ ...deps, peerConnection, signal });
  const candidates = followCandidates(peerConnection, {
    profile,
    sender,
    // With the network down, no ICE server answers.
    isUnheeded: search.isOn,
    signal,
    onIceServerFailed: (error) => report({ type: 'ice-server-failed', ...error }),
    onNothingToTry: () => report({ type: 'failed', failure: candidates.failure() }),
  });

  let session: SignallingSession | null = null;
  const doubts = createOfferDoubts({
    proved: options.proved,
    isProtected: protection.nack || protection.red,
    isReplaceable: options.isReplaceable,
    session: () => session,
    hasPath: () => hasPath(peerConnection, sender),
  });

  /**
   * Ends a connection that was never made, where the next offer can leave `part` out. Returns whether it can;
   * `replacement-needed` follows when the server has answered the DELETE, or its deadline has passed.
   */
  function replace(part: LeftOut | null, failure: Failure): boolean {
    const needed = signal.aborted ? null : doubts.replacement(part, failure);
    if (!needed) return false;
    void close()
      .catch(() => undefined)
      .then(() => onFact(replacementNeeded(needed)));
    return true;
  }

  const watch = createWatch({
    ...deps,
    peerConnection,
    rules: options.rules,
    soundReceivedAt: () => session?.lastSoundReceivedAt?.(),
    sendKeepalive: () => session?.sendKeepalive?.() ?? false,
    searchPath: (isOn) => (isOn ? search.begin() : void search.end()),
    signal,
    onReport(fact) {
      if (fact.type !== 'codec-selected') return report(fact);
      report({ ...fact, codec: { ...fact.codec, ...agreedProtection(peerConnection) } });
    },
    onNeverConnected() {
      const failure = candidates.failure();
      // The connection may fail before the negotiation ends, and only the signalling session knows what can be left
      // out. Where ICE has failed, codecs are not the cause.
      void negotiation.then(() => {
        const part = doubts.likeliest(doubts.inDoubt().filter((each) => each !== 'loss-protection'));
        if (!replace(part, failure)) report({ type: 'failed', failure });
      });
    },
  });

  const restart = createRestartIce({
    iceRestart: () => session?.iceRestart,
    watch,
    untilFree: search.end,
  });

  function onAnswer(negotiated: SignallingSession): void {
    session = negotiated;
    report({ type: 'answer-applied' });
    watch.take({ type: 'answered', givesFeedback: surelyGivesTransportFeedback(peerConnection) });
    void negotiated.candidatesRefused?.then((failure) => {
      // Where ICE has found a path, candidates are not missing: the server may have ended the session.
      if (!hasPath(peerConnection, sender)) replace('trickling', failure);
    });
    if (doubts.inDoubt().length > 0) {
      followConnecting(peerConnection, sender, {
        ...deps,
        deadlineMs: options.connectDeadlineMs,
        signal,
        onFruitless: () => void replace(doubts.likeliest(), candidates.failure()),
      });
    }
    followDtlsClose(sender, signal, () => {
      const { acknowledgedAt } = watch.link();
      const heardForMs = acknowledgedAt === null ? 0 : deps.now() - acknowledgedAt;
      // A server that closes at once would be asked again at once, for ever; waiting for the watch to see the loss
      // avoids that.
      if (afterServerEnd(heardForMs) !== 'give-up') watch.take({ type: 'far-end-closed' });
    });
  }

  function onRefusal(reason: unknown): void {
    const needed = doubts.afterRefusal(reason);
    report(needed ? replacementNeeded(needed) : { type: 'failed', failure: toFailure(reason) });
  }

  const negotiation = signalling.negotiate(peerConnection, signal).then(onAnswer, onRefusal);

  /**
   * Stops sending at once, then closes the session at the server; resolves when that is done or its deadline
   * has passed.
   */
  async function close(): Promise<void> {
    aborter.abort();
    try {
      peerConnection.close();
    } finally {
      await negotiation;
      await session?.end();
    }
  }

  return {
    /** Sends this track from now on; null sends nothing. */
    send: (track: MediaStreamTrack | null) => sender.replaceTrack(track),
    /** What is known of its link. */
    link: watch.link,
    /** Asks for proof: the link's next acknowledgement is reported as `link-heard`. */
    doubt: () => watch.take({ type: 'doubted' }),
    /** Notes that no more sound is sent: `last-sound-arrived` follows when all of it is known to have arrived. */
    endSound: () => watch.take({ type: 'sound-ended' }),
    /**
     * When the credentials of the connection's relay expire; null where it has no relay, or nothing that
     * expires.
     */
    turnExpiry: () => relayExpiry(peerConnection, profile, watch.link().evidence.stats),
    iceRestart: restart,
    status: () => connectionStatus(peerConnection.connectionState, peerConnection.iceConnectionState),
    /** Why there is no connection yet, as far as is known. */
    connectFailure(): Failure {
      if (candidates.mayBeSent() && !session && !peerConnection.remoteDescription)
        return { reason: 'server-timeout' };
      return candidates.failure();
    },
    close,
    /** The parts of the offer without which the far side was not reached. */
    provedParts: doubts.usedParts,
    /** Signals the end of a turn to servers that need it. */
    endTurn: () => session?.endTurn?.(),
    /** Whether the server has confirmed the close; null where its protocol has no message for that. */
    isReleased: (): boolean | null => (session ? (session.isReleased?.() ?? null) : true),
  };
}

function replacementNeeded({ leavesOut, failure }: NewConnectionNeeded): PeerConnectionFact {
  return { type: 'replacement-needed', without: leavesOut, failure };
}

/** Adds the audio transceiver; where that fails, the connection is closed. */
function addTransceiver(peerConnection: RTCPeerConnection, deps: PeerConnectionDeps): RTCRtpTransceiver {
  try {
    return peerConnection.addTransceiver('audio', {
      direction: 'sendonly',
      // Servers distinguish tracks by stream, and WHIP requires exactly one (RFC 9725, section 4.2).
      streams: [deps.createMediaStream()],
    });
  } catch (error) {
    peerConnection.close();
    throw error;
  }
}

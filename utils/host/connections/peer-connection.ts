import type { Edges } from '../../async/edges.ts';
import { connectionStatus } from '../../domain/link/connection-status.ts';
import { toFailure, type Failure } from '../../domain/failure/failure.ts';
import type { LinkRules } from '../../domain/link/link-state.ts';
import { afterServerEnd } from '../../domain/recovery/recovery-policy.ts';
import type { Profile } from '../../domain/profiles/profile.ts';
import { leftOutParts, partToLeaveOut, type LeftOut } from '../../domain/profiles/left-out.ts';
import { turnExpiry } from '../../domain/profiles/turn-expiry.ts';
import { NewConnectionNeeded } from '../../signalling/port/new-connection-needed.ts';
import type { Signalling, SignallingSession } from '../../signalling/port/signalling.ts';
import { failureOfOffer } from '../../signalling/port/failure-of-offer.ts';
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
import { createPathSearch } from './path-search.ts';
import { rtcConfiguration } from './rtc-configuration.ts';
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

export interface PeerConnectionDeps extends LossProtectionDeps, Pick<Edges, 'now' | 'after'> {
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
  const isProtected = protection.nack || protection.red;
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
    // In a dead network no ICE server answers.
    isUnheeded: search.isOn,
    signal,
    onIceServerFailed: (error) => report({ type: 'ice-server-failed', ...error }),
    onNothingToTry: () => report({ type: 'failed', failure: candidates.failure() }),
  });

  const leaveProtectionOut = (failure: Failure) => new NewConnectionNeeded('loss-protection', failure);
  const doubts = () => ({
    ...session?.doubts,
    ...(session && isProtected && { 'loss-protection': leaveProtectionOut }),
  });
  /** The parts of the offer that may be the cause where no connection is made. */
  const doubtful = () =>
    leftOutParts.filter((part) => doubts()[part] !== undefined && !options.proved.has(part));

  /**
   * Ends a connection that was never made, where its signalling can leave `part` out of the next offer: by default the
   * likeliest cause. Returns whether it does; `replacement-needed` follows when the server has answered the DELETE, or its
   * deadline has passed.
   */
  const isReplaced = (
    failure: Failure,
    part = partToLeaveOut(doubtful(), hasPath(peerConnection, sender)),
  ): boolean => {
    if (signal.aborted || !options.isReplaceable || part === null) return false;
    const needed = doubts()[part]?.(failure);
    if (!needed) return false;
    void close()
      .catch(() => undefined)
      .then(() => onFact(replacementNeeded(needed)));
    return true;
  };

  let session: SignallingSession | null = null;
  let restarting: Promise<boolean> | null = null;
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
      // The connection may fail before the negotiation ends, and only the session knows what can be left out. Where ICE has
      // failed, what the offer says of codecs is not the cause.
      void negotiation.then(() => {
        const likely = doubtful().filter((part) => part !== 'loss-protection');
        const part = partToLeaveOut(likely, hasPath(peerConnection, sender));
        if (!isReplaced(failure, part)) report({ type: 'failed', failure });
      });
    },
  });

  const negotiation = signalling.negotiate(peerConnection, signal).then(
    (negotiated) => {
      session = negotiated;
      report({ type: 'answer-applied' });
      watch.take({ type: 'answered', givesFeedback: surelyGivesTransportFeedback(peerConnection) });
      const onFruitless = () => void isReplaced(candidates.failure());
      void negotiated.candidatesRefused?.then((failure) => {
        // Where ICE has found a path, candidates are not what is missing: the server may have ended the session.
        if (!hasPath(peerConnection, sender)) isReplaced(failure, 'trickling');
      });
      if (doubtful().length > 0 && options.isReplaceable)
        followConnecting(peerConnection, sender, {
          ...deps,
          deadlineMs: options.connectDeadlineMs,
          signal,
          onFruitless,
        });
      followDtlsClose(sender, signal, () => {
        const { acknowledgedAt } = watch.link();
        const heardForMs = acknowledgedAt === null ? 0 : deps.now() - acknowledgedAt;
        // A server that closes at once would be asked again at once, and so for ever: the watch takes longer
        // to see the loss.
        if (afterServerEnd(heardForMs) !== 'give-up') watch.take({ type: 'far-end-closed' });
      });
    },
    (reason: unknown) => {
      const needed = reason instanceof NewConnectionNeeded ? reason : withoutProtection(reason);
      const isReplaced = needed !== null && options.isReplaceable;
      report(isReplaced ? replacementNeeded(needed) : { type: 'failed', failure: toFailure(reason) });
    },
  );

  /** The replacement without loss protection, where that may be what the server has refused; else null. */
  function withoutProtection(reason: unknown): NewConnectionNeeded | null {
    const failure = isProtected && !options.proved.has('loss-protection') ? failureOfOffer(reason) : null;
    return failure && leaveProtectionOut(failure);
  }

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
    /** Expresses doubt about the link: its next acknowledgement is reported as `link-heard`. */
    doubt: () => watch.take({ type: 'doubted' }),
    /**
     * When the credentials of the connection's relay expire; null where it has no relay, or nothing that
     * expires.
     */
    turnExpiry() {
      const { stats } = watch.link().evidence;
      const isRelayed = stats?.pair?.localType === 'relay';
      return turnExpiry(
        stats?.relayUrl ?? null,
        isRelayed ? (peerConnection.getConfiguration().iceServers ?? []) : [],
        profile.kind === 'loopback' ? [] : profile.iceServers,
      );
    },
    canRestartIce(): boolean {
      try {
        return !watch.link().hasEnded && restarting === null && session?.iceRestart?.isPossible() === true;
      } catch {
        return false;
      }
    },

    /**
     * Restarts ICE. Resolves with whether both sides agreed on a new path; `link-heard` says whether it
     * carries anything.
     */
    restartIce(): Promise<boolean> {
      watch.take({ type: 'ice-restart-began' });
      restarting ??= search
        .end()
        .then(() => session?.iceRestart?.perform() ?? false)
        .then((agreed) => {
          if (!agreed) watch.take({ type: 'ice-restart-refused' });
          return agreed;
        })
        .finally(() => {
          restarting = null;
          watch.take({ type: 'ice-restart-ended' });
        });
      return restarting;
    },
    status: () => connectionStatus(peerConnection.connectionState, peerConnection.iceConnectionState),
    /** Why there is no connection yet, as far as is known. */
    connectFailure(): Failure {
      if (candidates.mayBeSent() && !session && !peerConnection.remoteDescription)
        return { reason: 'server-timeout' };
      return candidates.failure();
    },
    close,
    /** The parts of the offer without which the far side was not reached. */
    provedParts(): LeftOut[] {
      const isUsed: Record<LeftOut, boolean> = {
        'data-channel': session?.sendKeepalive !== undefined,
        trickling: session?.doubts?.trickling !== undefined,
        'loss-protection': isProtected,
      };
      return leftOutParts.filter((part) => isUsed[part]);
    },
    /** Whether the server has confirmed the close; null where its protocol has no message for that. */
    isReleased: (): boolean | null => (session ? (session.isReleased?.() ?? null) : true),
  };
}

function replacementNeeded({ leavesOut, failure }: NewConnectionNeeded): PeerConnectionFact {
  return { type: 'replacement-needed', without: leavesOut, failure };
}

/** Adds the audio that is sent; where that fails, the connection is closed. */
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

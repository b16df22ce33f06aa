import { connectFailure, type IceServerError } from '../../domain/failure/connect-failure.ts';
import type { Failure } from '../../domain/failure/failure.ts';
import type { Profile } from '../../domain/profiles/profile.ts';
import { hasPath } from './follow-connecting.ts';

/** The states of a DTLS transport that has, or had, its keys (webrtc-pc, section 5.5.1). */
const hadKeys = new Set<string | undefined>(['connected', 'closed']);

export interface CandidatesOptions {
  profile: Profile;
  sender: Pick<RTCRtpSender, 'transport'>;
  /** Whether errors of ICE servers are ignored, because the network is down. */
  isUnheeded(): boolean;
  signal: AbortSignal;
  onIceServerFailed(error: IceServerError & { errorText: string }): void;
  /** Called where gathering is complete without a single candidate: ICE has nothing to try. */
  onNothingToTry(): void;
}

/** Collects the candidates of a connection, to explain why it fails. */
export function followCandidates(peerConnection: RTCPeerConnection, options: CandidatesOptions) {
  const { profile, sender, isUnheeded, signal, onIceServerFailed, onNothingToTry } = options;
  const iceErrors: IceServerError[] = [];
  const own: string[] = [];
  const policy = peerConnection.getConfiguration().iceTransportPolicy ?? 'all';

  peerConnection.addEventListener(
    'icecandidateerror',
    ({ url, errorCode, errorText }) => {
      if (isUnheeded()) return;
      iceErrors.push({ url, errorCode });
      onIceServerFailed({ url, errorCode, errorText });
    },
    { signal },
  );
  peerConnection.addEventListener(
    'icecandidate',
    ({ candidate }) => {
      // The last candidate of a generation has neither text nor address.
      if (candidate?.candidate) own.push(candidate.address ?? '');
    },
    { signal },
  );
  peerConnection.addEventListener(
    'icegatheringstatechange',
    () => {
      if (peerConnection.iceGatheringState === 'complete' && own.length === 0) onNothingToTry();
    },
    { signal },
  );

  return {
    /**
     * Whether the server may have received the offer: it is sent before any candidate is gathered, or together with the
     * gathered ones.
     */
    mayBeSent: () => own.length > 0 || peerConnection.iceGatheringState === 'new',

    /** Why there is no connection, as far as the candidates of both sides show. */
    failure: (): Failure =>
      connectFailure({
        iceErrors,
        policy,
        own,
        gathers: peerConnection.iceGatheringState !== 'new',
        answer: peerConnection.remoteDescription?.sdp ?? null,
        reachedHost: profile.kind === 'loopback' ? null : new URL(profile.url).hostname,
        lacksKeys: hasPath(peerConnection, sender) && !hadKeys.has(sender.transport?.state),
      }),
  };
}

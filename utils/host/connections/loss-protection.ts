import type { LearnedFacts } from '../../domain/profiles/learned-facts.ts';
import type { LeftOut } from '../../domain/profiles/left-out.ts';
import type { Profile } from '../../domain/profiles/profile.ts';
import { takesOpusNack, takesRed, withOpusNack } from '../../signalling/sdp/opus-nack.ts';

/** What an offer asks for against the loss of packets, besides in-band FEC. */
export interface LossProtection {
  /** NACK (RFC 4585): the far side requests lost packets again. Costs nothing without loss. */
  nack: boolean;
  /** RED (RFC 2198): each packet repeats the one before it; some 34 kbit/s. */
  red: boolean;
}

export interface LossProtectionDeps {
  /** Whether the browser accepts an offer with NACK; never rejects. */
  takesNack(): Promise<boolean>;
  /** The codecs that the browser can send, in its own order. */
  audioCodecs(): readonly RTCRtpCodec[];
}

/** `createOffer` without its legacy overload, which takes callbacks. */
interface Offering {
  createOffer(options?: RTCOfferOptions): Promise<RTCSessionDescriptionInit>;
}

/** What the next connection of a profile asks for, after these parts were left out of offers. */
export function lossProtection(
  profile: Profile,
  { lossProtectionRefused, lossy }: LearnedFacts,
  leftOut: readonly LeftOut[] = [],
): LossProtection {
  if (lossProtectionRefused || leftOut.includes('loss-protection')) return { nack: false, red: false };
  const redundancy = profile.kind === 'loopback' ? 'never' : (profile.redundancy ?? 'automatic');
  return { nack: true, red: redundancy === 'always' || (redundancy === 'automatic' && lossy === true) };
}

/**
 * Makes every offer of a peer connection ask for the protection, ICE restarts included. `createOffer` itself is
 * wrapped, so that no caller has to know of it.
 */
export function askForProtection(
  peerConnection: RTCPeerConnection,
  transceiver: RTCRtpTransceiver,
  { nack, red }: LossProtection,
  { takesNack, audioCodecs }: LossProtectionDeps,
): void {
  if (red) preferRed(transceiver, audioCodecs());
  if (!nack) return;
  const offering: Offering = peerConnection;
  const createOffer = offering.createOffer.bind(peerConnection);
  Object.assign(peerConnection, {
    async createOffer(options?: RTCOfferOptions): Promise<RTCSessionDescriptionInit> {
      const [offer, takes] = await Promise.all([createOffer(options), takesNack()]);
      return takes ? { type: offer.type, sdp: withOpusNack(offer.sdp ?? '') } : offer;
    },
  });
}

/** The codec and protection of an answer, in the form of the log. */
export function agreedProtection({
  localDescription,
  remoteDescription,
}: Pick<RTCPeerConnection, 'localDescription' | 'remoteDescription'>): { nack?: true; red?: true } {
  const answer = remoteDescription?.sdp ?? '';
  return {
    ...(takesOpusNack(localDescription?.sdp ?? '') && takesOpusNack(answer) && { nack: true }),
    ...(takesRed(answer) && { red: true }),
  };
}

/**
 * Tries on a throw-away connection whether the browser accepts an offer with NACK: browsers may forbid changes of an
 * offer one day, and an offer may be sent to the server before the browser applies it.
 */
export async function canAskForNack(
  createPeerConnection: (configuration: RTCConfiguration) => RTCPeerConnection,
): Promise<boolean> {
  try {
    const peerConnection = createPeerConnection({});
    try {
      peerConnection.addTransceiver('audio', { direction: 'sendonly' });
      const { sdp = '' } = await peerConnection.createOffer();
      await peerConnection.setLocalDescription({ type: 'offer', sdp: withOpusNack(sdp) });
      return takesOpusNack(peerConnection.localDescription?.sdp ?? '');
    } finally {
      peerConnection.close();
    }
  } catch {
    return false;
  }
}

/** Puts redundant audio before all other codecs, which stay in their order; browsers offer it, but behind Opus. */
function preferRed(transceiver: RTCRtpTransceiver, codecs: readonly RTCRtpCodec[]): void {
  const isRed = ({ mimeType }: RTCRtpCodec) => mimeType.toLowerCase() === 'audio/red';
  if (!codecs.some(isRed)) return;
  try {
    transceiver.setCodecPreferences([...codecs.filter(isRed), ...codecs.filter((codec) => !isRed(codec))]);
  } catch {
    // A browser without codec preferences sends its own first choice.
  }
}

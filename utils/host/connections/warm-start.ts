import { createDeadline } from '../../async/deadline.ts';
import type { Edges } from '../../async/edges.ts';
import type { Profile } from '../../domain/profiles/profile.ts';
import type { Signalling } from '../../signalling/port/signalling.ts';
import { rtcConfiguration } from './rtc-configuration.ts';

export interface WarmStartDeps extends Pick<Edges, 'now' | 'after'> {
  createSignalling(profile: Profile): Pick<Signalling, 'warmUp'>;
  generateCertificate(): Promise<RTCCertificate>;
  createPeerConnection(configuration: RTCConfiguration): RTCPeerConnection;
}

/** Milliseconds after which a warm-up is of no more use. */
const deadlineMs = 5000;

/**
 * Milliseconds for which a server that did not answer is not asked again. Each request into a dead network
 * leaves one of the six connections that a browser opens to a server half open, and a Start after enough of
 * them would wait for one.
 */
const silenceHoldsMs = 60_000;

/** Milliseconds for which candidates that were gathered ahead are kept: a router may forget the ports behind them. */
const candidatesHoldMs = 60_000;

/** A peer connection that gathers candidates before it has an offer to make. */
interface Gathering {
  profile: Profile;
  peerConnection: RTCPeerConnection;
  configuration: RTCConfiguration;
  since: number;
}

/**
 * Prepares what a start would wait for: a DTLS certificate, a connection to the server, and the candidates of a peer
 * connection. Never opens the microphone.
 */
export function createWarmStart(deps: WarmStartDeps) {
  const { createSignalling, generateCertificate, createPeerConnection, now } = deps;
  let certificate: RTCCertificate | undefined;
  let gathering: Gathering | null = null;
  let warming: AbortController | null = null;
  /** The server that has not answered yet, and since when it has been asked. */
  let silent: { url: string; since: number } | null = null;

  async function warmServer(profile: Profile): Promise<void> {
    const url = profile.kind === 'loopback' ? '' : profile.url;
    if (silent?.url === url && now() - silent.since < silenceHoldsMs) return;
    warming?.abort();
    warming = new AbortController();
    const question = { url, since: now() };
    silent = question;
    const deadline = createDeadline(deadlineMs, deps);
    const signal = AbortSignal.any([warming.signal, deadline.signal]);
    const answered = await createSignalling(profile).warmUp(signal);
    deadline.end();
    if (answered && silent === question) silent = null;
  }

  async function gather(profile: Profile): Promise<void> {
    certificate ??= await generateCertificate();
    const configuration = rtcConfiguration(profile, certificate);
    if (gathering && isFresh(gathering) && isSame(gathering.configuration, configuration)) return;
    gathering?.peerConnection.close();
    gathering = null;
    // Candidates of a pool are gathered at once, and belong to the first offer (RFC 8829, section 3.5.4).
    const peerConnection = createPeerConnection({ ...configuration, iceCandidatePoolSize: 1 });
    gathering = { profile, peerConnection, configuration, since: now() };
  }

  const isFresh = ({ since }: Gathering) => Math.abs(now() - since) < candidatesHoldMs;

  return {
    /**
     * Warms up for a profile. Never rejects: a start without it is only slower, and reports its own failures.
     */
    async warmUp(profile: Profile): Promise<void> {
      await Promise.allSettled([warmServer(profile), gather(profile)]);
    },

    /**
     * Takes the certificate that was made ahead; each is used once, because two sessions with one certificate could be
     * linked to one person.
     */
    takeCertificate(): RTCCertificate | undefined {
      const taken = certificate;
      certificate = undefined;
      return taken;
    },

    /** Takes the peer connection that was made ahead if its configuration is the same; else makes one. */
    takePeerConnection(configuration: RTCConfiguration): RTCPeerConnection {
      const taken = gathering;
      gathering = null;
      if (taken && isFresh(taken) && isSame(taken.configuration, configuration)) return taken.peerConnection;
      taken?.peerConnection.close();
      return createPeerConnection(configuration);
    },

    /** Gathers candidates again; call it when the network may have changed. */
    async regather(): Promise<void> {
      if (!gathering) return;
      gathering.since = -Infinity;
      await gather(gathering.profile).catch(() => undefined);
    },
  };
}

/** Whether two configurations make the same connection. A certificate is known by its object alone. */
function isSame(one: RTCConfiguration, other: RTCConfiguration): boolean {
  const { certificates: [certificate] = [], ...rest } = one;
  const { certificates: [otherCertificate] = [], ...otherRest } = other;
  return certificate === otherCertificate && JSON.stringify(rest) === JSON.stringify(otherRest);
}

import type { Profile } from '../../domain/profiles/profile.ts';
import type { Signalling } from '../../signalling/port/signalling.ts';

export interface WarmStartDeps {
  createSignalling(profile: Profile): Pick<Signalling, 'warmUp'>;
  generateCertificate(): Promise<RTCCertificate>;
  /** The current time, in epoch milliseconds. */
  now(): number;
}

/** Milliseconds after which a warm-up is of no more use. */
const deadlineMs = 5000;

/**
 * Milliseconds for which a server that did not answer is not asked again. Each request into a dead network
 * leaves one of the six connections that a browser opens to a server half open, and a Start after enough of
 * them would wait for one.
 */
const silenceHoldsMs = 60_000;

/**
 * Prepares what a start would wait for: a DTLS certificate, and a connection to the server. Never opens the
 * microphone.
 */
export function createWarmStart({ createSignalling, generateCertificate, now }: WarmStartDeps) {
  let certificate: RTCCertificate | undefined;
  let warming: AbortController | null = null;
  /** The server that has not answered yet, and since when it is asked. */
  let silent: { url: string; since: number } | null = null;

  async function warmServer(profile: Profile): Promise<void> {
    const url = profile.kind === 'loopback' ? '' : profile.url;
    if (silent?.url === url && now() - silent.since < silenceHoldsMs) return;
    warming?.abort();
    warming = new AbortController();
    const question = { url, since: now() };
    silent = question;
    const signal = AbortSignal.any([warming.signal, AbortSignal.timeout(deadlineMs)]);
    const answered = await createSignalling(profile).warmUp(signal);
    if (answered && silent === question) silent = null;
  }

  return {
    /**
     * Warms up for a profile. Never rejects: a start without it is only slower, and reports its own failures.
     */
    async warmUp(profile: Profile): Promise<void> {
      const made = async () => (certificate ??= await generateCertificate());
      await Promise.allSettled([warmServer(profile), made()]);
    },

    /**
     * Takes the certificate that was made ahead. It is given once, because two sessions with one certificate
     * could be linked to one person.
     */
    takeCertificate(): RTCCertificate | undefined {
      const taken = certificate;
      certificate = undefined;
      return taken;
    },
  };
}

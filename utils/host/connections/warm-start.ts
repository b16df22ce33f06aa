import type { Profile } from '../../domain/profiles/profile.ts';
import type { Signalling } from '../../signalling/port/signalling.ts';

export interface WarmStartDeps {
  createSignalling(profile: Profile): Pick<Signalling, 'warmUp'>;
  generateCertificate(): Promise<RTCCertificate>;
  /** Epoch milliseconds. */
  now(): number;
}

/** How long a warm-up may take before it is of no more use, in milliseconds. */
const deadlineMs = 5000;

/**
 * Who was not answered is not asked again for so long, in milliseconds. Each question into a dead network leaves one of the
 * six connections that a browser opens to a server half open, and the Start after enough of them would wait for one.
 */
const silenceHoldsMs = 60_000;

/**
 * Does ahead what a start would wait for: a DTLS certificate, and a connection to the server. Never the microphone.
 */
export function createWarmStart({ createSignalling, generateCertificate, now }: WarmStartDeps) {
  let certificate: RTCCertificate | undefined;
  let warming: AbortController | null = null;
  /** Who has not answered yet, and since when he is asked. */
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
    /** Never rejects: a start without it is only slower, and says itself what is wrong. */
    async warmUp(profile: Profile): Promise<void> {
      const made = async () => (certificate ??= await generateCertificate());
      await Promise.allSettled([warmServer(profile), made()]);
    },

    /** The certificate made ahead, once: two sessions with one certificate could be told to be one person's. */
    takeCertificate(): RTCCertificate | undefined {
      const taken = certificate;
      certificate = undefined;
      return taken;
    },
  };
}

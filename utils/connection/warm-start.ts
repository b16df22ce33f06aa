import type { Profile } from '../domain/settings.ts';
import type { Signalling } from '../signalling/signalling.ts';

export interface WarmStartDeps {
  createSignalling(profile: Profile): Pick<Signalling, 'warmUp'>;
  generateCertificate(): Promise<RTCCertificate>;
}

/** How long a warm-up may take before it is of no more use, in milliseconds. */
const deadlineMs = 5000;

/**
 * Does ahead what a start would wait for: a DTLS certificate, and a connection to the server. Never the microphone.
 */
export function createWarmStart({ createSignalling, generateCertificate }: WarmStartDeps) {
  let certificate: RTCCertificate | undefined;
  let warming: AbortController | null = null;

  return {
    async warmUp(profile: Profile): Promise<void> {
      warming?.abort();
      warming = new AbortController();
      const signal = AbortSignal.any([warming.signal, AbortSignal.timeout(deadlineMs)]);
      const server = createSignalling(profile).warmUp(signal);
      certificate ??= await generateCertificate();
      await server;
    },

    /** The certificate made ahead, once: two sessions with one certificate could be told to be one person's. */
    takeCertificate(): RTCCertificate | undefined {
      const taken = certificate;
      certificate = undefined;
      return taken;
    },
  };
}

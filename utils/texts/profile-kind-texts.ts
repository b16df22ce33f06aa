import type { ServerGuess } from '../domain/profiles/propose-profile.ts';
import type { JsonOfferProfile, ProfileKind } from '../domain/profiles/profile.ts';
import type { TextKey, Texts } from './texts.ts';

const names = {
  loopback: 'kind_loopback',
  whip: 'kind_whip',
  'json-offer': 'kind_json_offer',
  'openai-realtime': 'kind_openai_realtime',
} as const satisfies Record<ProfileKind, TextKey>;

const descriptions = {
  loopback: 'kind_loopback_text',
  whip: 'kind_whip_text',
  'json-offer': 'kind_json_offer_text',
  'openai-realtime': 'kind_openai_realtime_text',
} as const satisfies Record<ProfileKind, TextKey>;

const variants = {
  aiortc: 'form_variant_aiortc',
  pipecat: 'form_variant_pipecat',
  fastrtc: 'form_variant_fastrtc',
} as const satisfies Record<JsonOfferProfile['variant'], TextKey>;

/** Says which kind of server an address was taken for. */
export function guessText(texts: Texts, guess: ServerGuess): string {
  return guess.kind === 'json-offer' ? texts.t(variants[guess.variant]) : profileKindText(texts, guess.kind);
}

/** The name of a kind of server. */
export function profileKindText({ t }: Texts, kind: ProfileKind): string {
  return t(names[kind]);
}

/** Explains a kind of server in a sentence. */
export function profileKindDescription({ t }: Texts, kind: ProfileKind): string {
  return t(descriptions[kind]);
}

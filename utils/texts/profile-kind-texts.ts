import type { ProfileKind } from '../domain/settings.ts';
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

/** The name of a kind of server. */
export function profileKindText({ t }: Texts, kind: ProfileKind): string {
  return t(names[kind]);
}

/** What a kind of server is, in a sentence. */
export function profileKindDescription({ t }: Texts, kind: ProfileKind): string {
  return t(descriptions[kind]);
}

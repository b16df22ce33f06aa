import type { ProfileKind } from '../domain/profiles/profile-kinds.ts';
import type { ServerGuess } from '../domain/profiles/propose-profile.ts';
import { keyPart } from './key-part.ts';
import type { Texts } from './texts.ts';

/** Says which kind of server an address was taken for. */
export function guessText(texts: Texts, guess: ServerGuess): string {
  return 'variant' in guess ? texts.t(`form_variant_${guess.variant}`) : profileKindText(texts, guess.kind);
}

/** The name of a kind of server. */
export function profileKindText({ t }: Texts, kind: ProfileKind): string {
  return t(`kind_${keyPart(kind)}`);
}

/** Explains a kind of server in a sentence. */
export function profileKindDescription({ t }: Texts, kind: ProfileKind): string {
  return t(`kind_${keyPart(kind)}_text`);
}

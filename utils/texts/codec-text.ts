import type { SelectedCodec } from '../domain/link/selected-path.ts';
import type { Texts } from './texts.ts';

/** A codec as people name it. */
export function codecText({ t }: Texts, { mimeType, clockRate }: SelectedCodec): string {
  const name = mimeType.replace(/^audio\//i, '');
  return clockRate === null ? name : t('codec_rate', name, clockRate);
}

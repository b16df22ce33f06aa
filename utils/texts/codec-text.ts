import type { SelectedCodec } from '../domain/link/selected-path.ts';
import type { Texts } from './texts.ts';

/** Names a codec as people do. */
export function codecText({ t }: Texts, { mimeType, clockRate }: SelectedCodec): string {
  const name = mimeType.replace(/^audio\//i, '');
  return clockRate === null ? name : t('codec_rate', name, clockRate);
}

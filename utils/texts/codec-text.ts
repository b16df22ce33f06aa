import type { SelectedCodec } from '../domain/link/selected-path.ts';

/**
 * Names a codec as people do, with what was agreed on against loss. Its clock rate and channels are those of the RTP
 * payload format, and say nothing of the sound: always 48,000 Hz and two for Opus (RFC 7587, section 4.1), 8,000 Hz for the
 * 16,000 of G.722 (RFC 3551, section 4.5.2).
 */
export function codecText({ mimeType, nack, red }: SelectedCodec): string {
  const name = mimeType.replace(/^audio\//i, '');
  return [name, ...(nack ? ['NACK'] : []), ...(red ? ['RED'] : [])].join(' + ');
}

import type { SelectedCodec } from '../domain/link/selected-path.ts';

/**
 * Names a codec as people do. Its clock rate and channels are those of the RTP payload format, and say nothing
 * of the sound: always 48,000 Hz and two for Opus (RFC 7587, section 4.1), 8,000 Hz for the 16,000 of G.722
 * (RFC 3551, section 4.5.2).
 */
export function codecText({ mimeType }: SelectedCodec): string {
  return mimeType.replace(/^audio\//i, '');
}

import * as v from 'valibot';
import { figure, shortText } from '../bounds/plain-data.ts';

/** The candidate pair in use (RFC 8445); the addresses of its two ends are left out, because this is logged. */
export const selectedPair = v.strictObject({
  localType: shortText,
  remoteType: shortText,
  protocol: shortText,
  /** The protocol by which the relay itself is reached, where the local candidate is a relay. */
  relayProtocol: v.nullable(shortText),
  /**
   * URL of the TURN server, as the profile or the server named it; absent where the path is direct, and in
   * older logs.
   */
  relayUrl: v.exactOptional(shortText),
});
export type SelectedPair = v.InferOutput<typeof selectedPair>;

/** The codec in use, as webrtc-stats names it. */
export const selectedCodec = v.strictObject({
  /** MIME type, e.g. `audio/opus`. */
  mimeType: shortText,
  /** Clock rate in Hz. */
  clockRate: v.nullable(figure),
  channels: v.nullable(figure),
  /** What both sides agreed on against loss; absent in older logs, and where there is nothing. */
  nack: v.exactOptional(v.literal(true)),
  red: v.exactOptional(v.literal(true)),
});
export type SelectedCodec = v.InferOutput<typeof selectedCodec>;

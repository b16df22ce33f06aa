import type { ProfileKind } from './profile-kinds.ts';
import { barePath } from './server-url.ts';

/**
 * A shape of addresses that belong to a kind of server; without `variant`, the kind has none, or the usual
 * one is meant.
 */
interface AddressShape {
  path?: RegExp;
  host?: RegExp;
  variant?: string;
  /** Whether addresses for a WebSocket lead to the same server. */
  takesSockets?: boolean;
  /** The address to use for one of this shape, where it differs. */
  toUrl?: (url: URL) => string;
}

/** The shapes of the addresses of each kind of server; the first that fits counts. */
export const addressShapes: Readonly<Record<ProfileKind, readonly AddressShape[]>> = {
  whip: [{ path: /\/whip(\/|$)|\/webrtc\/publish$/i }, { host: /(^|\.)whip\./i }],
  'json-offer': [
    { path: /\/webrtc\/offer$/, variant: 'fastrtc' },
    { path: /\/api\/offer$/, variant: 'pipecat' },
    { path: /\/offer$/, variant: 'aiortc' },
  ],
  // OpenAI's realtime address is often given for a WebSocket; the calls for WebRTC are at the same place.
  'openai-realtime': [{ path: /\/v1\/realtime(\/|$)/, takesSockets: true, toUrl: callsUrl }],
  loopback: [],
};

function callsUrl(url: URL): string {
  return url.hostname === 'api.openai.com' && barePath(url) === '/v1/realtime'
    ? `${url.origin}/v1/realtime/calls`
    : url.href;
}

import type { ProfileKind } from './profile-kinds.ts';
import type { ServerGuess } from './propose-profile.ts';

export interface ServerPreset {
  /** The server's own name. */
  name: string;
  guess: ServerGuess;
  /**
   * The address as the server's documentation gives it; parts that only the user knows stand in angle
   * brackets, and are refused until they are replaced.
   */
  url: string;
}

/** A well-known server of a kind. */
type Preset = Omit<ServerPreset, 'guess'> & { variant?: string };

/** The well-known servers of each kind, apart from the table of kinds: the popup, which loads that, has no use for them. */
const presetsOf: Partial<Record<ProfileKind, readonly Preset[]>> = {
  whip: [
    // https://mediamtx.org/docs: WebRTC clients, port 8889
    { name: 'MediaMTX', url: 'http://localhost:8889/<path>/whip' },
    // https://developers.cloudflare.com/stream/webrtc-beta: the secret is a part of the address
    {
      name: 'Cloudflare Stream',
      url: 'https://customer-<code>.cloudflarestream.com/<secret>/webRTC/publish',
    },
    // https://docs.livekit.io/home/ingress: the stream key is the token
    { name: 'LiveKit Cloud Ingress', url: 'https://<project>.whip.livekit.cloud/w' },
    // https://github.com/ossrs/srs: WHIP
    { name: 'SRS', url: 'http://localhost:1985/rtc/v1/whip/?app=live&stream=<stream>' },
    // https://github.com/meetecho/simple-whip-server
    { name: 'Janus (simple-whip-server)', url: 'http://localhost:7080/whip/endpoint/<id>' },
  ],
  'json-offer': [
    // https://fastrtc.org: a stream that is mounted on an app
    { name: 'FastRTC', url: 'http://localhost:<port>/webrtc/offer', variant: 'fastrtc' },
    // https://docs.pipecat.ai: the development runner's port
    { name: 'Pipecat SmallWebRTC', url: 'http://localhost:7860/api/offer', variant: 'pipecat' },
    // https://github.com/aiortc/aiortc/tree/main/examples/server
    { name: 'aiortc (example server)', url: 'http://localhost:8080/offer', variant: 'aiortc' },
  ],
  // https://platform.openai.com/docs/guides/realtime-webrtc
  'openai-realtime': [{ name: 'OpenAI Realtime', url: 'https://api.openai.com/v1/realtime/calls' }],
};

/** Well-known servers, by name. */
export const serverPresets: readonly ServerPreset[] = Object.entries(presetsOf).flatMap(([kind, presets]) =>
  presets.map(({ name, url, variant }) => ({
    name,
    url,
    guess: { kind, ...(variant && { variant }) } as ServerGuess,
  })),
);

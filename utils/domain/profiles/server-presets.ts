import type { ServerGuess } from './propose-profile.ts';

export interface ServerPreset {
  /** The server's own name. */
  name: string;
  guess: ServerGuess;
  /** As its makers document it; what only the user knows stands in angle brackets, and is refused until it is replaced. */
  url: string;
}

/** Servers that many have, by name. */
export const serverPresets: readonly ServerPreset[] = [
  // https://platform.openai.com/docs/guides/realtime-webrtc
  {
    name: 'OpenAI Realtime',
    guess: { kind: 'openai-realtime' },
    url: 'https://api.openai.com/v1/realtime/calls',
  },
  // https://mediamtx.org/docs: WebRTC clients, port 8889
  { name: 'MediaMTX', guess: { kind: 'whip' }, url: 'http://localhost:8889/<path>/whip' },
  // https://developers.cloudflare.com/stream/webrtc-beta: the secret is a part of the address
  {
    name: 'Cloudflare Stream',
    guess: { kind: 'whip' },
    url: 'https://customer-<code>.cloudflarestream.com/<secret>/webRTC/publish',
  },
  // https://docs.livekit.io/home/ingress: the stream key is the token
  { name: 'LiveKit Cloud Ingress', guess: { kind: 'whip' }, url: 'https://<project>.whip.livekit.cloud/w' },
  // https://github.com/ossrs/srs: WHIP
  {
    name: 'SRS',
    guess: { kind: 'whip' },
    url: 'http://localhost:1985/rtc/v1/whip/?app=live&stream=<stream>',
  },
  // https://github.com/meetecho/simple-whip-server
  {
    name: 'Janus (simple-whip-server)',
    guess: { kind: 'whip' },
    url: 'http://localhost:7080/whip/endpoint/<id>',
  },
  // https://fastrtc.org: a stream that is mounted on an app
  {
    name: 'FastRTC',
    guess: { kind: 'json-offer', variant: 'fastrtc' },
    url: 'http://localhost:<port>/webrtc/offer',
  },
  // https://docs.pipecat.ai: the development runner's port
  {
    name: 'Pipecat SmallWebRTC',
    guess: { kind: 'json-offer', variant: 'pipecat' },
    url: 'http://localhost:7860/api/offer',
  },
  // https://github.com/aiortc/aiortc/tree/main/examples/server
  {
    name: 'aiortc (example server)',
    guess: { kind: 'json-offer', variant: 'aiortc' },
    url: 'http://localhost:8080/offer',
  },
];
